import { counted, inDigits } from './counted.ts';
import type { ChalkInstance } from 'chalk';
import { shellWord } from '../aws/shell-word.ts';
import type { EvidencedSession, EvidenceListing } from '../engine/evidence.ts';
import { csvText } from './csv.ts';
import {
  hasNames,
  type ListingFormat,
  listingMarkdown,
  type ListingOptions,
  type ListingRenderer,
  listingText,
  placeCells,
  readTargets,
  targetCounts,
  withNames,
} from './listing.ts';
import { markdownTable } from './markdown-table.ts';
import { SESSION_HEADS, sessionCells } from './sessions.ts';
import { sessionLines } from './session-line.ts';
import { visible } from './visible.ts';
import { wordsOf, wrapped } from './wrap.ts';

type State = EvidencedSession['recording']['state'];

/** What becomes of recordings, the worst first, with its colour and what it means. */
const STATES: Readonly<
  Record<
    State,
    { readonly colour: keyof ChalkInstance & ('red' | 'magenta' | 'yellow' | 'green' | 'dim'); readonly words: string }
  >
> = {
  missing: { colour: 'red', words: 'not recorded' },
  unknown: { colour: 'magenta', words: 'unknown' },
  expired: { colour: 'yellow', words: 'expired' },
  pending: { colour: 'yellow', words: 'not yet' },
  active: { colour: 'yellow', words: 'open' },
  recorded: { colour: 'green', words: 'recorded' },
  empty: { colour: 'dim', words: 'nothing to record' },
  never: { colour: 'dim', words: 'never recorded' },
};

/** What becomes of recordings, the worst first. */
export const STATE_ORDER = Object.keys(STATES) as State[];

/** What becomes of recordings, in words. */
export const RECORDING_WORDS: Readonly<Record<State, string>> = Object.fromEntries(
  STATE_ORDER.map((state) => [state, STATES[state].words]),
) as Record<State, string>;

function countsOf(listing: EvidenceListing): string {
  const { summary } = listing;
  const states = STATE_ORDER.flatMap((state) =>
    summary[state] > 0 ? [`${inDigits(summary[state])} ${STATES[state].words}`] : [],
  );
  return `${targetCounts(listing)}${counted(summary.sessions, 'session')}${states.length > 0 ? `: ${states.join(', ')}` : ''}`;
}

/** Where a recording is: `log-group/sessions`, `s3://bucket/key`. */
export const whereText = ({ where }: EvidencedSession['recording']): readonly string[] =>
  where.map((found) => (found.kind === 'log-group' ? `log-group/${found.name}` : `s3://${found.name}/${found.key}`));

interface Place {
  readonly region: string;
  readonly profile?: string;
}

/** What to do about recordings that are missing: the check that says what is wrong, or those that say what keeps nodes from writing. */
export function adviceFor(check: string | null, { region, profile }: Place): string {
  const only = check ?? 'instance,log-group,s3,vpc';
  const named = profile === undefined ? '' : ` --profiles ${shellWord(profile)}`;
  return `session-manager doctor --only ${only} --regions ${region}${named}`;
}

function evidenceLines(
  target: Place & { readonly sessions: readonly EvidencedSession[] },
  width: number,
  { paint, now }: ListingOptions,
): readonly string[] {
  const blocks = groupsOf(target.sessions).map(({ state, reason, check, sessions }) => {
    const { colour, words } = STATES[state];
    const said = reason === null ? '' : `: ${visible(reason)}`;
    const head = wrapped(wordsOf(`${words} (${inDigits(sessions.length)})${said}`), width, '', '  ');
    return [
      ...head.map((line) => paint[colour](line)),
      ...(state === 'missing' ? [paint.dim(`  see: ${visible(adviceFor(check, target))}`)] : []),
      ...sessionLines(
        sessions,
        { width, now },
        ({ status }) => status.toLowerCase(),
        ({ recording }) => (recording.where.length === 0 ? [] : [`in ${whereText(recording).join(' and ')}`]),
      ),
    ];
  });
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

interface Group {
  readonly state: State;
  readonly reason: string | null;
  readonly check: string | null;
  readonly sessions: EvidencedSession[];
}

/** Groups sessions by what became of their recordings and why, the worst first. */
function groupsOf(sessions: readonly EvidencedSession[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const session of sessions) {
    const { state, reason, check } = session.recording;
    const key = JSON.stringify([state, reason]);
    const group = groups.get(key) ?? { state, reason, check, sessions: [] };
    group.sessions.push(session);
    groups.set(key, group);
  }
  return [...groups.values()].toSorted(
    (one, other) => STATE_ORDER.indexOf(one.state) - STATE_ORDER.indexOf(other.state),
  );
}

const HEADS = [...SESSION_HEADS, 'recording', 'where', 'why', 'check'];

const headsFor = ({ targets }: EvidenceListing): readonly string[] => withNames(HEADS, hasNames(targets));

function rowsOf({ targets }: EvidenceListing): readonly (readonly string[])[] {
  const named = hasNames(targets);
  return readTargets(targets).flatMap((target) =>
    target.sessions
      .toSorted((one, other) => STATE_ORDER.indexOf(one.recording.state) - STATE_ORDER.indexOf(other.recording.state))
      .map((session) => {
        const { state, reason, check } = session.recording;
        const where = whereText(session.recording).join(' ');
        return [...placeCells(target, named), ...sessionCells(session), state, where, reason ?? '', check ?? ''];
      }),
  );
}

/** The formats of `sessions --evidence`. */
export const EVIDENCE_FORMATS: Readonly<Record<ListingFormat, ListingRenderer<EvidenceListing>>> = {
  text: (listing, options) =>
    listingText(listing, (target, width) => evidenceLines(target, width, options), countsOf(listing), options),
  markdown: (listing) =>
    listingMarkdown(listing, countsOf(listing), [
      markdownTable(headsFor(listing), rowsOf(listing), ['session', 'owner', 'node', 'document', 'where', 'check']),
    ]),
  csv: (listing) => csvText(headsFor(listing), rowsOf(listing)),
};
