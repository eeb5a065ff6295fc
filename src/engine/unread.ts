import { scopeLabel } from '../aws/place.ts';
import type { Fault, Finding } from '../checks/check.ts';
import { hint, type Remedy } from '../checks/remedy.ts';
import type { Problem } from '../errors.ts';

/** What could not be looked at for one reason. */
export interface Unread {
  /** In one line. */
  readonly reason: string;
  /** The checks that are unknown for it, each once; none: nothing could be looked at. */
  readonly checks: readonly string[];
  /** The places, as `111122223333/us-east-1`, `account 111122223333` or `this machine`, each once. */
  readonly places: readonly string[];
  /** What would let it be looked at. */
  readonly remedy: Remedy;
}

/** The parts of the report of a target that count here. */
interface Looked {
  readonly account: string | null;
  readonly region: string;
  readonly profile?: string;
  readonly status: string;
  readonly error?: Problem;
  readonly findings: readonly Finding[];
}

/** Tells whether a check could not look, and nobody has accepted that. */
export const isUnread = (finding: Finding): finding is Unlooked['fault'] =>
  finding.verdict === 'unknown' && finding.unread !== undefined && !finding.accepted;

/** Finds the targets of a diagnosis at which nothing could be looked, although that was asked for; `named`: by their names. */
export const unreadTargets = <Target extends Looked>(targets: readonly Target[], named: boolean): readonly Target[] =>
  targets.filter(
    ({ status, error, findings }) =>
      error !== undefined &&
      error.code !== 'Interrupted' &&
      !findings.some(isUnread) &&
      (status === 'failed' || (named && CLOSED_CODES.includes(error.code))),
  );

/** Regions that are closed on purpose: `all` does not ask for them. */
export const CLOSED_CODES: readonly string[] = ['DeniedByOrganization', 'RegionNotEnabled'];

/**
 * Lists what could not be looked at, by reason: first all that is denied to the credentials, which one statement would allow, then
 * everything else, and then the targets of which nothing is known.
 */
export function unreadOf(targets: readonly Looked[], whole: readonly Looked[] = []): readonly Unread[] {
  const found = targets.flatMap((target) =>
    target.findings.filter(isUnread).map((fault) => ({ fault, place: placeOf(target, fault) })),
  );
  const denied = found.filter(({ fault }) => fault.unread.length > 0);
  const byReason = new Map<string, Unread>();
  const add = (entry: Unread): void => {
    const key = JSON.stringify([entry.reason, entry.remedy]);
    const known = byReason.get(key);
    byReason.set(key, known ? joined(known, entry) : entry);
  };
  for (const { fault, place } of found) {
    if (fault.unread.length === 0)
      add({ reason: fault.summary, checks: [fault.check], places: [place], remedy: fault.remedy });
  }
  for (const target of whole) {
    const { message = '', advice = 'run it again' } = target.error ?? {};
    add({ reason: message, checks: [], places: [placeOf(target)], remedy: hint(advice) });
  }
  return [...(denied.length > 0 ? [allDenied(denied)] : []), ...byReason.values()];
}

const joined = (one: Unread, other: Unread): Unread => ({
  ...one,
  checks: [...new Set([...one.checks, ...other.checks])],
  places: [...new Set([...one.places, ...other.places])],
});

/** A check that could not look, and where. */
interface Unlooked {
  readonly fault: Fault & Required<Pick<Fault, 'unread'>>;
  readonly place: string;
}

function allDenied(denied: readonly Unlooked[]): Unread {
  const actions = [...new Set(denied.flatMap(({ fault }) => fault.unread))].toSorted();
  return {
    reason: `${actions.join(', ')} ${actions.length === 1 ? 'is' : 'are'} denied to these credentials`,
    checks: [...new Set(denied.map(({ fault }) => fault.check))],
    places: [...new Set(denied.map(({ place }) => place))],
    remedy: {
      kind: 'statement',
      lead: 'allow it',
      statement: { Effect: 'Allow', Action: actions.length === 1 ? actions[0] : actions, Resource: '*' },
      alternative: 'all that is read: session-manager policy operator --for doctor',
    },
  };
}

const placeOf = (target: Looked, fault?: Fault): string => scopeLabel(fault?.scope ?? 'region', target);
