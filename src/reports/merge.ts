import { resolve } from 'node:path';
import { placeLabel } from '../aws/place.ts';
import { throttledTogether } from '../aws/throttling.ts';
import type { Finding } from '../checks/check.ts';
import { bestFixes, type Fix } from '../engine/fixes.ts';
import { createDiagnosis, createReport, isAccepted, type Report, type TargetReport } from '../engine/report.ts';
import { unreadTargets } from '../engine/unread.ts';
import { UserError } from '../errors.ts';
import { familyOf } from '../render/family.ts';
import { inOrder } from './in-order.ts';
import type { Filed } from './read.ts';
import { judgedTogether } from './judged-together.ts';
import { mergeRuns } from './runs.ts';

/**
 * Makes one report of those of several runs of one command, such as the shards of an estate: that of a single run over all their
 * targets. Throws a UserError where the commands differ, or a target is in two of them.
 */
export function mergeReports(filed: readonly Filed[]): Report {
  const [first] = filed;
  if (!first) throw new UserError('no-report', 'no report: name the files that --json was written to');
  for (const other of filed) checkSame(first, other);
  checkOnce(filed);
  const reports = filed.map(({ report }) => report);
  const all = onceTold(inOrder(reports.map((report) => report.targets)));
  const { targets, counts, ...judged } = judgedTogether(reports, all);
  const { command, noop } = first.report;
  const ended = {
    ...(reports.some(({ interrupted }) => interrupted) && { interrupt: AbortSignal.abort() }),
    ...(reports.some(({ declined }) => declined) && { declined: true }),
    throttling: {
      in: () => undefined,
      total: throttledTogether(reports.map(({ summary }) => summary.throttled)),
    },
  };
  const { plan, shard } = filed.length === 1 ? first.report : {};
  const run = mergeRuns(reports);
  const notes = { ...(run && { run }), ...(plan && { plan }), ...(shard !== undefined && { shard }), ...judged };
  const named = reports.some(isNamed);
  const selected = selectedInAll(reports);
  const isDiagnosis = command === 'doctor' && !noop;
  const merged = isDiagnosis
    ? createDiagnosis(targets, { ...ended, named, ...selected })
    : createReport(command, noop, targets, ended);
  const summary = { ...merged.summary, ...counts };
  return { ...merged, ...notes, summary, ...(isDiagnosis && { fixes: fixesOf(reports, merged) }) };
}

/** Lists the shards that are missing of those that the reports are of: `3/8`, or `3/8 to 6/8` where there are many in a row. */
export function missingShards(filed: readonly Filed[]): readonly string[] {
  const shards = filed.flatMap(({ report }) => report.shard ?? []);
  const sizes = [...new Set(shards.map((shard) => Number(shard.split('/')[1])))];
  return sizes.flatMap((n) => {
    const missing = Array.from({ length: n }, (_, index) => index + 1).filter((k) => !shards.includes(`${k}/${n}`));
    return inRow(missing).map(({ first, last }) =>
      first === last ? `${first}/${n}` : `${first}/${n} to ${last}/${n}`,
    );
  });
}

/** Joins ascending numbers that follow one another, where there are three or more of them. */
function inRow(numbers: readonly number[]): readonly { readonly first: number; readonly last: number }[] {
  const rows: { first: number; last: number }[] = [];
  for (const number of numbers) {
    const row = rows.at(-1);
    if (row?.last === number - 1) row.last = number;
    else rows.push({ first: number, last: number });
  }
  return rows.flatMap(({ first, last }) =>
    last - first === 1 ? [first, last].map((one) => ({ first: one, last: one })) : [{ first, last }],
  );
}

function checkSame(first: Filed, other: Filed): void {
  const [one, two] = [first, other].map(({ report: { command, noop } }) => `${command}${noop ? ' --noop' : ''}`);
  if (one === two) return;
  throw new UserError(
    'other-command',
    `${first.file} is a report of ${one}, ${other.file} of ${two}: merge those of one`,
  );
}

function checkOnce(filed: readonly Filed[]): void {
  const paths = filed.map(({ file }) => resolve(file));
  const again = filed.find((_filed, index) => paths.indexOf(paths[index] ?? '') < index);
  if (again) throw new UserError('repeated', `${again.file} is given twice: name it once`);
  const seen = new Map<string, string>();
  for (const { file, report } of filed) {
    for (const target of report.targets) {
      if (target.account === null && target.profile === undefined) continue;
      const label = placeLabel(target);
      const earlier = seen.get(label);
      if (earlier !== undefined) {
        const where = earlier === file ? `twice in ${file}` : `in ${earlier} and in ${file}`;
        throw new UserError('repeated', `${label} is ${where}: leave one of them out`);
      }
      seen.set(label, file);
    }
  }
}

// Every run looks at its machine: what is the same there is told once.
function onceTold(targets: readonly TargetReport[]): readonly TargetReport[] {
  const told = new Set<string>();
  const isNew = (finding: Finding): boolean => {
    if (finding.scope !== 'machine') return true;
    const key = JSON.stringify([finding.check, 'subject' in finding ? finding.subject : '', finding.summary]);
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
  return targets.map((target) => ({ ...target, findings: target.findings.filter(isNew) }));
}

// A region that is closed on purpose counts only where it was asked for by its name.
const isNamed = ({ summary, targets }: Report): boolean =>
  (summary.unreadTargets ?? 0) > unreadTargets(targets, false).length;

/** Finds the checks that were made in every run; where all were, there is nothing to say. */
function selectedInAll(reports: readonly Report[]): Pick<Report, 'selected'> {
  const parts = reports.flatMap(({ selected }) => (selected ? [selected] : []));
  const [first, ...rest] = parts;
  return first ? { selected: first.filter((id) => rest.every((part) => part.includes(id))) } : {};
}

/** Picks what would clear the most of all that was found, as a run over all these targets would. */
function fixesOf([first, ...others]: readonly Report[], { targets }: Report): readonly Fix[] {
  if (others.length === 0) return first?.fixes ?? [];
  const findings = targets.flatMap((target) => target.findings);
  return bestFixes(
    findings.filter((finding) => !isAccepted(finding)),
    familyOf(targets),
  );
}
