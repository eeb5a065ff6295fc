import {
  judgeRecording,
  type Recording,
  RECORDING_STATES,
  type RecordingState,
  type Search,
} from '../audit/recording.ts';
import { placeName, type RecordingPlace } from '../audit/recording-places.ts';
import type { Session } from '../facts/session-list.ts';
import type { Target } from '../targets/target.ts';
import { countTargets, isListed, listAll, type Listing, type ListingSummary, wasInterrupted } from './listing.ts';
import { begin, type Order } from './order.ts';
import { earlierPlaces, isSamePlace, rulesReader, type SessionRules } from './recording-rules.ts';
import { type PlaceSearch, searchFor, searchPlace } from './recording-search.ts';
import { type ListedSession, listedSession, readWantedSessions, type SessionWish } from './sessions.ts';

/** A session, and what became of its recording. */
export interface EvidencedSession extends ListedSession {
  readonly recording: Recording;
}

interface Evidenced {
  readonly sessions: readonly EvidencedSession[];
}

/** The sessions of all targets, each with its recording, or with why there is none. */
export interface EvidenceListing extends Listing<Evidenced> {
  readonly since: string | null;
  readonly summary: ListingSummary & { readonly sessions: number } & Readonly<Record<RecordingState, number>>;
}

/** Finds the recording of each session, where the log groups and buckets are that its document names. Changes nothing. */
export async function gatherEvidence(order: Order & SessionWish): Promise<EvidenceListing> {
  const begun = await begin(order, 'reading');
  const { now } = begun.question;
  const targets = await listAll(
    begun,
    async ({ target }) => ({ sessions: await evidenceIn(target, order, now) }),
    (content) => `${countOf(content.sessions, 'missing')} missing of ${content.sessions.length}`,
  );
  const sessions = targets.filter(isListed).flatMap((target) => target.sessions);
  const counts = Object.fromEntries(RECORDING_STATES.map((state) => [state, countOf(sessions, state)]));
  return {
    command: 'sessions',
    since: order.since?.toISOString() ?? null,
    ...wasInterrupted(targets, begun.settings.interrupt),
    targets,
    summary: {
      ...countTargets(targets),
      sessions: sessions.length,
      ...(counts as Record<RecordingState, number>),
    },
  };
}

const countOf = (sessions: readonly EvidencedSession[], state: RecordingState): number =>
  sessions.filter(({ recording }) => recording.state === state).length;

async function evidenceIn(target: Target, wish: SessionWish, now: number): Promise<readonly EvidencedSession[]> {
  const wanted = await readWantedSessions(target, wish);
  const recordings = await recordingsOf(
    target,
    wanted.map(({ session }) => session),
    now,
  );
  return wanted.map((one) => {
    const { kind, recording } = recordings.get(one.session) ?? UNKNOWN;
    return { ...listedSession(one), kind, recording };
  });
}

const UNKNOWN = {
  kind: 'custom',
  recording: { state: 'unknown', where: [], reason: null, check: null },
} as const;

/** A session with all that is known of where it may be recorded. */
interface Case {
  readonly session: Session;
  readonly rules: SessionRules;
  /** The places that earlier versions of its document name. */
  readonly earlier: readonly RecordingPlace[];
  /** Why these could not be read. */
  readonly unread?: string;
}

/** Finds the recordings of sessions of a target: calls grow with documents, places and pages, not with sessions. */
export async function recordingsOf(
  target: Target,
  sessions: readonly Session[],
  now: number,
): Promise<ReadonlyMap<Session, { readonly kind: SessionRules['kind']; readonly recording: Recording }>> {
  const rulesOf = rulesReader(target);
  const searched = new Map<string, PlaceSearch>();
  const cases = await Promise.all(
    sessions.map(async (session): Promise<Case> => ({ session, rules: await rulesOf(session), earlier: [] })),
  );
  await searchAll(target, cases, { searched, now });
  const more = await withEarlier(
    target,
    cases.filter((one) => isOpenQuestion(one, searched)),
  );
  await searchAll(target, more, { searched, now });
  const all = new Map([...cases, ...more].map((one) => [one.session, one]));
  return new Map(
    [...all.values()].map((one) => [one.session, { kind: one.rules.kind, recording: judge(one, searched, now) }]),
  );
}

const placesOf = ({ rules, earlier }: Case): readonly RecordingPlace[] => [
  ...rules.places,
  ...earlier.filter((place) => !rules.places.some((one) => isSamePlace(one, place))),
];

/** Searches each place once for all sessions that may be there, buckets one after the other. */
async function searchAll(
  target: Target,
  cases: readonly Case[],
  { searched, now }: { readonly searched: Map<string, PlaceSearch>; readonly now: number },
): Promise<void> {
  const places = new Map<string, { readonly place: RecordingPlace; readonly sessions: Session[] }>();
  for (const one of cases) {
    for (const place of placesOf(one)) {
      const name = placeName(place);
      if (searched.get(name)?.asked.has(one.session.id)) continue;
      const known = places.get(name) ?? { place, sessions: [] };
      known.sessions.push(one.session);
      places.set(name, known);
    }
  }
  const search = async (name: string): Promise<void> => {
    const { place, sessions } = places.get(name) ?? {};
    if (!place || !sessions) return;
    const [before, found] = [searched.get(name), await searchPlace(target, place, sessions, now)];
    searched.set(name, before ? joined(before, found) : found);
  };
  const [groups, buckets] = (['log-group', 'bucket'] as const).map((kind) =>
    [...places].flatMap(([name, { place }]) => (place.kind === kind ? [name] : [])),
  );
  const inOrder = async (): Promise<void> => {
    for (const name of buckets ?? []) await search(name);
  };
  await Promise.all([...(groups ?? []).map(search), inOrder()]);
}

const joined = (before: PlaceSearch, after: PlaceSearch): PlaceSearch => ({
  ...before,
  ...after,
  found: new Map([...before.found, ...after.found]),
  asked: new Set([...before.asked, ...after.asked]),
});

/** Tells whether an earlier version of the document may have named another place. */
function isOpenQuestion({ session, rules }: Case, searched: ReadonlyMap<string, PlaceSearch>): boolean {
  const { from, places } = rules;
  if (!from || !session.ended) return false;
  const isFound = places.some((place) => searched.get(placeName(place))?.found.has(session.id));
  return !isFound && (!from.created || !session.began || session.began < from.created);
}

async function withEarlier(target: Target, cases: readonly Case[]): Promise<readonly Case[]> {
  const names = [...new Set(cases.flatMap(({ rules }) => rules.from?.name ?? []))];
  const found = await Promise.all(
    names.map(async (name) => {
      const own = cases.filter(({ rules }) => rules.from?.name === name);
      const since = new Date(
        own.reduce((oldest, { session }) => Math.min(oldest, session.began?.getTime() ?? 0), Infinity),
      );
      const places = await earlierPlaces(target, name, since);
      return own.map((one): Case =>
        typeof places === 'string' ? { ...one, unread: places } : { ...one, earlier: places },
      );
    }),
  );
  return found.flat();
}

function judge(one: Case, searched: ReadonlyMap<string, PlaceSearch>, now: number): Recording {
  const { session, rules, unread } = one;
  const searches = placesOf(one).flatMap((place): readonly Search[] => {
    const search = searched.get(placeName(place));
    if (!search) return [];
    const isEarlier = !rules.places.includes(place);
    return [{ ...searchFor(session, search, now), ...(isEarlier && { earlier: true as const }) }];
  });
  const unknown =
    unread === undefined ? rules.unknown : `earlier versions of its document could not be read: ${unread}`;
  return judgeRecording(
    {
      kind: rules.kind,
      status: session.status,
      began: session.began?.getTime(),
      ended: session.ended?.getTime(),
      searches,
      ...(unknown !== undefined && { unknown }),
      ...(rules.unlogged && { unlogged: rules.unlogged }),
    },
    now,
  );
}
