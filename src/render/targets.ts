import type { ShardMatrix, TargetListing } from '../engine/targets.ts';
import { columnLines } from './columns.ts';
import { counted } from './counted.ts';
import { csvText } from './csv.ts';
import {
  commonProblem,
  endCounts,
  type ListingFormat,
  listingMarkdown,
  type ListingOptions,
  type ListingRenderer,
  readTargets,
  unreadBlocks,
  unreadLines,
} from './listing.ts';
import { markdownTable } from './markdown-table.ts';
import { visible, withoutCommands } from './visible.ts';

const countsOf = (listing: TargetListing): string => {
  const { targets, accounts } = listing.summary;
  return [`${counted(targets, 'target')} in ${counted(accounts, 'account')}`, ...endCounts(listing)].join(', ');
};

const HEADS = ['account', 'name', 'region'];

const rowsOf = ({ targets }: TargetListing): readonly (readonly string[])[] =>
  readTargets(targets).map(({ account, accountName, region }) => [account ?? '', accountName ?? '', region]);

function targetText(listing: TargetListing, { width, paint }: ListingOptions): string {
  const { targets, interrupted } = listing;
  const rows = rowsOf(listing);
  const column = (head: string, index: number) => ({
    head,
    cells: rows.map((row) => visible(row[index] || '-')),
    ...(head === 'name' && { least: 12 }),
  });
  const table = rows.length > 0 ? [columnLines(HEADS.map(column), width).join('\n')] : [];
  const common = commonProblem(targets);
  const unread = common ? [unreadLines(common, paint, width).join('\n')] : unreadBlocks(targets, { paint, width });
  const end = interrupted ? '; interrupted, run it again for all' : '';
  return withoutCommands([...table, ...unread, `${countsOf(listing)}${end}`].join('\n\n'));
}

/** The formats of `targets`. */
export const TARGET_FORMATS: Readonly<Record<ListingFormat, ListingRenderer<TargetListing>>> = {
  text: targetText,
  markdown: (listing) =>
    listingMarkdown(listing, countsOf(listing), [markdownTable(HEADS, rowsOf(listing), ['account', 'region'])]),
  csv: (listing) => csvText(HEADS, rowsOf(listing)),
};

const SHARD_HEADS = ['shard', 'accounts'];

const shardRows = ({ include }: ShardMatrix): readonly (readonly string[])[] =>
  include.map(({ shard, accounts }) => [shard, String(accounts)]);

/** The formats of `targets --shards`. */
export const SHARD_FORMATS: Readonly<Record<ListingFormat, (matrix: ShardMatrix) => string>> = {
  text: (matrix) => {
    const cells = shardRows(matrix);
    const lines = columnLines(
      SHARD_HEADS.map((head, index) => ({ head, cells: cells.map((row) => row[index] ?? '') })),
      Infinity,
    );
    const accounts = matrix.include.reduce((sum, entry) => sum + entry.accounts, 0);
    return [...lines, '', `${counted(matrix.include.length, 'shard')}: ${counted(accounts, 'account')}`].join('\n');
  },
  markdown: (matrix) => markdownTable(SHARD_HEADS, shardRows(matrix), ['shard']),
  csv: (matrix) => csvText(SHARD_HEADS, shardRows(matrix)),
};
