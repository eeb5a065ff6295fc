import type { TargetReport } from '../engine/report.ts';

/**
 * Puts the targets of several reports into the order that one run over all of them would have: accounts of an organization come by
 * their ids, and the regions of each stay as they are. Where a report shows that its accounts were named in another order, or
 * reached by several profiles, the reports stay one after the other.
 */
export function inOrder(reports: readonly (readonly TargetReport[])[]): readonly TargetReport[] {
  const all = reports.flat();
  const isOrdered = reports.every((targets) => targets.every((target, index) => !isBefore(target, targets[index - 1])));
  if (!isOrdered || new Set(all.map(({ profile }) => profile)).size > 1) return all;
  return all.toSorted((one, other) => Number(isBefore(other, one)) - Number(isBefore(one, other)));
}

/** Tells whether the account of a target comes before that of another by its id; one that is not known comes last. */
const isBefore = ({ account }: TargetReport, other: TargetReport | undefined): boolean =>
  other !== undefined && account !== null && (other.account === null || account < other.account);
