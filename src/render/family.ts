import type { Finding } from '../checks/check.ts';
import type { Family } from '../engine/fixes.ts';
import type { TargetReport } from '../engine/report.ts';

/** Finds the causes that the findings of a report name. */
export function familyOf(targets: readonly TargetReport[]): Family {
  const named = new Map<string, Finding>();
  for (const target of targets) {
    for (const finding of target.findings) {
      if (finding.verdict === 'ok' || finding.causes === undefined) continue;
      const key = keyOf(target, target.region, finding);
      if (!named.has(key)) named.set(key, finding);
    }
  }
  const family = new Map<Finding, readonly Finding[]>();
  for (const target of targets) {
    for (const finding of target.findings) {
      const names = finding.verdict === 'ok' ? [] : (finding.causedBy ?? []);
      const causes = names.flatMap((name) => named.get(keyOf(target, name.region ?? target.region, name)) ?? []);
      if (causes.length > 0) family.set(finding, causes);
    }
  }
  return family;
}

const keyOf = (
  { account, profile }: TargetReport,
  region: string,
  { check, subject = '' }: { readonly check: string; readonly subject?: string },
): string => [account ?? profile ?? '', region, check, subject].join('\n');
