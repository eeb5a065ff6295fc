import type { TargetReport } from '../engine/report.ts';
import { placeLabel } from '../aws/place.ts';
import { listed } from './findings.ts';

/** The number of places that are named; `--json` has all of them. */
const NAMED = 3;

/** Targets that were not begun for one reason. */
export interface NotBegun {
  readonly first: TargetReport;
  readonly targets: readonly TargetReport[];
  /** `111122223333/us-east-1, 111122223333/eu-west-1 and 40 more` */
  readonly label: string;
}

/** Groups the targets that were not begun by their reason, where several share it. Those in which something was found stand for themselves. */
export function notBegunTogether(targets: readonly TargetReport[]): readonly NotBegun[] {
  const byReason = new Map<string, TargetReport[]>();
  for (const target of targets) {
    if (target.status !== 'not-run' || !target.error || target.findings.length > 0) continue;
    const alike = byReason.get(target.error.message) ?? [];
    alike.push(target);
    byReason.set(target.error.message, alike);
  }
  return [...byReason.values()].flatMap((alike) => {
    const [first] = alike;
    return first && alike.length > 1 ? [{ first, targets: alike, label: labelOf(alike) }] : [];
  });
}

const labelOf = (targets: readonly TargetReport[]): string =>
  listed(
    targets.map((target) => placeLabel(target)),
    NAMED,
  );
