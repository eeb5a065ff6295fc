import { accountLabel } from '../../aws/place.ts';
import type { State } from './data.ts';
import { type Alike, grouped } from '../grouped.ts';
import { type Markup, markup } from './markup.ts';
import type { Matrix, MatrixCell, MatrixRow } from './matrix.ts';
import { matrixTable } from './matrix-table.ts';
import type { Section } from './sections.ts';

/** Whatever is in a region of an account. */
interface Placed {
  readonly account?: string | null;
  readonly accountName?: string;
  readonly profile?: string;
  readonly region: string;
}

/** Groups targets by their accounts, in order. */
export const byAccount = <Target extends Placed>(targets: readonly Target[]): ReadonlyMap<string, Alike<Target>> =>
  grouped(targets, accountLabel);

/** Gives the name that the organization has for the account of targets, where it is known. */
export const nameOf = ([target]: readonly Placed[]): { readonly name?: string } =>
  target?.accountName === undefined ? {} : { name: target.accountName };

/** What stands for the region in addresses where something is of an account as a whole, and the column of these. */
export const WHOLE = 'account';
export const WHOLE_COLUMN = 'whole account';

/**
 * Puts accounts beside regions. `cellOf`: what there is in one region of an account, of the targets there; `wholeOf`: what there is in
 * an account as a whole, of all its targets; without it, there is no column for that.
 */
export function accountMatrix<Target extends Placed>(
  targets: readonly Target[],
  cellOf: (here: Alike<Target>) => MatrixCell | undefined,
  wholeOf?: (there: Alike<Target>) => MatrixCell | undefined,
): Matrix {
  const regions = [...new Set(targets.map(({ region }) => region))];
  const rows = [...byAccount(targets)].map(([account, there]): MatrixRow => {
    const inRegion = grouped(there, ({ region }) => region);
    const cells = regions.map((region) => {
      const here = inRegion.get(region);
      return here && cellOf(here);
    });
    return {
      label: account,
      ...nameOf(there),
      query: { account },
      cells: [...(wholeOf ? [wholeOf(there)] : []), ...cells],
    };
  });
  return { columns: [...(wholeOf ? [WHOLE_COLUMN] : []), ...regions], rows };
}

/** Draws accounts beside regions; `behind`: what stands behind the table. */
export function accountsSection(matrix: Matrix, states: readonly State[], behind?: Markup): Section {
  const table = matrixTable(matrix, states, {
    id: 'heat',
    caption: 'Accounts in rows, regions in columns',
    corner: 'account',
    columnQuery: (column) => ({ region: column === WHOLE_COLUMN ? WHOLE : column }),
  });
  return { id: 'places', heading: 'Accounts and regions', body: markup`${table}${behind}` };
}
