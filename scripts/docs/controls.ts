import type { Framework } from '../../src/compliance/framework.ts';
import { FRAMEWORKS } from '../../src/compliance/index.ts';

/** Lists the controls to which checks answer, in one table per framework. */
export function controlList(): string {
  return Object.entries<Framework>(FRAMEWORKS)
    .map(([name, { title, source, controls }]) =>
      [
        `### \`--compliance ${name}\``,
        '',
        `[${title}](${source})`,
        '',
        '| control | what it asks for, in our words | shown by | refuted by, only |',
        '|---|---|---|---|',
        ...controls.map(
          ({ id, title: about, asks, shownBy, refutedBy = [] }) =>
            `| ${id} ${about} | ${asks} | ${listed(shownBy)} | ${listed(refutedBy)} |`,
        ),
      ].join('\n'),
    )
    .join('\n\n');
}

const listed = (checks: readonly string[]): string => checks.map((check) => `\`${check}\``).join(', ') || '-';
