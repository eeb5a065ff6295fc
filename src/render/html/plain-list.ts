import { counted } from '../counted.ts';
import type { PageData } from './data.ts';
import { countWords, cureWords, type Folded, folded, type FoldedLine } from './folded.ts';
import { markup, type Markup } from './markup.ts';
import { mark } from './matrix-table.ts';
import { relationsOf } from './relations.ts';
import { remedyMarkup } from './remedy.ts';
import { everything } from './rows.ts';

/** The most rows that are listed, and of each card: who has no program has no filter, either. */
const LIMITS = { rows: 400, ofCard: 40 };

/** The most cards that are looked at for what is alike. */
const MOST_CARDS = 1000;

/** Draws what a page lists for a browser that does not run its program: alike things once, the worst first, and how many are left out. */
export function plainList(data: PageData): Markup {
  const all = everything(data);
  const { told, cut } = folded(data, all.slice(0, MOST_CARDS), relationsOf(data), LIMITS);
  const left = all.slice(MOST_CARDS).reduce((sum, { rows }) => sum + rows.length, cut);
  if (told.length === 0) return markup`<p>Nothing was found.</p>`;
  const [one, many] = data.noun;
  const rest = `${counted(left, `more ${one}`, `more ${many}`)} ${left === 1 ? 'is' : 'are'} left out here: a browser that runs the program of this page lists and filters all, and --json has all.`;
  return markup`<ul class="problems">\n${told.map((folds) => itemMarkup(data, folds))}</ul>${left > 0 && markup`<p>${rest}</p>`}`;
}

const itemMarkup = (data: PageData, folds: Folded): Markup =>
  markup`<li><p>${folds.state && mark(folds.state.tone)} <strong>${folds.state?.word}</strong>: ${folds.title}</p>
<p class="hint">${folds.label} · ${countWords(data, folds)}</p>${folds.parts.map(
    ({ lines, cure }) =>
      markup`<ul>${lines.map(lineMarkup)}</ul>${cure && markup`<p class="named">${cureWords(data, cure)}</p>${remedyMarkup(cure.words)}`}`,
  )}</li>
`;

function lineMarkup({ where, notes }: FoldedLine): Markup {
  const places = where.map(
    ({ places: named, subjects }, index) =>
      markup`${index > 0 && '; '}<b>${named}</b>${subjects.map(
        (subject, at) => markup`${at === 0 ? ': ' : ', '}<span class="id">${subject}</span>`,
      )}`,
  );
  return markup`<li>${places}${notes.length > 0 && ` · ${notes.join(' · ')}`}</li>\n`;
}
