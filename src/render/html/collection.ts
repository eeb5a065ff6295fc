import type { PageData, PagePlace, RemedyPart } from './data.ts';
import { numbered } from './numbered.ts';

/** What a page lists, each thing once: rows name it by its number. */
interface Collection {
  /** Gives the number of a place; without an account, of the machine. `name`: that of the account, where it is known. */
  placeOf(account: string | undefined, region: string, name?: string): number;
  textOf(text: string): number;
  remedyOf(parts: readonly RemedyPart[]): number;
  fieldsOf(
    fields: readonly (readonly [name: string, value: string])[],
  ): readonly (readonly [name: number, value: number])[];
  /** Gives what was collected so far. */
  all(): Pick<PageData, 'accounts' | 'places' | 'texts' | 'remedies'>;
}

/** Begins a collection. */
export function collection(): Collection {
  const accounts = numbered<string>();
  const names = new Map<string, string>();
  const places = numbered<PagePlace>();
  const texts = numbered<string>();
  const remedies = numbered<readonly RemedyPart[]>();
  return {
    placeOf(account, region, name) {
      if (account !== undefined && name !== undefined) names.set(account, name);
      return places.numberOf([account === undefined ? -1 : accounts.numberOf(account), region]);
    },
    textOf: texts.numberOf,
    remedyOf: remedies.numberOf,
    fieldsOf: (fields) => fields.map(([name, value]) => [texts.numberOf(name), texts.numberOf(value)]),
    all: () => ({
      accounts: accounts.all.map((id) => {
        const name = names.get(id);
        return name === undefined ? [id] : [id, name];
      }),
      places: places.all,
      texts: texts.all,
      remedies: remedies.all,
    }),
  };
}
