import type { ChalkInstance } from 'chalk';
import type { Report } from '../engine/report.ts';
import { diagnosisText } from './diagnosis.ts';
import { type GroupBy, usualOrder } from './order.ts';
import { shortText } from './short-text.ts';
import { visibleReport, withoutCommands } from './visible.ts';

/** Prints a diagnosis for people, in the order that is asked for; without one by target or, where that would be much, by cause. */
export function orderedText(report: Report, paint: ChalkInstance, width: number, groupBy?: GroupBy): string {
  const order = groupBy ?? usualOrder(report);
  if (order === 'target') return diagnosisText(report, paint, width);
  return withoutCommands(shortText(visibleReport(report), paint, width, order));
}
