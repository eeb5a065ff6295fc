import type { Finding } from '../../checks/check.ts';
import type { Report } from '../../engine/report.ts';
import { counted, inDigits } from '../counted.ts';

/** Says in a sentence how a diagnosis went: `3 of 8 targets fail, and 1 account as a whole.` */
export function summarySentence(report: Report): string {
  const { targets, interrupted } = report;
  const sentences = [verdictSentence(report), ...endedSentences(report)];
  if (interrupted) sentences.push('The run was interrupted before its end.');
  return targets.length === 0 ? 'No target was looked at.' : sentences.join(' ');
}

function verdictSentence({ targets }: Report): string {
  const failed = placesWith(targets, 'fail');
  if (failed.regions + failed.accounts + failed.machine > 0) return sentence(failed, targets.length, 'fails', 'fail');
  const warned = placesWith(targets, 'warn');
  if (warned.regions + warned.accounts + warned.machine > 0)
    return `Nothing fails. ${sentence(warned, targets.length, 'has warnings', 'have warnings')}`;
  const looked = targets.filter(({ error, findings }) => !error && findings.length > 0).length;
  if (looked === 0) return 'Nothing was looked at.';
  return looked === 1
    ? 'The target is fine.'
    : `${looked === 2 ? 'Both' : `All ${inDigits(looked)}`} targets are fine.`;
}

interface Places {
  readonly regions: number;
  readonly accounts: number;
  readonly machine: number;
}

function placesWith(targets: Report['targets'], wanted: 'fail' | 'warn'): Places {
  const has = ({ findings }: Report['targets'][number], scope: string): boolean =>
    findings.some((finding) => finding.verdict === wanted && finding.scope === scope && !isAccepted(finding));
  const accounts = targets.filter((target) => has(target, 'account'));
  return {
    regions: targets.filter((target) => has(target, 'region')).length,
    accounts: new Set(accounts.map(({ account, profile }) => account ?? profile)).size,
    machine: targets.some((target) => has(target, 'machine')) ? 1 : 0,
  };
}

function sentence({ regions, accounts, machine }: Places, targets: number, one: string, many: string): string {
  const rest = [
    ...(accounts > 0 ? [`${counted(accounts, 'account')} as a whole`] : []),
    ...(machine > 0 ? ['this machine'] : []),
  ].join(', and ');
  if (regions === 0) return `${upper(rest)} ${accounts + machine === 1 ? one : many}.`;
  const behind = rest === '' ? '' : `, and so ${accounts + machine === 1 ? 'does' : 'do'} ${rest}`;
  return `${inDigits(regions)} of ${counted(targets, 'target')} ${regions === 1 ? one : many}${behind}.`;
}

function endedSentences({ targets }: Report): string[] {
  const ended = (status: string): number => targets.filter((target) => target.status === status).length;
  const said = (count: number, words: string): readonly string[] =>
    count === 0 ? [] : [`${counted(count, 'target')} ${words}.`];
  return [
    ...said(ended('failed'), 'could not be looked at'),
    ...said(ended('skipped'), ended('skipped') === 1 ? 'was skipped' : 'were skipped'),
    ...said(ended('not-run'), ended('not-run') === 1 ? 'was not begun' : 'were not begun'),
  ];
}

// The room of pages takes nothing of the engine at run time.
const isAccepted = (finding: Finding): boolean => finding.verdict !== 'ok' && finding.accepted !== undefined;

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
