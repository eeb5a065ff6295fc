import type { Finding } from '../checks/check.ts';
import { isUnread } from './unread.ts';
import { type ChangeReport, isWarning, type Report, type TargetReport } from './report.ts';

/**
 * Leaves of a report what wants a look: what failed, was skipped or not run, what differs and is left as it is, and findings that fail, warn or could
 * not be looked at; of a plan also what it would change. Undefined where that is nothing, and there was nothing to do.
 */
export function wantingLook(report: Report): Report | undefined {
  const { summary, interrupted, command } = report;
  const targets = report.targets.flatMap((target) => leftOf(target, command === 'plan'));
  const isIdle = summary.unchanged === summary.targets && !interrupted;
  return isIdle && targets.length === 0 ? undefined : { ...report, targets };
}

function leftOf(target: TargetReport, isPlan: boolean): readonly TargetReport[] {
  const isLeft = (change: ChangeReport): boolean =>
    ['failed', 'not-run'].includes(change.status) || isWarning(change) || (isPlan && change.status === 'planned');
  const changes = target.changes.filter(isLeft);
  const findings = target.findings.filter(wantsLook);
  return target.error || changes.length + findings.length > 0 ? [{ ...target, changes, findings }] : [];
}

const wantsLook = (finding: Finding): boolean =>
  finding.verdict !== 'ok' &&
  finding.accepted === undefined &&
  (['fail', 'warn'].includes(finding.verdict) || isUnread(finding));
