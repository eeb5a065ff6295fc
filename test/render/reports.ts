import { Chalk } from 'chalk';
import { type ChangeReport, createReport, type Report, type TargetReport } from '../../src/engine/report.ts';

export const PLAIN = new Chalk({ level: 0 });

/** Colours as words: `<red>failed</red>`. */
export const visible = (text: string): string =>
  text
    .replaceAll('\u001B[31m', '<red>')
    .replaceAll('\u001B[32m', '<green>')
    .replaceAll('\u001B[33m', '<yellow>')
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
