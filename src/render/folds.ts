import type { TargetReport } from '../engine/report.ts';
import { counted } from './counted.ts';

/** The most targets that are told of one by one; more do not fit on a screen. */
const MOST = 24;

/** Targets of which the same is to be told. */
export interface Fold {
  readonly targets: readonly TargetReport[];
  /** The lines of the first of them. */
  readonly lines: readonly string[];
}

/** Puts targets together of which the same is to be told, where there are too many for a screen. `linesOf`: the heading of a target, and what is told of it. */
export function folds(
  targets: readonly TargetReport[],
  linesOf: (target: TargetReport) => readonly string[],
): readonly Fold[] {
  if (targets.length <= MOST) return targets.map((target) => ({ targets: [target], lines: linesOf(target) }));
  const found = new Map<string, { readonly targets: TargetReport[]; readonly lines: readonly string[] }>();
  for (const target of targets) {
    const lines = linesOf(target);
    const told = [target.status, ...lines.slice(1)].join('\n');
    const known = found.get(told);
    if (known) known.targets.push(target);
    else found.set(told, { targets: [target], lines });
  }
  return [...found.values()];
}

/** `8000 targets, unchanged, in 2000 accounts and 4 regions` */
export function manyPlaces(targets: readonly TargetReport[]): string {
  const accounts = new Set(targets.map(({ account, profile }) => account ?? profile ?? 'default')).size;
  const regions = new Set(targets.map(({ region }) => region)).size;
  const where = `${counted(accounts, 'account')} and ${counted(regions, 'region')}`;
  return `${counted(targets.length, 'target')}, ${targets[0]?.status}, in ${where}`;
}
