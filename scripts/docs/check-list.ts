import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { CheckScope } from '../../src/checks/check.ts';
import { checks } from '../../src/checks/index.ts';

// Ids that no check reports are those of the engine for a closed region.
const scopeOf = (id: string): CheckScope => checks.find(({ ids }) => ids.includes(id))?.scope ?? 'region';

const familyOf = (id: string): string => id.slice(0, id.indexOf('.'));

/** Lists all ids, in one table per family. */
export function checkList(): string {
  const entries = Object.entries(CATALOGUE);
  const families = [...new Set(entries.map(([id]) => familyOf(id)))];
  return families
    .map((family) =>
      [
        `### ${family}`,
        '',
        '| id | scope | verdict | what is wrong | what that does |',
        '|---|---|---|---|---|',
        ...entries
          .filter(([id]) => familyOf(id) === family)
          .map(
            ([id, { title, effect, verdicts, ref }]) =>
              `| [\`${id}\`](${ref}) | ${scopeOf(id)} | ${verdicts.join(', ')} | ${title} | ${effect} |`,
          ),
      ].join('\n'),
    )
    .join('\n\n');
}
