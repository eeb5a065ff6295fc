import { counted, inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import { placeHeading } from './place-heading.ts';
import type { Listed, Listing } from '../engine/listing.ts';
import type { Problem } from '../errors.ts';
import { escaped } from './markdown.ts';
import { folds } from './folds.ts';
import { placesInWords } from './places-in-words.ts';
import { statusWord } from './table.ts';
import { problemLines } from './text.ts';
import { wordsOf, wrapped } from './wrap.ts';
import { visible, withoutCommands } from './visible.ts';

/** Where and how a listing is printed. */
export interface ListingOptions {
  /** Columns of a line. */
  readonly width: number;
  readonly paint: ChalkInstance;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The formats of a listing, by the values of `--format`. */
export type ListingFormat = 'text' | 'markdown' | 'csv';

/** Prints a listing in a format. */
export type ListingRenderer<Printed> = (listing: Printed, options: ListingOptions) => string;

/** Makes the parts of a target that was listed, in lines of `width` columns; none: there is nothing in it. */
type LinesOf<Content extends object> = (
  target: Extract<Listed<Content>, { readonly status: 'listed' }>,
  width: number,
) => readonly string[];

/**
 * Prints a listing for people: what there is in each target, what could not be read and why, and the counts. A problem that all targets
 * share, such as missing credentials, is printed once.
 */
export function listingText<Content extends object>(
  { targets, interrupted }: Pick<Listing<Content>, 'targets' | 'interrupted'>,
  linesOf: LinesOf<Content>,
  counts: string,
  { width, paint }: ListingOptions,
): string {
  const headed = targets.length > 1;
  const margin = headed ? '  ' : '';
  const common = commonProblem(targets);
  const room = width - margin.length;
  const told = folds(
    common ? [] : targets,
    (target) => (isUnread(target) ? unreadLines(target, paint, room) : linesOf(target, room)),
    isUnread,
  );
  const blocks = told.flatMap(({ targets: alike, lines }) => {
    if (lines.length === 0) return [];
    const head = headed ? headLines(alike, targets, width).map((line) => paint.bold(line)) : [];
    return [[...head, ...lines.map((line) => `${margin}${line}`.trimEnd())].join('\n')];
  });
  const shared = common ? [unreadLines(common, paint, width).join('\n')] : [];
  const end = interrupted ? '; interrupted, run it again for all' : '';
  return withoutCommands([...shared, ...blocks, `${counts}${end}`].join('\n\n'));
}

type Unread = Extract<Listed<object>, { readonly error: Problem }>;

const isUnread = (target: Listed<object>): target is Unread => target.status !== 'listed';

/** What is said of places that were not begun: `skipped` is what is left out on purpose. */
const NOT_BEGUN = ['Interrupted', 'NotRun'];

/** Gives what became of a target that could not be read: `failed`, `skipped` or `not-run`. */
export const endOf = ({ status, error }: Unread): 'failed' | 'skipped' | 'not-run' =>
  status === 'skipped' && NOT_BEGUN.includes(error.code) ? 'not-run' : status;

/** Makes the lines of why a target could not be read. */
export const unreadLines = (target: Unread, paint: ChalkInstance, width: number): readonly string[] =>
  problemLines(visibleProblem(target.error), endOf(target), paint, width);

/** `111122223333/us-east-1 (payments)`, or `5 targets: 111122223333 and 444455556666 in us-east-1` */
function headLines(alike: readonly Listed<object>[], all: readonly Listed<object>[], width: number): readonly string[] {
  const [first, ...others] = alike;
  if (!first) return [];
  const text =
    others.length === 0
      ? placeHeading(first)
      : `${counted(alike.length, 'target')}: ${placesInWords(alike, all, 'failed')}`;
  return wrapped(wordsOf(visible(text)), width, '', '  ');
}

/** Makes the blocks of what could not be read, those together for which it is the same reason. */
export function unreadBlocks(
  targets: readonly Listed<object>[],
  { paint, width }: Pick<ListingOptions, 'paint' | 'width'>,
): readonly string[] {
  const told = folds(targets.filter(isUnread), (target) => unreadLines(target, paint, width - 2), isUnread);
  return told.map(({ targets: alike, lines }) =>
    [...headLines(alike, targets, width).map((line) => paint.bold(line)), ...lines.map((line) => `  ${line}`)].join(
      '\n',
    ),
  );
}

/** Makes the foreign text of a problem visible. */
export const visibleProblem = ({ code, message, advice }: Problem): Problem => ({
  code,
  message: visible(message),
  ...(advice !== undefined && { advice: visible(advice, Infinity) }),
});

/** Tells whether a listing knows the name of any account: then its rows have a column for them. */
export const hasNames = (targets: readonly Listed<object>[]): boolean =>
  targets.some(({ accountName }) => accountName !== undefined);

/** Puts the column with the names of accounts behind that of the accounts. */
export const withNames = (heads: readonly string[], named: boolean): readonly string[] =>
  named ? heads.toSpliced(1, 0, 'account name') : heads;

/** Makes the cells that say where something is, in the columns of `withNames`. */
export const placeCells = ({ account, accountName, region }: Listed<object>, named: boolean): readonly string[] => [
  account ?? '',
  ...(named ? [accountName ?? ''] : []),
  region,
];

/** Gives the targets that were read. */
export const readTargets = <Content extends object>(
  targets: readonly Listed<Content>[],
): readonly Extract<Listed<Content>, { readonly status: 'listed' }>[] =>
  targets.flatMap((target) => (target.status === 'listed' ? [target] : []));

/** Finds what all targets share that could not be read: it is printed once. */
export function commonProblem(targets: readonly Listed<object>[]): Unread | undefined {
  const [first, ...others] = targets;
  if (!first || !isUnread(first) || others.length === 0) return undefined;
  const isAlike = (target: Listed<object>): boolean =>
    isUnread(target) && target.status === first.status && target.error.message === first.error.message;
  return others.every(isAlike) ? first : undefined;
}

/** Says in one line each which targets could not be read, and why. */
export const unreadTargets = (targets: readonly Listed<object>[]): readonly string[] =>
  targets.flatMap((target) =>
    isUnread(target) ? [`${placeHeading(target)}: ${statusWord(endOf(target))}: ${target.error.message}`] : [],
  );

/** Prints a listing for a pull request or a step summary: a heading, the counts, what could not be read, and the tables. */
export function listingMarkdown(
  { command, targets, interrupted }: Pick<Listing<object>, 'command' | 'targets' | 'interrupted'>,
  counts: string,
  parts: readonly string[],
): string {
  const unread = unreadTargets(targets).map((line) => `- ${escaped(visible(line))}`);
  return [
    `## session-manager ${command}`,
    `${escaped(counts)}${interrupted ? '; interrupted, run it again for all' : ''}`,
    ...(unread.length > 0 ? [unread.join('\n')] : []),
    ...parts,
  ].join('\n\n');
}

/** `3 targets (1 failed): ` */
export function targetCounts(listing: Pick<Listing<object>, 'targets' | 'summary'>): string {
  const ended = endCounts(listing);
  return `${counted(listing.summary.targets, 'target')}${ended.length > 0 ? ` (${ended.join(', ')})` : ''}: `;
}

/** Counts what could not be read: `3 failed`, `2 not run`; none where all was. */
export const endCounts = ({ targets }: Pick<Listing<object>, 'targets'>): readonly string[] =>
  (['failed', 'skipped', 'not-run'] as const).flatMap((end) => {
    const count = targets.filter((target) => isUnread(target) && endOf(target) === end).length;
    return count > 0 ? [`${inDigits(count)} ${statusWord(end)}`] : [];
  });
