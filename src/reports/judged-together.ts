import type { Finding } from '../checks/check.ts';
import { numberedAfter, unnumbered } from '../engine/identity.ts';
import type { BaselineEntry, Gone, Report, SinceNote, TargetReport } from '../engine/report.ts';
import { matcherOf } from './accept.ts';
import { comparisonOf } from './compare.ts';

/** What several reports say of whom they were asked about, of what is accepted, and of an earlier report. */
type Together = Pick<Report, 'targets' | 'principals' | 'baseline' | 'since'> & {
  readonly counts: Partial<Report['summary']>;
};

/**
 * Puts together what several reports of one command say of whom they were asked about, of a baseline and of an earlier report. What they were
 * compared with by all of them stays; otherwise nothing is new or unchanged any more.
 */
export function judgedTogether(reports: readonly Report[], targets: readonly TargetReport[]): Together {
  const principals = principalsOf(reports);
  const baseline = baselineOf(reports, targets);
  const since = sinceOf(reports, targets);
  const told = since ? targets : targets.map((target) => ({ ...target, findings: target.findings.map(uncompared) }));
  return {
    targets: told,
    ...(principals && { principals }),
    ...(baseline && { baseline }),
    ...(since && { since }),
    counts: since ? comparisonOf(told, since) : {},
  };
}

function uncompared(finding: Finding): Finding {
  if (finding.verdict === 'ok' || (finding.since === undefined && finding.was === undefined)) return finding;
  const { since: _since, was: _was, ...fault } = finding;
  return fault;
}

/** Says of whom all of them were asked. */
function principalsOf([first, ...others]: readonly Report[]): Report['principals'] {
  return others.every(({ principals }) => isSame(principals, first?.principals)) ? first?.principals : undefined;
}

function baselineOf(reports: readonly Report[], targets: readonly TargetReport[]): Report['baseline'] {
  const notes = reports.flatMap(({ baseline }) => baseline ?? []);
  if (notes.length === 0) return undefined;
  // What matches nothing in one part may match something in another.
  const isUnmatched = (entry: BaselineEntry): boolean => {
    const matches = matcherOf(entry);
    return !targets.some((target) =>
      target.findings.some((finding) => finding.verdict !== 'ok' && matches(target, finding)),
    );
  };
  return {
    file: [...new Set(notes.map(({ file }) => file))].join(', '),
    expired: once(notes.flatMap(({ expired }) => expired)),
    unmatched: once(notes.flatMap(({ unmatched }) => unmatched)).filter(isUnmatched),
  };
}

function sinceOf(reports: readonly Report[], targets: readonly TargetReport[]): SinceNote | undefined {
  const notes = reports.flatMap(({ since }) => since ?? []).map(bareNote);
  const [first] = notes;
  if (!first || notes.length < reports.length) return undefined;
  if (!notes.every(({ file, time }) => file === first.file && time === first.time)) return undefined;
  const { gone: _gone, unlooked: _unlooked, ...note } = first;
  const gone = once(notes.flatMap((one) => one.gone));
  // What one part has not looked at, another one may have.
  const others = notes.map((other) => new Set(other.unlooked.map((one) => JSON.stringify(one))));
  const unlooked = first.unlooked.filter((one) => {
    const text = JSON.stringify(one);
    return others.every((other) => other.has(text));
  });
  const left = numberedAfter(targets, [...gone, ...unlooked]);
  return { ...note, gone: left.slice(0, gone.length), unlooked: left.slice(gone.length) };
}

// Each part has numbered what it knows of.
const bareNote = ({ gone, unlooked, ...note }: SinceNote): SinceNote => ({
  ...note,
  gone: gone.map(bare),
  unlooked: unlooked.map(bare),
});

const bare = (one: Gone): Gone => ({ ...one, id: unnumbered(one.id) });

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const once = <Item>(items: readonly Item[]): readonly Item[] => [
  ...new Map(items.map((item) => [JSON.stringify(item), item])).values(),
];
