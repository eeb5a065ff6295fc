import { explain, isClosedByOrganization, isRegionNotEnabled } from '../aws/errors.ts';
import { interrupted, type Problem } from '../errors.ts';
import type { Unreachable } from '../targets/accounts.ts';
import { namedAfter } from '../targets/organization/member.ts';
import { type Target, wayIn } from '../targets/target.ts';
import type { Begun } from './order.ts';
import { onTargets } from './run.ts';
import { closedProblem, knownAccount } from './target-report.ts';
import { reading, type Work } from './work.ts';

interface Head {
  /** Twelve digits; null where it is not known. */
  readonly account: string | null;
  /** The name that the organization has for the account; absent where it was not asked. */
  readonly accountName?: string;
  readonly region: string;
  readonly profile?: string;
}

/** What there is in a target, or why that is not known. */
export type Listed<Content extends object> =
  | (Head & { readonly status: 'listed' } & Content)
  | (Head & { readonly status: 'failed' | 'skipped'; readonly error: Problem });

/** What a command lists, target by target. It is no report: nothing is changed, and nothing found. */
export interface Listing<Content extends object> {
  readonly command: string;
  readonly interrupted?: true;
  readonly targets: readonly Listed<Content>[];
  readonly summary: ListingSummary;
}

/** Targets by status; a command adds what it counts. */
export interface ListingSummary {
  readonly targets: number;
  readonly listed: number;
  readonly failed: number;
  readonly skipped: number;
}

export const isListed = <Content extends object>(
  target: Listed<Content>,
): target is Head & { readonly status: 'listed' } & Content => target.status === 'listed';

/** Reads every target side by side; one that cannot be read says so, and the others go on. `inAWord`: how one ended, for the progress. */
export function listAll<Content extends object>(
  begun: Begun,
  read: (work: Work) => Promise<Content>,
  inAWord: (content: Content) => string,
): Promise<readonly Listed<Content>[]> {
  return onTargets<Listed<Content>>(
    begun,
    {
      unreachable: unreachableListing,
      endOf: (target) => (isListed(target) ? { status: target.status } : target),
      verdict: (target) =>
        isListed(target)
          ? { failed: false, text: inAWord(target) }
          : { failed: target.status === 'failed', text: target.status === 'failed' ? target.error.code : 'skipped' },
    },
    (work) => listOne(work, read),
  );
}

async function listOne<Content extends object>(
  work: Work,
  read: (work: Work) => Promise<Content>,
): Promise<Listed<Content>> {
  const { target, settings, say } = work;
  const ended = (status: 'failed' | 'skipped', error: Problem): Listed<Content> => ({
    ...headOf(target),
    status,
    error,
  });
  if (settings.interrupt.aborted) return ended('skipped', explain(interrupted('begun')));
  say('reading', 'passing');
  try {
    return { ...headOf(target), status: 'listed', ...(await reading(work, () => read(work))) };
  } catch (error) {
    if (isRegionNotEnabled(error) || isClosedByOrganization(error))
      return ended('skipped', closedProblem(error, target));
    return ended('failed', explain(error, wayIn(target)));
  }
}

const headOf = ({
  account,
  member,
  region,
  profile,
}: Pick<Target, 'account' | 'member' | 'region' | 'profile'>): Head => ({
  account,
  ...namedAfter(member),
  region,
  ...(profile !== undefined && { profile }),
});

export const unreachableListing = ({
  account,
  member,
  region,
  profile,
  status,
  problem,
}: Unreachable): Listed<never> => ({
  account: knownAccount(account),
  ...namedAfter(member),
  region,
  ...(profile !== undefined && { profile }),
  status: status === 'failed' ? 'failed' : 'skipped',
  error: problem,
});

/** Counts targets by status. */
export function countTargets(targets: readonly Listed<object>[]): ListingSummary {
  const count = (status: Listed<object>['status']): number =>
    targets.filter((target) => target.status === status).length;
  return { targets: targets.length, listed: count('listed'), failed: count('failed'), skipped: count('skipped') };
}

/** Tells whether a signal has ended the run before all was read. */
export const wasInterrupted = (
  targets: readonly Listed<object>[],
  { aborted }: AbortSignal,
): { readonly interrupted?: true } =>
  aborted || targets.some((target) => !isListed(target) && target.error.code === 'Interrupted')
    ? { interrupted: true }
    : {};
