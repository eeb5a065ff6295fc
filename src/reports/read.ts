import { readFile } from 'node:fs/promises';
import { hint } from '../checks/remedy.ts';
import type { Fix } from '../engine/fixes.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { UserError } from '../errors.ts';
import type { PrintedReport, PrintedTarget } from '../render/json.ts';
import { printedShape } from './shape.ts';

/** A report that was printed by `--json`, and the file that it is in. */
export interface Filed {
  readonly file: string;
  readonly report: Report;
}

/** Reads a report that a command printed with `--json`. Throws a UserError where the file cannot be read, or holds none. */
export async function readReport(file: string): Promise<Filed> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UserError('no-report', `cannot read ${file}: ${reasonOf(error)}`, [], { cause: error });
  }
  return { file, report: parseReport(text, file) };
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'there is no such file';
  return code === 'EISDIR' ? 'it is a folder' : message;
}

/** Turns what `--json` printed into the report again: advice is words from then on. Throws a UserError where it is none. */
export function parseReport(text: string, file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const what = text.trim() === '' ? 'it is empty: the run has printed none' : (error as Error).message;
    throw new UserError('no-report', `${file} is no report: ${what}`, [], { cause: error });
  }
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

function refusalOf(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || !('error' in value)) return undefined;
  const { error } = value;
  return typeof error === 'object' && error !== null && 'message' in error ? String(error.message) : undefined;
}

function reportOf({ targets, fixes, unread: _unread, ...rest }: PrintedReport): Report {
  return {
    ...rest,
    targets: targets.map(targetOf),
    ...(fixes && { fixes: fixes.map(({ advice, ...fix }): Fix => ({ remedy: hint(advice), ...fix })) }),
  };
}

const targetOf = ({ findings, ...target }: PrintedTarget): TargetReport => ({
  ...target,
  findings: findings.map((finding) => {
    if (finding.verdict === 'ok') return finding;
    const { advice, id: _id, ...fault } = finding;
    return { ...fault, remedy: hint(advice) };
  }),
});
