import type { ChalkInstance } from 'chalk';
import type { Finding } from '../checks/check.ts';
import type { Report } from '../engine/report.ts';
import { familyOf } from './family.ts';
import { findingLines } from './findings.ts';
import { visibleReport, withoutCommands } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

/**
 * Prints what explains why something failed: the worst that was found only, as a diagnosis prints it. Where there is nothing, one line
 * says so, and what could not be looked at.
 */
export function whyText(report: Report, paint: ChalkInstance, width: number): string {
  const { targets } = visibleReport(report);
  const all = targets.flatMap(({ findings }) => findings);
  const told = (['fail', 'warn', 'info'] as const)
    .map((verdict) => all.filter((finding) => finding.verdict === verdict))
    .find(({ length }) => length > 0);
  if (!told) return wrapped(wordsOf(unread(all)), width, '', '').join('\n');
  return withoutCommands(findingLines(withSymptoms(told, all), paint, width, familyOf(targets)).join('\n'));
}

const NOTHING = 'nothing was found that explains it: session-manager doctor looks at everything';

/** Says that nothing explains it, and which calls are denied that could. */
function unread(all: readonly Finding[]): string {
  const actions = all.flatMap((finding) => (finding.verdict === 'unknown' ? (finding.unread ?? []) : []));
  if (actions.length === 0) return NOTHING;
  const denied = [...new Set(actions)].toSorted();
  return `nothing was found that explains it, and these credentials are denied ${denied.join(', ')}: session-manager policy operator --for doctor prints what is read`;
}

/** Adds what is caused by these findings, which is shown beneath them. */
const withSymptoms = (told: readonly Finding[], all: readonly Finding[]): readonly Finding[] => {
  const names = new Set(told.flatMap((finding) => (finding.verdict === 'ok' ? [] : [finding.check])));
  return all.filter(
    (finding) =>
      told.includes(finding) ||
      (finding.verdict !== 'ok' && finding.causedBy?.some(({ check }) => names.has(check)) === true),
  );
};
