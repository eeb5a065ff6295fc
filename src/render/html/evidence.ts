import type { EvidencedSession, EvidenceListing } from '../../engine/evidence.ts';
import type { Listed } from '../../engine/listing.ts';
import { accountLabel, placeLabel } from '../../aws/place.ts';
import { piecesOfText } from '../advice.ts';
import { counted } from '../counted.ts';
import { adviceFor, RECORDING_WORDS, STATE_ORDER, whereText } from '../evidence.ts';
import { commonProblem, readTargets } from '../listing.ts';
import { nodeText, ownerText, timeText } from '../session-line.ts';
import { allVisible } from '../visible.ts';
import type { PageAssets } from './assets.ts';
import { collection } from './collection.ts';
import { countItems } from './counts.ts';
import type { Card, PageData, Row, State, Tone } from './data.ts';
import { pageOf } from './document.ts';
import { markup, type Markup } from './markup.ts';
import { type Matrix, type MatrixCell } from './matrix.ts';
import { matrixTable } from './matrix-table.ts';
import { remedyParts } from './remedy-parts.ts';
import { problemItem, type Section } from './sections.ts';

type Recorded = EvidencedSession['recording']['state'];

const TONES: Readonly<Record<Recorded, Tone>> = {
  missing: 'fail',
  unknown: 'unknown',
  expired: 'warn',
  pending: 'info',
  active: 'info',
  recorded: 'ok',
  empty: 'none',
  never: 'none',
};

const STATES: readonly State[] = STATE_ORDER.map((id) => {
  const word = RECORDING_WORDS[id];
  return { id, word, tone: TONES[id], heading: word.charAt(0).toUpperCase() + word.slice(1) };
});

const numberOf = (session: EvidencedSession): number => STATE_ORDER.indexOf(session.recording.state);

/** A session, and the target that it was in. */
interface Found {
  readonly target: Extract<Listed<{ readonly sessions: readonly EvidencedSession[] }>, { readonly status: 'listed' }>;
  readonly session: EvidencedSession;
}

/** Puts sessions together by their keys, in order. */
function grouped(found: readonly Found[], keyOf: (one: Found) => string): ReadonlyMap<string, readonly Found[]> {
  const groups = new Map<string, Found[]>();
  for (const one of found) {
    const key = keyOf(one);
    const others = groups.get(key);
    if (others) others.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}

/** Prints what became of the recordings of sessions as a page for a browser, for whoever has to show that each of them is logged. `now`: milliseconds since the epoch. */
export function evidenceHtml(given: EvidenceListing, version: string, now: number, assets: PageAssets): string {
  const listing = allVisible(given);
  const found = readTargets(listing.targets).flatMap((target) =>
    target.sessions.map((session): Found => ({ target, session })),
  );
  const places = placesOf(listing, found);
  const owners = ownersOf(found);
  const sections: Section[] = [
    {
      id: 'places',
      heading: 'Accounts and regions',
      body: matrixTable(places, STATES, {
        id: 'heat',
        caption: 'Accounts in rows, regions in columns',
        corner: 'account',
        rowQuery: ({ label }) => ({ account: label }),
        columnQuery: (column) => ({ region: column }),
      }),
    },
    ...(owners.rows.length === 0
      ? []
      : [
          {
            id: 'owners',
            heading: 'Who was in',
            body: matrixTable(owners, STATES, {
              id: 'who',
              caption: 'Those who began sessions in rows, what became of the recordings in columns',
              corner: 'owner',
              rowQuery: ({ label }) => ({ q: label }),
              columnQuery: (column) => ({ recording: STATES.find(({ word }) => word === column)?.id ?? '' }),
            }),
          },
        ]),
    ...unreadSection(listing),
  ];
  return pageOf(
    {
      title: 'session-manager sessions --evidence',
      sentence: sentenceOf(listing),
      head: headOf(listing, now),
      sections: places.rows.length === 0 ? [] : sections,
      heading: 'Sessions',
      data: dataOf(found),
      version,
    },
    assets,
  );
}

/** Says in a sentence how it stands: `2 of 40 sessions are not recorded.` */
function sentenceOf({ summary, targets, interrupted }: EvidenceListing): string {
  const { sessions, missing, unknown, failed, skipped } = summary;
  const are = (count: number): string => (count === 1 ? 'is' : 'are');
  const said =
    sessions === 0
      ? 'There was no session.'
      : missing > 0
        ? `${missing} of ${counted(sessions, 'session')} ${are(missing)} not recorded.`
        : unknown > 0
          ? `Of ${unknown} of ${counted(sessions, 'session')} it is not known whether ${unknown === 1 ? 'it is' : 'they are'} recorded.`
          : `No recording is missing of ${counted(sessions, 'session')}.`;
  const unread = failed + skipped;
  return [
    ...(targets.length > 0 && unread === targets.length ? [] : [said]),
    ...(unread > 0 ? [`${counted(unread, 'target')} could not be read.`] : []),
    ...(interrupted ? ['The run was interrupted before its end.'] : []),
  ].join(' ');
}

function headOf({ summary, since }: EvidenceListing, now: number): Markup {
  const made = `${timeText(new Date(now).toISOString())} UTC`;
  const period = since === null ? 'as far back as AWS keeps them, which is 30 days' : `from ${timeText(since)} UTC on`;
  return markup`<p class="period">${counted(summary.sessions, 'session')} of ${counted(summary.targets, 'target')}, ${period}; looked at on ${made}</p>
  <ul class="counts">
    ${countItems(STATES, 'recording', (index) => summary[STATE_ORDER[index] ?? 'missing'])}
  </ul>`;
}

function placesOf({ targets }: EvidenceListing, found: readonly Found[]): Matrix {
  const columns = [...new Set(targets.map(({ region }) => region))];
  const accounts = [...new Set(targets.map(accountLabel))];
  const here = grouped(found, ({ target }) => `${accountLabel(target)}\n${target.region}`);
  const rows = accounts.map((account) => {
    const own = targets.filter((target) => accountLabel(target) === account);
    const name = own[0]?.accountName;
    const cells = columns.map((region): MatrixCell | undefined => {
      const target = own.find((one) => one.region === region);
      if (!target) return undefined;
      const counts = countsOf(here.get(`${account}\n${region}`) ?? []);
      const ended = target.status === 'listed' ? {} : { ended: target.status };
      return { query: { account, region }, counts, ok: 0, ...ended };
    });
    return { label: account, ...(name !== undefined && { name }), cells };
  });
  return { columns, rows };
}

/** The most people that have a row: those of whose sessions the most are not recorded. */
const MOST_OWNERS = 40;

function ownersOf(found: readonly Found[]): Matrix {
  const byOwner = grouped(found, ({ session }) => ownerText(session.owner));
  const counts = [...byOwner].map(([label, own]) => ({ label, counts: countsOf(own) }));
  const there = STATES.map((_state, index) => counts.some((row) => (row.counts[index] ?? 0) > 0));
  const rows = counts
    .toSorted((one, other) => compared(one.counts, other.counts))
    .slice(0, MOST_OWNERS)
    .map(({ label, counts: own }) => ({
      label,
      cells: own.flatMap((count, index): readonly (MatrixCell | undefined)[] => {
        if (there[index] !== true) return [];
        const only = own.map((value, other) => (other === index ? value : 0));
        return [
          count === 0 ? undefined : { query: { q: label, recording: STATES[index]?.id ?? '' }, counts: only, ok: 0 },
        ];
      }),
    }));
  return { columns: STATES.filter((_state, index) => there[index]).map(({ word }) => word), rows };
}

/** Compares two rows of counts: the one with more of what is worse comes first. */
function compared(one: readonly number[], other: readonly number[]): number {
  const differs = one.findIndex((count, index) => count !== other[index]);
  return differs < 0 ? 0 : (other[differs] ?? 0) - (one[differs] ?? 0);
}

const countsOf = (found: readonly Found[]): readonly number[] =>
  STATES.map((_state, index) => found.filter(({ session }) => numberOf(session) === index).length);

/** Draws which targets could not be read, and why; nothing where all were. */
function unreadSection({ targets }: EvidenceListing): readonly Section[] {
  const common = commonProblem(targets);
  const unread = targets.flatMap((target) => (target.status === 'listed' ? [] : [target]));
  const told = common ? [common] : unread;
  if (told.length === 0) return [];
  const body = markup`<ul class="problems">
    ${told.map((target) => problemItem(target, common ? counted(targets.length, 'target') : placeLabel(target)))}
  </ul>`;
  return [{ id: 'problems', heading: 'Targets that could not be read', body }];
}

/** Makes what the page lists: sessions of which the same is to be told stand together. */
function dataOf(found: readonly Found[]): PageData {
  const { placeOf, textOf, remedyOf, all } = collection();
  const alike = grouped(found, (one) => JSON.stringify([numberOf(one.session), titleOf(one), one.session.kind]));
  const rowOf = ({ target, session }: Found): Row => {
    const { state, check } = session.recording;
    const advice = state === 'missing' ? remedyParts(piecesOfText(adviceFor(check, target))) : undefined;
    return [
      placeOf(accountLabel(target), target.region, target.accountName),
      textOf(session.id),
      advice ? remedyOf(advice) : -1,
      session.id,
      { fields: fieldsOf(session) },
    ];
  };
  const cards = [...alike.values()]
    .toSorted(([one], [other]) => (one && other ? numberOf(one.session) - numberOf(other.session) : 0))
    .flatMap((there): readonly Card[] => {
      const [first] = there;
      if (!first) return [];
      const { kind } = first.session;
      return [{ state: numberOf(first.session), kind, label: kind, title: titleOf(first), rows: there.map(rowOf) }];
    });
  return {
    noun: ['session', 'sessions'],
    cure: 'What says why',
    states: STATES,
    stateName: { key: 'recording', label: 'Recording' },
    kindName: { key: 'kind', label: 'Kind' },
    ...all(),
    cards,
  };
}

/** Says what sessions have in common: why there is no recording, or in which places it is. */
function titleOf({ session: { recording } }: Found): string {
  const where = recording.where.map((place) =>
    place.kind === 'log-group' ? `log-group/${place.name}` : `s3://${place.name}`,
  );
  const word = RECORDING_WORDS[recording.state];
  const there = where.length === 0 ? [] : [`${word} in ${[...new Set(where)].join(' and ')}`];
  const told = [...there, ...(recording.reason === null ? [] : [recording.reason])];
  return told.length === 0 ? word : told.join('; ');
}

function fieldsOf(session: EvidencedSession): readonly (readonly [string, string])[] {
  const { owner, began, ended, status, document, reason, recording } = session;
  const object = recording.where.some(({ kind }) => kind === 'bucket') ? whereText(recording) : [];
  return [
    ['owner', owner === '' ? '-' : owner],
    ['node', nodeText(session)],
    ['time (UTC)', `${timeText(began)} to ${ended === null ? 'now' : timeText(ended)}, ${status.toLowerCase()}`],
    ...(document === null ? [] : [['document', document] as const]),
    ...(reason === null ? [] : [['reason that was given', reason] as const]),
    ...(object.length === 0 ? [] : [['recording', object.join(' and ')] as const]),
  ];
}
