import type { ChalkInstance } from 'chalk';
import type { Finding } from '../checks/check.ts';
import type { Report } from '../engine/report.ts';
import { familyOf } from './family.ts';
import { findingLines } from './findings.ts';
import { visibleReport, withoutCommands } from './visible.ts';

/**
 * Prints what explains why something failed: the worst that was found only, as a diagnosis prints it. What is unknown counts where
 * nothing else was found.
 */
export function whyText(report: Report, paint: ChalkInstance, width: number): string {
  const { targets } = visibleReport(report);
  const all = targets.flatMap(({ findings }) => findings);
  const told = (['fail', 'warn', 'info', 'unknown'] as const)
    .map((verdict) => all.filter((finding) => finding.verdict === verdict))
    .find(({ length }) => length > 0);
  if (!told) return NOTHING;
  return withoutCommands(findingLines(withSymptoms(told, all), paint, width, familyOf(targets)).join('\n'));
}

const NOTHING = 'nothing was found that explains it: session-manager doctor looks at everything';

/** Adds what is caused by these findings, which is shown beneath them. */
const withSymptoms = (told: readonly Finding[], all: readonly Finding[]): readonly Finding[] => {
  const names = new Set(told.flatMap((finding) => (finding.verdict === 'ok' ? [] : [finding.check])));
  return all.filter(
    (finding) =>
      told.includes(finding) ||
      (finding.verdict !== 'ok' && finding.causedBy?.some(({ check }) => names.has(check)) === true),
  );
};
