import type { Fault } from '../../checks/check.ts';
import type { State } from './data.ts';

/** The verdicts of findings, the worst first; what somebody has accepted stands apart, whatever its verdict. */
export const FINDING_STATES: readonly State[] = [
  { id: 'fail', word: 'fail', tone: 'fail', heading: 'Failures' },
  { id: 'warn', word: 'warn', tone: 'warn', heading: 'Warnings' },
  { id: 'unknown', word: 'unknown', tone: 'unknown', heading: 'Unknown' },
  { id: 'info', word: 'info', tone: 'info', heading: 'For information' },
  { id: 'accepted', word: 'accepted', tone: 'none', heading: 'Accepted' },
];

/** Gives the number of the state that a finding is in. */
export function stateOf({ verdict, accepted }: Pick<Fault, 'verdict' | 'accepted'>): number {
  const wanted = accepted ? 'accepted' : verdict;
  return FINDING_STATES.findIndex(({ id }) => id === wanted);
}
