import { counted } from '../../counted.ts';
import type { PageData } from '../data.ts';
import { countWords, cureWords, type Folded, folded } from '../folded.ts';
import type { Relations } from '../relations.ts';
import type { Match } from '../rows.ts';
import { drawRemedy } from './card.ts';
import { make, mark } from './dom.ts';

/** The most rows that are printed, and that each card has on paper. */
const LIMITS = { rows: 2000, ofCard: 200 };

/**
 * Makes what is printed in the place of the list: all that matches, with what is alike told once; where that is too much, it says so.
 * It is there while the page is printed.
 */
export function paperOf(data: PageData, relations: Relations, matchesNow: () => readonly Match[]): HTMLElement {
  const paper = make('div', { class: 'paper' });
  addEventListener('beforeprint', () => {
    const { told, cut } = folded(data, matchesNow(), relations, LIMITS);
    const more = `${counted(cut, `more ${data.noun[0]}`, `more ${data.noun[1]}`)} ${cut === 1 ? 'is' : 'are'} not printed: with a filter there are fewer, and --json has all.`;
    paper.replaceChildren(
      ...told.flatMap((one, index) => [
        ...(told[index - 1]?.state === one.state ? [] : [make('h3', {}, [one.state?.heading ?? ''])]),
        drawn(data, one),
      ]),
      ...(cut === 0 ? [] : [make('p', { class: 'sentence' }, [more])]),
    );
  });
  addEventListener('afterprint', () => paper.replaceChildren());
  return paper;
}

function drawn(data: PageData, folds: Folded): HTMLElement {
  const { state, title, label, effect, href, parts } = folds;
  return make('article', { class: 'printed' }, [
    make('h4', {}, [mark(state?.tone ?? 'none'), ` ${title}`]),
    make('p', { class: 'label' }, [
      make('span', { class: 'check' }, [label]),
      ` · ${countWords(data, folds)}${effect === undefined ? '' : ` · ${effect}`}`,
    ]),
    ...parts.flatMap(({ lines, cure }) => [
      make(
        'ul',
        {},
        lines.map(({ notes, where }) =>
          make('li', {}, [
            ...where.flatMap(({ places, subjects }, index) => [
              index > 0 && '; ',
              make('b', {}, [places]),
              ...subjects.flatMap((subject, at) => [at === 0 ? ': ' : ', ', make('span', { class: 'id' }, [subject])]),
            ]),
            notes.length > 0 && make('span', { class: 'notes' }, [` · ${notes.join(' · ')}`]),
          ]),
        ),
      ),
      cure &&
        make('div', { class: 'cure' }, [
          make('p', { class: 'named' }, [cureWords(data, cure)]),
          ...drawRemedy(cure.words),
        ]),
    ]),
    href !== undefined && make('p', { class: 'page' }, [`See: ${href}`]),
  ]);
}
