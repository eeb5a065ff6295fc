import { resources } from '../resources/index.ts';
import type { Report } from './report.ts';

/** The columns of the closing table: what is one for a whole account is none, it would be empty but for one row. */
export function columnsOf({ targets }: Report): readonly string[] {
  const changed = new Set(targets.flatMap(({ changes }) => changes.map(({ resource }) => resource)));
  for (const { scope, id } of resources) if (scope === 'account') changed.delete(id);
  return [...changed];
}
