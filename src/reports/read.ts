import type { Fix } from '../engine/fixes.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { UserError } from '../errors.ts';
import { FileFault, parseJson, readText } from '../inputs/json-file.ts';
import type { PrintedReport, PrintedTarget } from '../render/json.ts';
import { remedyOf } from './remedies.ts';
import { printedShape } from './shape.ts';

/** A report that was printed by `--json`, and the file that it is in. */
export interface Filed {
  readonly file: string;
  readonly report: Report;
}

/** Reads a report that a command printed with `--json`. Throws a UserError where the file cannot be read, or holds none. */
export async function readReport(file: string): Promise<Filed> {
  try {
    return { file, report: parseReport(await readText(file), file) };
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    const what = error.kind === 'unfit' ? `${file} is no report` : `cannot read ${file}`;
    throw new UserError('no-report', `${what}: ${error.message}`, [], { cause: error });
  }
}

/** Turns what `--json` printed into the report again: advice is words from then on, but for commands of ours. Throws a UserError where it is none. */
export function parseReport(text: string, file: string): Report {
  const value = valueOf(text, file);
  const refused = refusalOf(value);
  if (refused !== undefined) throw new UserError('no-report', `${file} is no report: the run was refused: ${refused}`);
  try {
    printedShape(value, 'the report');
  } catch (error) {
    throw new UserError(
      'no-report',
      `${file} is no report of setup, plan, delete or doctor: ${(error as Error).message}`,
    );
  }
  return reportOf(value as PrintedReport);
}

function valueOf(text: string, file: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    const { message } = error as FileFault;
    const why = text.trim() === '' ? ': the run has printed none' : '';
    throw new UserError('no-report', `${file} is no report: ${message}${why}`, [], { cause: error });
  }
}

function refusalOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('error' in value)) return undefined;
  const { error } = value;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined;
}

function reportOf({ targets, fixes, unread: _unread, ...rest }: PrintedReport): Report {
  return {
    ...rest,
    targets: targets.map(targetOf),
    ...(fixes && { fixes: fixes.map(({ advice, ...fix }): Fix => ({ remedy: remedyOf(advice), ...fix })) }),
  };
}

const targetOf = ({ findings, ...target }: PrintedTarget): TargetReport => ({
  ...target,
  findings: findings.map((finding) => {
    if (finding.verdict === 'ok') return finding;
    const { advice, id: _id, ...fault } = finding;
    return { ...fault, remedy: remedyOf(advice) };
  }),
});
