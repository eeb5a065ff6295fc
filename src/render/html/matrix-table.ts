import { shortName } from '../place-heading.ts';
import { statusWord } from '../table.ts';
import { addressOf } from './address.ts';
import type { State, Tone } from './data.ts';
import { markup, type Markup } from './markup.ts';
import { type Matrix, type MatrixCell, worstFirst } from './matrix.ts';
import { counted, inDigits } from '../counted.ts';

interface Heading {
  readonly id: string;
  readonly caption: string;
  /** What the row headings are. */
  readonly corner: string;
  /** What is looked for when the heading of a column is chosen. */
  columnQuery(column: string): Readonly<Record<string, string>>;
}

/** Columns with names side by side; more stand upright. */
const WIDE = 7;

/** Fewer failures than this stand out nowhere. */
const FEW = 3;

/** The number of rows that the program of a page shows at first; with more, the worst come first. */
const FIRST = 50;

/**
 * Draws a table in which each cell says the worst of what is there and how much of it. The program of a page (`page/grid.ts`) makes
 * links of the cells, to what the headings of the row and the column look for, and shows the rows of the second body as they are asked for.
 */
export function matrixTable(
  { columns, rows }: Matrix,
  states: readonly State[],
  { id, caption, corner, columnQuery }: Heading,
): Markup {
  const most = states.map((_state, index) =>
    rows.reduce((max, { cells }) => cells.reduce((sum, cell) => Math.max(sum, cell?.counts[index] ?? 0), max), 0),
  );
  const upright = columns.length > WIDE ? ' upright' : '';
  const headings = columns.map((column) => markup`<th scope="col">${linked(column, columnQuery(column))}</th>`);
  const isLong = rows.length > FIRST;
  const lines = (isLong ? worstFirst(rows) : rows).map(({ label, name, query, cells }) => {
    const behind = name !== undefined && markup`<span class="name">${shortName(name)}</span>`;
    return markup`<tr><th scope="row">${linked(label, query)}${behind}</th>${cells.map((cell) => cellMarkup(cell, states, most))}</tr>\n`;
  });
  return markup`<div class="scroll"><table class="matrix${upright}" id="${id}" aria-describedby="${id}-hint">
<caption>${caption}</caption>
<thead><tr><th scope="col">${corner}</th>${headings}</tr></thead>
<tbody>
${lines.slice(0, FIRST)}</tbody>${isLong && markup`<tbody class="rest">\n${lines.slice(FIRST)}</tbody>`}</table></div>
<p class="hint" id="${id}-hint">A cell shows the worst of what is there, and how many.${isLong && ' The worst rows come first.'} <span class="scripted">Choose one to list it; the arrow keys move from cell to cell.</span></p>`;
}

const linked = (text: string, query: Readonly<Record<string, string>>): Markup =>
  markup`<a href="${addressOf(query)}">${text}</a>`;

/** Draws a cell: what is seen, and behind it what only a screen reader reads, or the program of a page. */
function cellMarkup(cell: MatrixCell | undefined, states: readonly State[], most: readonly number[]): Markup {
  if (!cell) return markup`<td class="blank"><span>not looked at</span></td>`;
  const { counts, ended } = cell;
  const worst = counts.findIndex((count) => count > 0);
  const count = counts[worst] ?? 0;
  const tone: Tone = ended === 'failed' ? 'fail' : ended ? 'none' : (states[worst]?.tone ?? 'ok');
  const isDeep = worst === 0 && !ended && count >= FEW && 3 * count > 2 * (most[worst] ?? 0);
  // Of a target that could not be worked on, nothing is listed but why.
  const kind = worst < 0 ? (ended ? ' ended' : ' bare') : isDeep ? ' deep' : '';
  const seen = ended ? statusWord(ended) : worst < 0 ? '' : inDigits(count);
  const rest = cellWords(cell, states).slice(seen.length);
  return markup`<td class="${tone}${kind}">${seen}${rest !== '' && markup`<span>${rest}</span>`}</td>`;
}

/** Says what is in a cell: `12 fail, 3 warn`. */
export function cellWords({ counts, ok, ended }: MatrixCell, states: readonly State[]): string {
  const said = states.flatMap(({ word }, index) => {
    const count = counts[index] ?? 0;
    return count > 0 ? [`${inDigits(count)} ${word}`] : [];
  });
  if (ended) said.unshift(statusWord(ended));
  return said.length > 0 ? said.join(', ') : `ok, ${counted(ok, 'check')}`;
}

/** The sign of a tone, which says the same as its colour; words stand beside it. */
export const mark = (tone: Tone): Markup => markup`<span class="mark ${tone}" aria-hidden="true"></span>`;
