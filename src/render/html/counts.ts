import { addressOf } from './address.ts';
import type { State } from './data.ts';
import { markup, type Markup } from './markup.ts';
import { mark } from './matrix-table.ts';
import { inDigits } from '../counted.ts';

/** Draws how much there is of each state, each a link to what it counts by the name `key`; nothing for states of which there is none. */
export const countItems = (
  states: readonly State[],
  key: string,
  countOf: (index: number) => number,
): readonly Markup[] =>
  states.flatMap(({ id, tone, word }, index) => {
    const count = countOf(index);
    const href = addressOf({ [key]: id });
    return count === 0
      ? []
      : [markup`<li><a class="count ${tone}" href="${href}">${mark(tone)}<b>${inDigits(count)}</b> ${word}</a></li>\n`];
  });
