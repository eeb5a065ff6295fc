import type { Report } from '../engine/report.ts';
import { withoutAccepted } from './aside.ts';
import { blocksOf } from './blocks.ts';
import { familyOf } from './family.ts';
import { groupsOf } from './groups.ts';

/** By what a diagnosis is ordered. */
export type GroupBy = 'cause' | 'target' | 'node';

/** The most things that are told target by target: each takes about six lines. */
const MOST = 20;

/** Chooses the order where none is asked for: by target, unless there is too much to tell. */
export function usualOrder(report: Report): GroupBy {
  const groups = groupsOf(withoutAccepted(report));
  const family = familyOf(report.targets);
  let things = groups.filter(({ target }) => target?.error).length;
  for (const { findings } of groups) {
    things += blocksOf(findings, family).length;
    if (things > MOST) return 'cause';
  }
  return 'target';
}
