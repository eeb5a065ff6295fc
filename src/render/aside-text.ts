import { inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import type { Report } from '../engine/report.ts';
import { type AsideItem, asidesOf } from './aside.ts';
import { folded, listed } from './findings.ts';
import { wordsOf, wrapped } from './wrap.ts';

const INDENT = '  ';

/** Makes the blocks of what is told apart from what was found, each of lines of `width` columns. */
export const asideBlocks = (report: Report, paint: ChalkInstance, width: number): readonly string[] =>
  asidesOf(report).map(({ heading, items, of }) =>
    [
      paint.bold(heading),
      ...items.flatMap((item) => itemLines(item, width)),
      ...(of > items.length ? [`${INDENT}and ${inDigits(of - items.length)} more (--json names all)`] : []),
    ].join('\n'),
  );

function itemLines({ verdict, check, text, subjects, where }: AsideItem, width: number): readonly string[] {
  const margin = `${INDENT}${INDENT}`;
  const lead = verdict === undefined ? INDENT : `${INDENT}${verdict.padEnd('unknown'.length)}  `;
  const place =
    where === undefined ? '' : `${where.endsWith('places') || where.startsWith('account') ? 'in ' : ''}${where}`;
  return [
    ...wrapped(wordsOf(`${check}: ${text}`), width, lead, margin),
    ...(subjects.length === 0 && place === ''
      ? []
      : folded(Math.max(subjects.length, 1), width, (shown) => {
          const named = listed(subjects, shown);
          const words = named === '' ? place : place === '' ? named : `${named}; ${place}`;
          return wrapped(wordsOf(words), width, margin, margin);
        })),
  ];
}
