import type { Found, Search } from '../audit/recording.ts';
import type { RecordingPlace } from '../audit/recording-places.ts';
import { explain } from '../aws/errors.ts';
import { findObjects } from '../facts/log-objects.ts';
import { findStreams } from '../facts/log-streams.ts';
import type { Session } from '../facts/session-list.ts';
import { recordingKeys } from '../names/recording.ts';
import { describeLogGroup } from '../resources/log-group.ts';
import type { Target } from '../targets/target.ts';

/** A place that was searched for many sessions. */
export interface PlaceSearch extends Omit<Search, 'found'> {
  /** By the ids of sessions. */
  readonly found: ReadonlyMap<string, Found>;
  /** The ids of those that were looked for. */
  readonly asked: ReadonlySet<string>;
}

const NOTHING: ReadonlyMap<string, Found> = new Map();

/** These say nothing about a place: they end the work on the target. */
const ENDED = ['AbortError', 'ExpiredToken', 'Interrupted', 'TimeLimit'];

/** Searches a place for the recordings of sessions. */
export async function searchPlace(
  target: Target,
  place: RecordingPlace,
  sessions: readonly Session[],
): Promise<PlaceSearch> {
  const search =
    place.kind === 'log-group'
      ? await searchGroup(target, place.name, sessions)
      : await searchBucket(target, place, sessions);
  return { ...search, asked: new Set(sessions.map(({ id }) => id)) };
}

type SearchOnly = Omit<PlaceSearch, 'asked'>;

async function searchGroup(target: Target, name: string, sessions: readonly Session[]): Promise<SearchOnly> {
  const place = { kind: 'log-group' as const, name };
  const wanted = sessions.map(({ id, began }) => ({ name: id, from: began?.getTime() ?? 0 }));
  const [streams, retention] = await Promise.all([
    unlessUnread(findStreams(target, name, wanted)),
    unlessUnread(describeLogGroup(target, name)),
  ]);
  if (isGone(streams, 'ResourceNotFoundException')) return { place, outcome: 'gone', found: NOTHING };
  if ('error' in streams) return { place, outcome: unread(streams.error), found: NOTHING };
  const found = [...streams.value.keys()].map((stream) => [stream, { ...place, stream }] as const);
  const days = 'error' in retention ? 'unread' : retention.value?.retention;
  return { place, outcome: 'read', found: new Map(found), ...(days !== undefined && { retention: days }) };
}

async function searchBucket(
  target: Target,
  place: RecordingPlace & { readonly kind: 'bucket' },
  sessions: readonly Session[],
): Promise<SearchOnly> {
  const { name, prefix } = place;
  const keys = sessions.map(({ id }) => ({ id, keys: recordingKeys(prefix, id) }));
  const objects = await unlessUnread(
    findObjects(
      target,
      name,
      keys.flatMap((one) => one.keys),
    ),
  );
  if (isGone(objects, 'NoSuchBucket')) return { place, outcome: 'gone', found: NOTHING };
  if ('error' in objects) return { place, outcome: unread(objects.error), found: NOTHING };
  const found = keys.flatMap(({ id, keys: own }) => {
    const key = own.find((one) => objects.value.has(one));
    return key === undefined
      ? []
      : [[id, { kind: 'bucket' as const, name, key, bytes: objects.value.get(key) ?? 0 }] as const];
  });
  return { place, outcome: 'read', found: new Map(found) };
}

type Outcome<Value> = { readonly value: Value } | { readonly error: Error };

async function unlessUnread<Value>(read: Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { value: await read };
  } catch (error) {
    if (ENDED.includes(explain(error).code)) throw error;
    return { error: error as Error };
  }
}

const isGone = (outcome: Outcome<unknown>, name: string): boolean => 'error' in outcome && outcome.error.name === name;

const unread = (error: Error): { readonly unread: string } => ({ unread: explain(error).message });
