import { CATALOGUE } from '../checks/catalogue.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import { adviceOf } from './advice.ts';
import { csvText } from './csv.ts';
import { faultsOf, type FaultRecord, goneFrom } from './records.ts';

/** The most characters that spreadsheets take in one cell. */
const LONGEST_CELL = 32_000;

const HEADS = [
  'id',
  'account',
  'account name',
  'region',
  'check',
  'title',
  'verdict',
  'accepted',
  'since',
  'subject',
  'name',
  'summary',
  'advice',
  'ref',
  'caused by',
] as const;

type Row = Partial<Record<(typeof HEADS)[number], string>>;

/**
 * Prints a diagnosis as comma-separated values: one row for each finding that is not ok and for each that an earlier report had, then one
 * for each target that failed, was skipped or was not run, with that as its verdict.
 */
export function diagnosisCsv(report: Report): string {
  const rows: readonly Row[] = [
    ...Array.from(faultsOf(report), faultRow),
    ...goneFrom(report).map(({ account, accountName, scope, region, ...gone }) => ({
      ...placeCells({ account, accountName, region }, scope),
      title: CATALOGUE[gone.check]?.title ?? '',
      ...gone,
      since: 'gone',
    })),
    ...report.targets.flatMap(targetRow),
  ];
  return csvText(
    HEADS,
    rows.map((row) => HEADS.map((head) => row[head] ?? '')),
    LONGEST_CELL,
  );
}

function faultRow({ id, target, finding }: FaultRecord): Row {
  const { check, verdict, accepted, since, subject, name, summary, remedy, ref, causedBy = [] } = finding;
  return {
    ...placeCells(target, finding.scope),
    id,
    check,
    title: CATALOGUE[check]?.title ?? '',
    verdict,
    ...(accepted && { accepted: accepted.reason }),
    ...(since && { since }),
    ...(subject !== undefined && { subject }),
    ...(name !== undefined && { name }),
    summary,
    advice: adviceOf(remedy),
    ...(ref !== undefined && { ref }),
    'caused by': causedBy.map((cause) => [cause.check, cause.subject ?? []].flat().join(' ')).join('; '),
  };
}

function placeCells(
  { account, accountName, region }: { account: string | null; accountName?: string | undefined; region: string },
  scope: 'machine' | 'account' | 'region',
): Row {
  if (scope === 'machine') return {};
  return {
    ...(account !== null && { account }),
    ...(accountName !== undefined && { 'account name': accountName }),
    ...(scope === 'region' && { region }),
  };
}

function targetRow({ error, status, ...target }: TargetReport): readonly Row[] {
  if (!error) return [];
  const { code, message, advice = '' } = error;
  return [{ ...placeCells(target, 'region'), verdict: status, summary: `${message} (${code})`, advice }];
}
