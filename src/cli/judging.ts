import type { Judge } from '../engine/judge.ts';
import type { FailOn, Report } from '../engine/report.ts';
import { UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { judgingInputs } from '../inputs/tables/judging.ts';
import { accepting, acceptorOf } from '../reports/accept.ts';
import { type Baseline, readBaseline } from '../reports/baseline.ts';
import { checkComparable, comparedWith, comparer } from '../reports/compare.ts';
import { type Filed, readReport } from '../reports/read.ts';
import type { Draft } from '../reports/write-baseline.ts';
import type { JudgingFlags } from './judging-flags.ts';

/** How findings are compared with what is known. */
export interface Judging {
  readonly failOn?: FailOn;
  readonly baseline?: Baseline;
  readonly since?: Filed;
  /** The file that is to accept all that is found. */
  readonly draft?: Draft;
}

/**
 * Reads what findings are compared with. `command`: the one that is run. Throws a UserError for a
 * file that cannot be used, and for flags that do not go together.
 */
export async function readJudging(flags: JudgingFlags, command: string): Promise<Judging> {
  for (const flag of ['baseline', 'since', 'write-baseline'] as const) {
    if (flags[flag] === '') throw new UserError('invalid-value', `--${flag} "": it must be the path of a file`);
  }
  const failOn = readerOf(judgingInputs, flags)('fail-on') as FailOn | undefined;
  checkTogether(flags, failOn, command);
  const since = flags.since === undefined ? undefined : await readReport(flags.since);
  if (since && command !== 'merge') checkComparable(command, since);
  return {
    ...(failOn !== undefined && { failOn }),
    ...(flags.baseline !== undefined && { baseline: readBaseline(flags.baseline) }),
    ...(since && { since }),
    ...(await draftOf(flags['write-baseline'])),
  };
}

function checkTogether(
  { strict, since, noop, ...flags }: JudgingFlags,
  failOn: FailOn | undefined,
  command: string,
): void {
  if (strict && failOn !== undefined) {
    throw new UserError('conflict', '--strict and --fail-on both say what exits 1: give only one of them');
  }
  // A merged report keeps what its reports were compared with.
  if (failOn === 'new' && since === undefined && command !== 'merge') {
    const why =
      command === 'delete'
        ? 'is about findings, and delete makes none'
        : 'needs an earlier report: name it with --since';
    throw new UserError('conflict', `--fail-on new ${why}`);
  }
  const unused = noop ? (since === undefined ? flags['write-baseline'] && '--write-baseline' : '--since') : undefined;
  if (unused)
    throw new UserError('conflict', `--noop looks at nothing, so there is nothing for ${unused}: leave one out`);
}

/**
 * Makes what judges the findings of a run while it goes on, as `judged` does in the end. `strict`: whether warnings fail, too; `now`: the
 * time.
 */
export async function judgeOf({ failOn, ...known }: Judging, strict: boolean, now: Date): Promise<Judge> {
  const { baseline, draft, since } = known;
  const today = now.toISOString().slice(0, 10);
  const marks = [
    ...(baseline ? [acceptorOf(baseline, today)] : []),
    ...(draft ? [(await import('../reports/write-baseline.ts')).draftedBy(draft, today)] : []),
    ...(since ? [comparer(since)] : []),
  ];
  return {
    strictness: { strict, ...(failOn && { failOn }) },
    mark: (targets) => marks.reduce((told, mark) => mark(told), targets),
  };
}

async function draftOf(path: string | undefined): Promise<{ readonly draft?: Draft }> {
  if (path === undefined) return {};
  const { draftAt } = await import('../reports/write-baseline.ts');
  return { draft: draftAt(path) };
}

/** Marks in a report what is accepted, and what is new. `now`: the time. Says what was written, where something was to be. */
export async function judged(
  made: Report,
  { baseline, draft, since }: Judging,
  now: Date,
): Promise<{ readonly report: Report; readonly said?: string }> {
  if (since) checkComparable(made.command, since);
  const today = now.toISOString().slice(0, 10);
  const accepted = baseline ? accepting(made, baseline, today) : made;
  const { report, said } = draft ? await written(accepted, draft, today) : { report: accepted };
  return { report: since ? comparedWith(report, since) : report, ...(said !== undefined && { said }) };
}

async function written(
  report: Report,
  draft: Draft,
  today: string,
): Promise<{ readonly report: Report; readonly said: string }> {
  const { path } = draft;
  if (report.interrupted) return { report, said: `${path} was not written: not everything was looked at` };
  const { saveBaseline } = await import('../reports/write-baseline.ts');
  const { baseline, said } = saveBaseline(draft, report, today);
  const told = accepting(report, baseline, today);
  // A file that was named with --baseline has its own entries to tell of.
  return {
    report: report.baseline && told.baseline ? { ...told, baseline: joined(report.baseline, told.baseline) } : told,
    said,
  };
}

const joined = (
  one: NonNullable<Report['baseline']>,
  other: NonNullable<Report['baseline']>,
): Report['baseline'] & object =>
  one.file === other.file
    ? other
    : {
        file: `${one.file}, ${other.file}`,
        expired: [...one.expired, ...other.expired],
        unmatched: [...one.unmatched, ...other.unmatched],
      };
