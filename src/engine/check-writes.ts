import { TargetError } from '../errors.ts';
import { type Asked, type Ruling, simulate } from '../facts/simulation.ts';
import type { Write } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import type { Plan } from './change.ts';

/**
 * Asks IAM, before anything is removed, whether the caller may make the writes of a plan; throws a TargetError that names those
 * that are certainly denied. What IAM does not tell, or tells under conditions, is left to be tried. It takes one call, and more
 * only where something seems denied.
 */
export async function checkWrites(target: Target, plan: Plan): Promise<void> {
  const principal = principalOf(target);
  const writes = plan.flatMap((step) => step.writes ?? []);
  if (principal === undefined || writes.length === 0) return;
  const denied = await deniedOf(target, principal, writes).catch(() => []);
  if (denied.length === 0) return;
  const names = denied.map(({ action, arns }) => `${action} on ${arns[0]}`);
  throw new TargetError(
    'NotAllowed',
    `${principal} is not allowed ${names.join(', ')}; nothing was deleted`,
    'session-manager policy operator --for delete prints what has to be allowed',
  );
}

/** Gives the user or role that IAM is asked about; undefined for others. A session does not tell the path of its role. */
function principalOf({ caller = '', account, partition }: Target): string | undefined {
  const [, kind = '', name = ''] = /^arn:[^:]+:(?:iam|sts)::\d+:(user|role|assumed-role)\/(.+)$/.exec(caller) ?? [];
  if (kind === 'assumed-role') return `arn:${partition.name}:iam::${account}:role/${name.split('/')[0]}`;
  return kind === '' ? undefined : caller;
}

async function deniedOf(target: Target, principal: string, writes: readonly Write[]): Promise<readonly Write[]> {
  const iam = await target.iam();
  const deniedAmong = async (some: readonly Write[]): Promise<readonly Write[]> => {
    const asked = some.flatMap((write) => write.arns.map((arn) => ({ write, request: askedOf(target, write, arn) })));
    const rulings = await simulate(
      iam,
      principal,
      asked.map(({ request }) => request),
    );
    return some.filter((write) =>
      asked.every((each, index) => each.write !== write || isDenied(write, rulings[index])),
    );
  };
  // The first answer is for all at once, under the conditions of all. The second is for one write, of a thing whose ARN is certain.
  const suspects = await deniedAmong(writes);
  const certain = suspects.map(async (write) => {
    const exact = await write.exactly?.(target);
    return deniedAmong([{ ...write, ...exact }]);
  });
  const answers = await Promise.allSettled(certain);
  return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
}

const askedOf = (
  { region, partition }: Target,
  { action, context = {}, tags = {} }: Write,
  resource: string,
): Asked => ({
  action,
  resource,
  context: {
    'aws:RequestedRegion': [action.startsWith('iam:') ? partition.globalRegion : region],
    ...Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, [value]])),
    ...context,
  },
});

const isDenied = (write: Write, ruling: Ruling | undefined): boolean =>
  ruling !== undefined &&
  !['allowed', 'unknown'].includes(ruling.decision) &&
  !ruling.keys.some((key) => isOpen(key.toLowerCase(), write));

/** Tells whether the answer may depend on a condition key that only the real request has. */
function isOpen(key: string, { action, tags }: Write): boolean {
  const [service = '', name = ''] = key.split(':');
  if (service !== 'aws') return action.startsWith(`${service}:`) && !ABSENT.has(key);
  if (name.startsWith('resourcetag/')) return tags === undefined;
  return !name.startsWith('requesttag/');
}

/** The keys that these requests do not have where they were not given: for a key by its id, or for a policy itself. */
const ABSENT: ReadonlySet<string> = new Set([
  'kms:viaservice',
  'kms:requestalias',
  'kms:resourcealiases',
  'iam:policyarn',
]);
