import { Chalk } from 'chalk';
import type { CheckScope, Fault, Finding, Verdict } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import type { Fix } from '../../src/engine/fixes.ts';
import { type ChangeReport, createReport, type Report, type TargetReport } from '../../src/engine/report.ts';

export const PLAIN = new Chalk({ level: 0 });

/** Colours as words: `<red>failed</red>`. */
export const visible = (text: string): string =>
  text
    .replaceAll('\u001B[31m', '<red>')
    .replaceAll('\u001B[32m', '<green>')
    .replaceAll('\u001B[33m', '<yellow>')
    .replaceAll('\u001B[35m', '<magenta>')
    .replaceAll('\u001B[36m', '<cyan>')
    .replaceAll('\u001B[2m', '<dim>')
    .replaceAll('\u001B[1m', '<bold>')
    .replaceAll('\u001B[39m', '</>')
    .replaceAll('\u001B[22m', '</>');

export const COLOURED = new Chalk({ level: 1 });

export const change = (extra: Partial<ChangeReport> = {}): ChangeReport => ({
  resource: 'log-group',
  action: 'create',
  status: 'done',
  summary: 'Creating CloudWatch log group: sessions',
  differences: [],
  ...extra,
});

export const target = (extra: Partial<TargetReport> = {}): TargetReport => ({
  account: '111122223333',
  region: 'us-east-1',
  status: 'changed',
  changes: [change()],
  findings: [],
  ...extra,
});

export const report = (
  targets: readonly TargetReport[],
  { command = 'setup', noop = false, interrupted = false } = {},
): Report => ({
  ...createReport(command, noop, targets),
  ...(interrupted && { interrupted: true as const }),
});

/** A remedy in words. */
interface Words {
  readonly advice?: string;
}

/** A fix that is in words. */
export const fix = (advice: string, clears: number, ...checks: readonly string[]): Fix => ({
  remedy: hint(advice),
  clears,
  checks,
});

/** Something that a check found; it fails unless it is told otherwise. */
export const fault = ({
  advice = 'aws kms enable-key --key-id 1234',
  ...extra
}: Partial<Fault> & Words = {}): Fault => ({
  check: 'kms.disabled',
  scope: 'region',
  verdict: 'fail',
  summary: 'sessions are encrypted with a key that is disabled',
  remedy: hint(advice),
  ...extra,
});

/** So many checks that found nothing. */
export const fine = (count: number, scope: CheckScope = 'region'): readonly Finding[] =>
  Array.from({ length: count }, (_, index) => ({
    check: `fine.number-${index}`,
    scope,
    verdict: 'ok',
    summary: 'nothing found',
  }));

/** A target of a diagnosis. */
export const looked = (findings: readonly Finding[], extra: Partial<TargetReport> = {}): TargetReport =>
  target({ status: 'unchanged', changes: [], findings, ...extra });

/** A diagnosis, with its counts. */
export function diagnosis(
  targets: readonly TargetReport[],
  { fixes = [], interrupted = false }: { readonly fixes?: readonly Fix[]; readonly interrupted?: boolean } = {},
): Report {
  const found = targets.flatMap(({ findings }) => findings);
  const count = (wanted: Verdict): number => found.filter(({ verdict }) => verdict === wanted).length;
  const counts = { ok: count('ok'), info: count('info'), warn: count('warn'), fail: count('fail') };
  const { summary, ...rest } = report(targets, { command: 'doctor', interrupted });
  return { ...rest, summary: { ...summary, ...counts, unknown: count('unknown') }, fixes };
}
