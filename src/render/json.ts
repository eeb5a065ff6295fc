import type { Fault, Finding } from '../checks/check.ts';
import type { Fix } from '../engine/fixes.ts';
import { identifier } from '../engine/identity.ts';
import type { Report, TargetReport } from '../engine/report.ts';
import type { Unread } from '../engine/unread.ts';
import { adviceOf } from './advice.ts';

/** A report as `--json` prints it, and as schema/doctor.json has it: remedies are text. */
export interface PrintedReport extends Omit<Report, 'targets' | 'unread' | 'fixes'> {
  readonly targets: readonly PrintedTarget[];
  readonly unread?: readonly Printed<Unread>[];
  readonly fixes?: readonly Printed<Fix>[];
}

export interface PrintedTarget extends Omit<TargetReport, 'findings'> {
  readonly findings: readonly (Exclude<Finding, Fault> | PrintedFault)[];
}

/** A fault, and what it is recognised by in other reports; reports of earlier versions do not say that. */
export type PrintedFault = Printed<Fault> & { readonly id?: string };

/** Something that is printed with its remedy as text. */
export type Printed<Type> = Omit<Type, 'remedy'> & { readonly advice: string };

/** Turns a report into what `--json` prints. */
export function printedReport(report: Report): PrintedReport {
  const { unread, fixes, ...rest } = report;
  return {
    ...rest,
    targets: rest.targets.map(targetPrinter()),
    ...(unread && { unread: unread.map(({ remedy, ...entry }) => ({ ...entry, advice: adviceOf(remedy) })) }),
    ...(fixes && { fixes: fixes.map(({ remedy, ...fix }) => ({ advice: adviceOf(remedy), ...fix })) }),
  };
}

/** Makes what turns one target of a report after the other into what `--json` prints. */
export function targetPrinter(): (target: TargetReport) => PrintedTarget {
  const identify = identifier();
  return (target) => {
    const identities = identify(target);
    return { ...target, findings: target.findings.map((finding) => printedFinding(finding, identities)) };
  };
}

function printedFinding(finding: Finding, identities: ReadonlyMap<Fault, string>): PrintedTarget['findings'][number] {
  if (finding.verdict === 'ok') return finding;
  const { remedy, ...fault } = finding;
  const id = identities.get(finding);
  return { ...fault, ...(id !== undefined && { id }), advice: adviceOf(remedy) };
}

/** Tells whether a command's result is a report; what is only listed is none. */
export const isReport = (result: unknown): result is Report =>
  typeof result === 'object' && result !== null && 'noop' in result && 'targets' in result && 'summary' in result;
