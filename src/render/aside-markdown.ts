import { inDigits } from './counted.ts';
import type { Report } from '../engine/report.ts';
import { type AsideItem, asidesOf } from './aside.ts';

/** How text is escaped, and how code is marked. */
interface Marking {
  escaped(text: string): string;
  code(text: string): string;
}

/** The number of subjects that an item names. */
const NAMED = 10;

/** Makes the parts of what is told apart from what was found: each a heading and a list. */
export const asideParts = (report: Report, marking: Marking): readonly string[] =>
  asidesOf(report).flatMap(({ heading, items, of }) => [
    `### ${marking.escaped(heading.replace(/:$/, ''))}`,
    [
      ...items.map((item) => `- ${itemText(item, marking)}`),
      ...(of > items.length ? [`- and ${inDigits(of - items.length)} more`] : []),
    ].join('\n'),
  ]);

function itemText({ verdict, check, text, subjects, where }: AsideItem, { escaped, code }: Marking): string {
  const named = subjects.slice(0, NAMED).map(code).join(', ');
  const more = subjects.length > NAMED ? ` and ${inDigits(subjects.length - NAMED)} more` : '';
  const lead = `${verdict === undefined ? '' : `${verdict} `}${escaped(check)}: ${escaped(text)}`;
  const behind = [...(named === '' ? [] : [named + more]), ...(where === undefined ? [] : [escaped(where)])].join('; ');
  return behind === '' ? lead : `${lead}<br>${behind}`;
}
