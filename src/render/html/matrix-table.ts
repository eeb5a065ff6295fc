import { counted } from '../counted.ts';
import { shortName } from '../place-heading.ts';
import { statusWord } from '../table.ts';
import { addressOf } from './address.ts';
import type { State, Tone } from './data.ts';
import { markup, type Markup } from './markup.ts';
import type { Matrix, MatrixCell, MatrixRow } from './matrix.ts';

interface Heading {
  readonly id: string;
  readonly caption: string;
  /** What the row headings are. */
  readonly corner: string;
  /** What is looked for when a heading is chosen. */
  rowQuery(row: MatrixRow): Readonly<Record<string, string>> | undefined;
  columnQuery(column: string): Readonly<Record<string, string>> | undefined;
}

/** Columns with names side by side; more stand upright. */
const WIDE = 7;

/** Draws a table in which each cell says the worst of what is there and how much of it, and leads to it. */
export function matrixTable(
  { columns, rows }: Matrix,
  states: readonly State[],
  { id, caption, corner, rowQuery, columnQuery }: Heading,
): Markup {
  const most = states.map((_state, index) =>
    rows.reduce((max, { cells }) => cells.reduce((sum, cell) => Math.max(sum, cell?.counts[index] ?? 0), max), 0),
  );
  const upright = columns.length > WIDE ? ' upright' : '';
  const headings = columns.map((column) => markup`<th scope="col">${linked(column, columnQuery(column))}</th>`);
  const lines = rows.map((row) => {
    const name = row.name !== undefined && markup`<span class="name">${shortName(row.name)}</span>`;
    const cells = row.cells.map((cell, index) => cellMarkup(cell, `${row.label}, ${columns[index]}`, states, most));
    return markup`<tr><th scope="row">${linked(row.label, rowQuery(row))}${name}</th>${cells}</tr>\n`;
  });
  return markup`<div class="scroll"><table class="matrix${upright}" id="${id}" aria-describedby="${id}-hint">
<caption>${caption}</caption>
<thead><tr><th scope="col">${corner}</th>${headings}</tr></thead>
<tbody>
${lines}</tbody></table></div>
<p class="hint" id="${id}-hint">A cell shows the worst of what is there, and how many. <span class="scripted">Choose one to list it; the arrow keys move from cell to cell.</span></p>`;
}

const linked = (text: string, query: Readonly<Record<string, string>> | undefined): Markup =>
  query ? markup`<a href="${addressOf(query)}">${text}</a>` : markup`${text}`;

function cellMarkup(
  cell: MatrixCell | undefined,
  where: string,
  states: readonly State[],
  most: readonly number[],
): Markup {
  if (!cell)
    return markup`<td class="none"><span aria-hidden="true">–</span><span class="unseen">not looked at</span></td>`;
  const { query, counts, ok, ended } = cell;
  const worst = counts.findIndex((count) => count > 0);
  const words = cellWords(cell, states);
  const tone: Tone = ended === 'failed' ? 'fail' : ended ? 'none' : (states[worst]?.tone ?? 'ok');
  const count = counts[worst] ?? 0;
  const level = ended ? 1 : Math.max(1, Math.ceil((3 * count) / (most[worst] ?? 1)));
  const shown = ended ? statusWord(ended) : worst < 0 ? '' : String(count);
  // Of a target that could not be worked on, nothing is listed but why.
  const href = ended && worst < 0 ? '#problems' : addressOf(query);
  const link = `cell ${tone} level-${worst < 0 ? 0 : level}`;
  const fine = worst < 0 && ok > 0 && markup`<span class="unseen">ok</span>`;
  return markup`<td><a class="${link}" href="${href}" aria-label="${where}: ${words}">${mark(tone)}${shown}${fine}</a></td>`;
}

/** Says what is in a cell: `12 fail, 3 warn`. */
export function cellWords({ counts, ok, ended }: MatrixCell, states: readonly State[]): string {
  const said = states.flatMap(({ word }, index) => ((counts[index] ?? 0) > 0 ? [`${counts[index]} ${word}`] : []));
  if (ended) said.unshift(statusWord(ended));
  return said.length > 0 ? said.join(', ') : `ok, ${counted(ok, 'check')}`;
}

/** The sign of a tone, which says the same as its colour; words stand beside it. */
export const mark = (tone: Tone): Markup => markup`<span class="mark ${tone}" aria-hidden="true"></span>`;
