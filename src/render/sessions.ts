import { counted, inDigits } from './counted.ts';
import type { ListedSession, SessionListing } from '../engine/sessions.ts';
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
import { sessionLines } from './session-line.ts';

const countsOf = (listing: SessionListing): string =>
  `${targetCounts(listing)}${counted(listing.summary.sessions, 'session')}, ${inDigits(listing.summary.active)} open`;

/** The columns of every list of sessions. */
export const SESSION_HEADS = [
  'account',
  'region',
  'session',
  'owner',
  'node',
  'name',
  'kind',
  'status',
  'began',
  'ended',
  'document',
  'reason',
];

/** Makes the cells of a session, without those of its target. */
export const sessionCells = (session: ListedSession): readonly string[] => {
  const { id, owner, node, nodeName, kind, status, began, ended, document, reason } = session;
  return [id, owner, node, nodeName, kind, status, began, ended, document, reason].map((text) => text ?? '');
};

const headsFor = ({ targets }: SessionListing): readonly string[] => withNames(SESSION_HEADS, hasNames(targets));

function rowsOf({ targets }: SessionListing): readonly (readonly string[])[] {
  const named = hasNames(targets);
  return readTargets(targets).flatMap((target) =>
    target.sessions.map((session) => [...placeCells(target, named), ...sessionCells(session)]),
  );
}

/** The formats of `sessions`. */
export const SESSION_FORMATS: Readonly<Record<ListingFormat, ListingRenderer<SessionListing>>> = {
  text: (listing, options) =>
    listingText(
      listing,
      ({ sessions }, width) => sessionLines(sessions, { ...options, width }, ({ status }) => status.toLowerCase()),
      countsOf(listing),
      options,
    ),
  markdown: (listing) =>
    listingMarkdown(listing, countsOf(listing), [
      markdownTable(headsFor(listing), rowsOf(listing), ['session', 'owner', 'node', 'document']),
    ]),
  csv: (listing) => csvText(headsFor(listing), rowsOf(listing)),
};
