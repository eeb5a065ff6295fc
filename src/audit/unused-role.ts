import type { Decided, Gap } from './gap.ts';
import type { NodeRole } from './node-roles.ts';

/** The action by which a node registers. */
export const REGISTER = 'ssm:UpdateInstanceInformation';

/**
 * Leaves out what is not worth telling of a role that nothing runs under: where it could not register either, all but that; and where
 * nothing shows that it is meant for sessions, everything.
 */
export function toldOf(
  { source, usedIn, unreadIn }: NodeRole,
  answers: readonly Decided[],
  gaps: readonly Gap[],
): readonly Gap[] {
  const core = answers.filter(({ permission }) => permission.need === 'core');
  const registers = core.some(({ permission, decision }) => permission.action === REGISTER && decision === 'allowed');
  if (source !== 'profile' || usedIn.size > 0 || registers) return gaps;
  const isMeant = unreadIn.size > 0 || core.some(({ decision, keys }) => decision === 'allowed' || keys.length > 0);
  return isMeant ? gaps.filter(({ need }) => need === 'core').map((gap) => ({ ...gap, apart: true })) : [];
}
