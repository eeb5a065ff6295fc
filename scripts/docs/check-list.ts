import { controlNames } from '../../src/cli/chosen-checks.ts';
import { type Explanation, explained, FAMILIES, listed } from '../../src/engine/explanation.ts';
import { callLines } from '../../src/render/check-explained.ts';
import { explainingLines } from '../../src/render/check-markdown.ts';
import { EVERY_RUN } from '../../src/checks/catalogue/calls.ts';
import { namesOf } from '../../src/checks/calls.ts';

/** Lists all ids, in one table per family, and explains each under a heading of its own. */
export function checkList(): string {
  const checks = explained(
    listed(() => true),
    controlNames,
  );
  return FAMILIES.map((family) => familyPart(checks.filter((check) => check.family === family))).join('\n\n');
}

const familyPart = (checks: readonly Explanation[]): string =>
  [
    `### ${checks[0]?.family}`,
    [
      '| id | scope | verdict | what is wrong |',
      '|---|---|---|---|',
      ...checks.map(
        ({ id, scope, verdicts, title }) =>
          `| [\`${id}\`](#${anchorOf(id)}) | ${scope} | ${verdicts.join(', ')} | ${title} |`,
      ),
    ].join('\n'),
    ...checks.map(checkPart),
  ].join('\n\n');

/** Gives the anchor of a heading that is an id, as GitHub makes it. */
const anchorOf = (id: string): string => id.replaceAll('.', '');

function checkPart(check: Explanation): string {
  const { id, title, ref, calls, controls } = check;
  const own = callLines(calls.filter((call) => !EVERY.includes(call)));
  const rows = [
    ...explainingLines(check),
    ...(own.length === 0 ? [] : [`Calls: ${own.join('; ')}.`]),
    ...(controls.length === 0 ? [] : [`Gives evidence for [controls](reports.md#compliance): ${idsOf(controls)}.`]),
  ];
  return [`#### ${id}`, `[${title}](${ref})`, rows.map((row) => `- ${row}`).join('\n')].join('\n\n');
}

function idsOf(controls: Explanation['controls']): string {
  const frameworks = [...new Set(controls.map(({ framework }) => framework))];
  return frameworks
    .map((name) => `${name}: ${controls.flatMap((one) => (one.framework === name ? one.id : [])).join(', ')}`)
    .join('; ');
}

const EVERY = namesOf(EVERY_RUN);
