import type { Report } from '../engine/report.ts';
import { counted } from './counted.ts';

/** Seconds of waiting that are worth a line. */
const NOTABLE = 5;

/**
 * Says in a line that a run took longer because AWS had too many calls; none where that did not matter. The way into accounts is one
 * limit for all of them, which fewer targets at once can spare; every other limit is that of one region of one account.
 */
export function throttledLine({ targets, summary }: Pick<Report, 'targets' | 'summary'>): readonly string[] {
  const { calls = 0, seconds = 0 } = summary.throttled ?? {};
  if (seconds < NOTABLE) return [];
  const hit = targets.flatMap(({ throttled }) => throttled ?? []);
  const onTheWay = calls - hit.reduce((sum, one) => sum + one.calls, 0);
  const where = [
    ...(hit.length > 0 ? [`in ${counted(hit.length, 'target')}`] : []),
    ...(onTheWay > 0 ? ['on the way into accounts'] : []),
  ].join(' and ');
  const advice = onTheWay > calls / 2 ? ': a lower --concurrency may be faster' : '';
  const they = calls === 1 ? 'it' : 'together they';
  return [`AWS throttled ${counted(calls, 'call')} ${where}; ${they} waited ${Math.round(seconds)} s${advice}`];
}
