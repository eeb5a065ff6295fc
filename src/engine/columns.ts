import { resources } from '../resources/index.ts';
import type { Report } from './report.ts';

/** Picks the columns of the closing table; a resource of account scope gets none: it would be empty in all rows but one. */
export function columnsOf({ targets }: Report): readonly string[] {
  const changed = new Set(targets.flatMap(({ changes }) => changes.map(({ resource }) => resource)));
  for (const { scope, id } of resources) if (scope === 'account') changed.delete(id);
  return [...changed];
}
