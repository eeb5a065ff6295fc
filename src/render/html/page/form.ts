import { inDigits } from '../../counted.ts';
import type { PageData } from '../data.ts';
import { make, mark } from './dom.ts';
import { ANY, type Filter } from './filter.ts';

/** The form in which one says what to look for. */
export interface FilterForm {
  readonly element: HTMLElement;
  readonly search: HTMLInputElement;
  /** Shows a filter. */
  show(filter: Filter): void;
}

/** Makes the form; `change` gets what is looked for from now on, and whether that is still being typed. */
export function filterForm(data: PageData, change: (filter: Filter, isTyped: boolean) => void): FilterForm {
  let current = ANY;
  const update = (part: Partial<Filter>, isTyped = false): void =>
    change({ ...current, ...part, id: '', because: '' }, isTyped);
  const search = make('input', {
    id: 'search',
    attributes: { type: 'search', autocomplete: 'off', spellcheck: 'false', 'aria-keyshortcuts': '/' },
  });
  search.addEventListener('input', () => update({ text: search.value }, true));
  const boxes = data.states.flatMap((state, index) => {
    const count = data.cards.filter((card) => card.state === index).reduce((sum, { rows }) => sum + rows.length, 0);
    if (count === 0) return [];
    const box = make('input', { attributes: { type: 'checkbox', name: state.id } });
    return [{ box, index, state, count }];
  });
  for (const { box } of boxes) {
    box.addEventListener('change', () =>
      update({ states: boxes.filter((one) => one.box.checked).map(({ index }) => index) }),
    );
  }
  const kinds = [...new Set(data.cards.map(({ kind }) => kind))].toSorted().map((kind) => [kind, kind] as const);
  const kind = select('kind', data.kindName.label, kinds, (value) => update({ kind: value }));
  const account = select('account', 'Account', accountsOf(data), (value) => update({ account: value }));
  const region = select('region', 'Region', regionsOf(data), (value) => update({ region: value }));
  const fresh = make('input', { attributes: { type: 'checkbox', name: 'new' } });
  fresh.addEventListener('change', () => update({ since: fresh.checked ? 'new' : '' }));
  const clear = make('button', { attributes: { type: 'button' }, onclick: () => change(ANY, false) }, ['Clear']);
  const element = make(
    'form',
    { class: 'filter', attributes: { role: 'search', 'aria-label': `Filter ${data.noun[1]}` } },
    [
      make('p', { class: 'text' }, [
        make('label', { attributes: { for: 'search' } }, ['Search ', make('kbd', {}, ['/'])]),
        search,
      ]),
      make('fieldset', {}, [
        make('legend', {}, [data.stateName.label]),
        ...boxes.map(({ box, state, count }) =>
          make('label', { class: 'box' }, [
            box,
            mark(state.tone),
            `${state.word} `,
            make('span', { class: 'hint' }, [inDigits(count)]),
          ]),
        ),
        data.compared && make('label', { class: 'box' }, [fresh, 'new only']),
      ]),
      ...[kind, account, region].map(({ paragraph }) => paragraph),
      make('p', { class: 'clear' }, [clear]),
    ],
  );
  element.addEventListener('submit', (event) => event.preventDefault());
  return {
    element,
    search,
    show(filter) {
      current = filter;
      if (search.value !== filter.text) search.value = filter.text;
      for (const { box, index } of boxes) box.checked = filter.states.includes(index);
      kind.show(filter.kind);
      account.show(filter.account);
      region.show(filter.region);
      fresh.checked = filter.since === 'new';
    },
  };
}

type Choice = readonly [value: string, words: string];

function accountsOf({ accounts, places }: PageData): readonly Choice[] {
  const machine: readonly Choice[] = places.some(([account]) => account < 0) ? [['machine', 'this machine']] : [];
  const named = accounts.map(([id, name]): Choice => [id, name === undefined ? id : `${id} (${name})`]);
  return [...machine, ...named.toSorted(([one], [other]) => (one < other ? -1 : 1))];
}

function regionsOf({ places }: PageData): readonly Choice[] {
  const regions = [...new Set(places.flatMap(([, region]) => (region === '' ? [] : [region])))].toSorted();
  const whole: readonly Choice[] = places.some(([account, region]) => account >= 0 && region === '')
    ? [['account', 'account as a whole']]
    : [];
  return [...whole, ...regions.map((region): Choice => [region, region])];
}

function select(
  id: string,
  label: string,
  choices: readonly Choice[],
  change: (value: string) => void,
): { readonly paragraph: HTMLElement; show(value: string): void } {
  const list = make('select', { id: `choose-${id}` }, [
    make('option', { attributes: { value: '' } }, ['any']),
    ...choices.map(([value, words]) => make('option', { attributes: { value } }, [words])),
  ]);
  list.addEventListener('change', () => change(list.value));
  const paragraph = make('p', {}, [make('label', { attributes: { for: list.id } }, [label]), list]);
  return {
    paragraph,
    show(value) {
      // An address can name what is not there; it then shows as itself, and finds nothing.
      if (value !== '' && ![...list.options].some((option) => option.value === value))
        list.append(make('option', { attributes: { value } }, [value]));
      list.value = value;
    },
  };
}
