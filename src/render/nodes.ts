import { counted, inDigits } from './counted.ts';
import type { ListedNode, NodeListing } from '../engine/nodes.ts';
import { spanText } from './ago.ts';
import { columnLines } from './columns.ts';
import { csvText } from './csv.ts';
import {
  hasNames,
  type ListingFormat,
  listingMarkdown,
  type ListingRenderer,
  listingText,
  placeCells,
  readTargets,
  targetCounts,
  withNames,
} from './listing.ts';
import { markdownTable } from './markdown-table.ts';
import { visible } from './visible.ts';

/** From this width on there is room for the name of the operating system. */
const WIDE = 100;

const countsOf = (listing: NodeListing): string =>
  `${targetCounts(listing)}${counted(listing.summary.nodes, 'node')}, ${inDigits(listing.summary.online)} online`;

/** Prints the nodes of a target, a line each. */
function nodeLines(nodes: readonly ListedNode[], width: number, now: number): readonly string[] {
  if (nodes.length === 0) return [];
  const column = (head: string, textOf: (node: ListedNode) => string | null, least?: number) => ({
    head,
    cells: nodes.map((node) => visible(textOf(node) || '-')),
    ...(least !== undefined && { least }),
  });
  return columnLines(
    [
      column('id', ({ id }) => id),
      column('name', ({ name, computer }) => name ?? computer, 6),
      column('state', (node) => stateOf(node, now)),
      width < WIDE
        ? column('platform', ({ platform }) => platform)
        : column('platform', ({ platform, system }) => system ?? platform, 12),
      column('agent', ({ agentVersion }) => agentVersion),
      column('address', ({ address }) => address, 12),
    ],
    width,
  );
}

function stateOf({ state, lastPing }: ListedNode, now: number): string {
  if (state === 'online' || lastPing === null) return state;
  return `${state} ${spanText(now - Date.parse(lastPing))}`;
}

const HEADS = ['account', 'region', 'id', 'name', 'state', 'last ping', 'platform', 'agent', 'address', 'computer'];

const headsFor = ({ targets }: NodeListing): readonly string[] => withNames(HEADS, hasNames(targets));

function rowsOf({ targets }: NodeListing): readonly (readonly string[])[] {
  const named = hasNames(targets);
  return readTargets(targets).flatMap((target) =>
    target.nodes.map(({ id, name, state, lastPing, platform, system, agentVersion, address, computer }) => [
      ...placeCells(target, named),
      ...[id, name, state, lastPing, system ?? platform, agentVersion, address, computer].map((text) => text ?? ''),
    ]),
  );
}

/** The formats of `nodes`. */
export const NODE_FORMATS: Readonly<Record<ListingFormat, ListingRenderer<NodeListing>>> = {
  text: (listing, options) =>
    listingText(listing, ({ nodes }, width) => nodeLines(nodes, width, options.now), countsOf(listing), options),
  markdown: (listing) =>
    listingMarkdown(listing, countsOf(listing), [markdownTable(headsFor(listing), rowsOf(listing), ['id', 'address'])]),
  csv: (listing) => csvText(headsFor(listing), rowsOf(listing)),
};
