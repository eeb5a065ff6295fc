import { ELSEWHERE } from '../aws/sandbox-mark.ts';
import type { Finding } from '../checks/check.ts';
import { hint, type Remedy } from '../checks/remedy.ts';
import { takesAwsCli } from './fixes.ts';
import type { Report, TargetReport } from './report.ts';

/** Marks what the AWS CLI is to be run for in a report about the sandbox: it calls AWS, and the sandbox knows few of its commands. */
export function marked(report: Report): Report {
  const { targets, unread, fixes } = report;
  return {
    ...report,
    targets: targets.map(markedTarget),
    ...(unread && { unread: unread.map((entry) => ({ ...entry, remedy: markedRemedy(entry.remedy) })) }),
    ...(fixes && { fixes: fixes.map((fix) => ({ ...fix, remedy: markedRemedy(fix.remedy) })) }),
  };
}

/** Marks the same in one target. */
export const markedTarget = ({ error, ...target }: TargetReport): TargetReport => ({
  ...target,
  findings: target.findings.map(markedFinding),
  ...(error && { error: error.advice === undefined ? error : { ...error, advice: markedText(error.advice) } }),
});

const markedText = (text: string): string => (/(?:^|[\s(:])aws [a-z]/.test(text) ? `${ELSEWHERE}: ${text}` : text);

const markedFinding = (finding: Finding): Finding =>
  finding.verdict === 'ok' ? finding : { ...finding, remedy: markedRemedy(finding.remedy) };

function markedRemedy(remedy: Remedy): Remedy {
  if (remedy.kind === 'aws') return { kind: 'commands', lead: ELSEWHERE, commands: [remedy] };
  if (remedy.kind === 'hint') return hint(markedText(remedy.text));
  if (remedy.kind !== 'commands' || !takesAwsCli({ remedy })) return remedy;
  return { ...remedy, lead: [ELSEWHERE, ...(remedy.lead === undefined ? [] : [remedy.lead])].join(', ') };
}
