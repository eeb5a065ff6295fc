import { CATALOGUE } from '../../src/checks/catalogue.ts';
import type { Check, CheckScope } from '../../src/checks/check.ts';
import { accountChecks, machineChecks } from '../../src/checks/index.ts';

const idsOf = (checks: readonly Pick<Check<never>, 'ids'>[]): readonly string[] => checks.flatMap(({ ids }) => ids);

const accountIds = idsOf(accountChecks);
const machineIds = idsOf(machineChecks);

// What no check reports is said by the engine about a region that is closed.
const scopeOf = (id: string): CheckScope =>
  machineIds.includes(id) ? 'machine' : accountIds.includes(id) ? 'account' : 'region';

/** Lists every id in a table a family. */
export function checkList(): string {
  const familyOf = (id: string): string => id.slice(0, id.indexOf('.'));
  const families = [...new Set(Object.keys(CATALOGUE).map(familyOf))];
  return families
    .map((family) =>
      [
        `### ${family}`,
        '',
        '| id | scope | verdict | what is wrong | what that does |',
        '|---|---|---|---|---|',
        ...Object.entries(CATALOGUE)
          .filter(([id]) => familyOf(id) === family)
          .map(
            ([id, { title, effect, verdicts, ref }]) =>
              `| [\`${id}\`](${ref}) | ${scopeOf(id)} | ${verdicts.join(', ')} | ${title} | ${effect} |`,
          ),
      ].join('\n'),
    )
    .join('\n\n');
}
