import type { ChalkInstance } from 'chalk';
import type { ChangeReport, TargetReport } from '../engine/report.ts';
import { accountLabel, placeLabel } from '../aws/place.ts';
import { type Column, columnLines, leastWidth } from './columns.ts';
import { counted } from './counted.ts';
import { listed } from './findings.ts';
import { nameBehind, shortName } from './place-heading.ts';
import { regionsInWords } from './regions-in-words.ts';
import { cutTo } from './width.ts';
import { wordsOf, wrapped } from './wrap.ts';

/** The most rows; more do not fit on a screen. */
const MOST = 24;

/** The fewest columns of the terminal to which names and places are cut. */
const LEAST = 12;

/** Heads for a terminal that is too narrow for the ids of resources. */
const SHORT: Readonly<Record<string, string>> = {
  'kms-key': 'key',
  'log-group': 'logs',
  preferences: 'prefs',
  'agent-update': 'agent',
};

/** What a row is about: a target, or several of which the same is to be told. */
export type Row = readonly TargetReport[];

/** What the closing table is made of. */
export interface TableParts {
  readonly rows: readonly Row[];
  /** All targets of the run. */
  readonly targets: readonly TargetReport[];
  /** The resources that have a column; absent: all that are reported on. */
  readonly resources?: readonly string[] | undefined;
}

/**
 * Draws the closing table: a row per target, or several that are alike, and a column per resource. No line is longer than `width`: what all rows
 * have in common is told above, heads are short, and in the end the resources are counted. The worst rows are shown where there are too many.
 */
export function closingTable(parts: TableParts, paint: ChalkInstance, width: number): string {
  const { rows } = parts;
  const shown = worstOf(rows);
  const left = rows.filter((row) => !shown.includes(row)).flat().length;
  const table = { ...parts, rows: shown, resources: parts.resources ?? resourcesOf(parts.targets) };
  const layout = layoutsOf(table, paint).find(({ columns }) => leastWidth(columns) <= width) ?? narrow(table, paint);
  return [
    ...wrapped(wordsOf(layout.above ?? ''), width)
      .filter((line) => line !== '')
      .map((line) => cutTo(line, width)),
    ...columnLines(layout.columns, width),
    ...(left > 0 ? [`… and ${counted(left, 'more target', 'more targets')}: --json has all`] : []),
  ].join('\n');
}

const resourcesOf = (targets: readonly TargetReport[]): readonly string[] => [
  ...new Set(targets.flatMap(({ changes }) => changes.map(({ resource }) => resource))),
];

const WORST = ['failed', 'not-run', 'skipped'];

function worstOf(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MOST) return rows;
  const rankOf = ([target]: Row): number => {
    const at = WORST.indexOf(target?.status ?? '');
    return at < 0 ? WORST.length + Number(target?.changes.every(({ status }) => status === 'unchanged')) : at;
  };
  const worst = new Set(rows.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, MOST));
  return rows.filter((row) => worst.has(row));
}

interface Layout {
  /** What all rows have in common. */
  readonly above?: string;
  readonly columns: readonly Column[];
}

type Table = TableParts & { readonly resources: readonly string[] };

/** Gives ways to draw a table, the one that tells most first. */
function layoutsOf(table: Table, paint: ChalkInstance): readonly Layout[] {
  const place = [accountColumn(table), ...nameColumn(table), ...profileColumn(table), regionColumn(table)];
  const status = statusColumn(table, paint);
  const { above, columns: few } = withoutShared(table);
  const ways = [{ columns: place }, { ...(above !== undefined && { above }), columns: few }];
  return ways.flatMap((way) =>
    headsOf(table.resources).map((heads) => ({
      ...way,
      columns: [...way.columns, status, ...resourceColumns(table, paint, heads)],
    })),
  );
}

/** Gives the heads of resources, from all ids to all short ones; the last is shortened first. */
function headsOf(resources: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: resources.length + 1 }, (_, cut) =>
    resources.map((id, index) => (index >= resources.length - cut ? (SHORT[id] ?? id) : id)),
  );
}

const cellsOf = ({ rows }: Table, textOf: (row: Row) => string): readonly string[] => rows.map((row) => textOf(row));

const accountColumn = (table: Table): Column => ({
  head: 'account',
  cells: cellsOf(table, (row) => {
    const accounts = new Set(row.map(accountLabel));
    return accounts.size > 1 ? counted(accounts.size, 'account') : (row[0]?.account ?? '-');
  }),
});

const nameColumn = (table: Table): readonly Column[] =>
  table.targets.some(({ accountName }) => accountName !== undefined)
    ? [{ head: 'name', least: LEAST, cells: cellsOf(table, (row) => shared(row, 'accountName', shortName)) }]
    : [];

const profileColumn = (table: Table): readonly Column[] =>
  table.targets.some(({ profile }) => profile !== undefined)
    ? [{ head: 'profile', least: LEAST, cells: cellsOf(table, (row) => shared(row, 'profile')) }]
    : [];

/** The names of one row. */
const NAMED = 2;

function shared(row: Row, field: 'accountName' | 'profile', shown = (text: string): string => text): string {
  const names = new Set(row.flatMap((target) => target[field] ?? []));
  return names.size === 0 ? '-' : listed([...names].map(shown), NAMED);
}

const regionColumn = (table: Table): Column => ({
  head: 'region',
  cells: cellsOf(table, (row) => regionsOf(row, table)),
});

/** `us-east-1`, `all 17 regions`, `5 regions`; `46 targets` where not all of the accounts have the same regions. */
function regionsOf(row: Row, { targets }: Table): string {
  const regions = [...new Set(row.map(({ region }) => region))];
  const accounts = new Set(row.map(accountLabel)).size;
  if (accounts * regions.length !== row.length) return counted(row.length, 'target');
  if (regions.length === 1) return regions[0] ?? '-';
  const ofRun = targets.map(({ region }) => region);
  const words = regionsInWords(regions, ofRun);
  return /^all \d+ regions$/.test(words) ? words : `${regions.length} regions`;
}

const statusColumn = (table: Table, paint: ChalkInstance): Column => ({
  head: 'status',
  cells: cellsOf(table, ([target]) => statusWord(target?.status ?? '-')),
  paint: (text, row) => colourOf(table.rows[row]?.[0]?.status ?? '', paint)(text),
});

const resourceColumns = (table: Table, paint: ChalkInstance, heads: readonly string[]): readonly Column[] =>
  table.resources.map((id, index) => {
    const changes = table.rows.map(([target]) => target?.changes.find(({ resource }) => resource === id));
    return {
      head: heads[index] ?? id,
      cells: changes.map((change) => (change ? word(change) : '-')),
      paint: (text, row) => (changes[row] ? colourOf(changes[row].status, paint)(text) : text),
    };
  });

/** Leaves out where the targets are as far as it is the same for all rows, and the names where accounts have ids. */
function withoutShared(table: Table): Layout {
  const targets = table.rows.flat();
  const [first] = targets;
  const isShared = targets.every((target) => accountLabel(target) === (first && accountLabel(first)));
  const region = regionColumn(table);
  if (!first || !isShared) {
    const known = targets.every(({ account }) => account !== null);
    const label = { head: 'account', least: LEAST, cells: cellsOf(table, accountsLabel) };
    return { columns: [known ? accountColumn(table) : label, region] };
  }
  const { account, accountName, profile } = first;
  const place = account === null ? [] : [`account ${account}${nameBehind(accountName)}`];
  const whose = profile === undefined ? [] : [`profile ${profile}`];
  return { above: [...place, ...whose].join(', '), columns: [region] };
}

function accountsLabel(row: Row): string {
  const accounts = [...new Set(row.map(accountLabel))];
  return accounts.length > 1 ? counted(accounts.length, 'account') : (accounts[0] ?? '-');
}

/** Draws a table that fits everywhere: where, the status, and how many resources became what. */
function narrow(table: Table, paint: ChalkInstance): Layout {
  const placeOf = (row: Row): string => {
    const [first] = row;
    if (!first) return '-';
    return row.length > 1 ? `${accountsLabel(row)}, ${regionsOf(row, table)}` : placeLabel(first);
  };
  const words = ([target]: Row): string => {
    const counts = new Map<string, number>();
    for (const change of target?.changes ?? [])
      if (table.resources.includes(change.resource)) counts.set(word(change), (counts.get(word(change)) ?? 0) + 1);
    return [...counts].map(([one, count]) => `${count} ${one}`).join(', ') || '-';
  };
  return {
    columns: [
      { head: 'where', least: LEAST, cells: cellsOf(table, placeOf) },
      statusColumn(table, paint),
      { head: 'resources', least: LEAST, cells: cellsOf(table, words) },
    ],
  };
}

function word({ action, status }: ChangeReport): string {
  if (status === 'done')
    return { create: 'created', update: 'updated', delete: 'deleted', keep: 'kept', none: 'ok' }[action];
  if (status === 'planned') return action;
  if (status === 'unchanged') return 'ok';
  return statusWord(status);
}

/** Gives a status in words: `not run`. */
export const statusWord = (status: string): string => (status === 'not-run' ? 'not run' : status);

/** Gives the colour of a status: green for what was done, red for what failed, yellow for what needs attention, grey for the rest. */
export function colourOf(status: string, paint: ChalkInstance): ChalkInstance {
  if (status === 'failed') return paint.red;
  if (['changed', 'done', 'planned'].includes(status)) return paint.green;
  if (['kept', 'skipped', 'not-run'].includes(status)) return paint.yellow;
  return paint.dim;
}
