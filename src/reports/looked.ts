import { CATALOGUE } from '../checks/catalogue.ts';
import type { CheckScope } from '../checks/check.ts';
import { placeOf } from '../engine/identity.ts';
import type { Report, TargetReport } from '../engine/report.ts';

/** A check, a thing and the place where both would be reported. */
export interface Asked {
  readonly check: string;
  readonly scope: CheckScope;
  readonly account: string | null;
  readonly profile?: string;
  readonly region: string;
  readonly subject?: string;
}

/** What is known of a check in a place. */
interface Known {
  /** True: it could not look at all. */
  unread: boolean;
  /** The things that are unknown. */
  readonly doubtful: Set<string>;
}

/**
 * Makes what tells whether a run has looked: in that place, by that check, at that thing. It has not where the target failed, was skipped
 * or is not in the report, where the check was left out or could not look, and where it asked only some of many nodes.
 */
export function lookedIn(report: Report): (asked: Asked) => boolean {
  const known = knownIn(report);
  const sound = new Map(report.targets.flatMap((target) => (target.error ? [] : [[placeKey(target), target]])));
  const looksAtMachine = report.targets.some(({ findings }) => findings.some(({ scope }) => scope === 'machine'));
  return (asked) => {
    const { check, scope, subject } = asked;
    const target = sound.get(placeKey(asked));
    if (scope === 'machine' ? !looksAtMachine : !target) return false;
    if (target?.sampled?.some((one) => one.check === check)) return false;
    const there = known.get(keyOf(asked, scope))?.get(check);
    if (there) return !there.unread && !(subject !== undefined && there.doubtful.has(subject));
    // A check that found nothing to look at says nothing.
    return isDiagnosis(report) && isAsked(report, check);
  };
}

const isDiagnosis = ({ command, noop }: Report): boolean => command === 'doctor' && !noop;

const isAsked = ({ selected }: Report, check: string): boolean =>
  Object.hasOwn(CATALOGUE, check) && (selected?.includes(check) ?? true);

const placeKey = (target: Pick<TargetReport, 'account' | 'profile' | 'region'>): string => keyOf(target, 'region');

const keyOf = (target: Pick<TargetReport, 'account' | 'profile' | 'region'>, scope: CheckScope): string =>
  placeOf(target, { scope }).join('\n');

function knownIn({ targets }: Report): ReadonlyMap<string, ReadonlyMap<string, Known>> {
  const places = new Map<string, Map<string, Known>>();
  for (const target of targets) {
    for (const finding of target.findings) {
      const key = keyOf(target, finding.scope);
      const place = places.get(key) ?? new Map<string, Known>();
      places.set(key, place);
      const known = place.get(finding.check) ?? { unread: false, doubtful: new Set() };
      place.set(finding.check, known);
      if (finding.verdict !== 'unknown') continue;
      if (finding.subject === undefined) known.unread = true;
      else known.doubtful.add(finding.subject);
    }
  }
  return places;
}
