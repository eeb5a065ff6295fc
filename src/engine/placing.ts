import type { Reached } from '../targets/accounts.ts';
import type { TargetReport } from './report.ts';
import { endOf, type Placed } from './run-checks.ts';
import { knownAccount } from './target-report.ts';

/** Findings that are about none of the targets alone, and the targets that they may be reported with. */
export interface Unplaced {
  readonly of: readonly Reached[];
  readonly findings: readonly Placed[];
}

/**
 * Adds to the reports of targets, which are in the order of `reached`, what was found about the machine and about accounts: with the
 * target of the region that it is about, otherwise with the first that it concerns.
 */
export function withFindings(
  reports: readonly TargetReport[],
  reached: readonly Reached[],
  found: readonly Unplaced[],
): readonly TargetReport[] {
  const places = byPlace(found);
  return reports.map((report, index) => {
    const more = places.get(reached[index]);
    if (!more) return report;
    return endedEarly({ ...report, findings: [...report.findings, ...more.map(({ finding }) => finding)] }, more);
  });
}

/** Makes a report of each place with which findings are reported, of these findings alone. */
export const reportsOf = (found: Unplaced): readonly TargetReport[] =>
  [...byPlace([found])].flatMap(([at, placed]) =>
    at
      ? [
          {
            account: knownAccount(at.account),
            ...(at.profile !== undefined && { profile: at.profile }),
            region: at.region,
            status: 'unchanged' as const,
            changes: [],
            findings: placed.map(({ finding }) => finding),
          },
        ]
      : [],
  );

function byPlace(found: readonly Unplaced[]): ReadonlyMap<Reached | undefined, readonly Placed[]> {
  const places = new Map<Reached | undefined, Placed[]>();
  for (const { of, findings } of found) {
    for (const finding of findings) {
      const at = of.find((entry) => entry.region === finding.region) ?? of[0];
      const there = places.get(at) ?? [];
      there.push(finding);
      places.set(at, there);
    }
  }
  return places;
}

/**
 * Reports a target as failed where its checks ended before they could finish. What was found before is reported. What could not be
 * checked any more is reported once, or by name where a higher limit would do.
 */
export function endedEarly(report: TargetReport, found: readonly Placed[]): TargetReport {
  const error = endOf(found);
  if (!error) return report;
  const lost = new Set(found.flatMap(({ ended, finding }) => (ended && ended.code !== 'TimeLimit' ? [finding] : [])));
  const findings = report.findings.filter((finding) => !lost.has(finding));
  return report.status === 'unchanged' ? { ...report, status: 'failed', error, findings } : { ...report, findings };
}
