import type { Found, Search } from '../audit/recording.ts';
import type { RecordingPlace } from '../audit/recording-places.ts';
import { expiredBy, firstExpiry } from '../audit/recording-expiry.ts';
import { explain } from '../aws/errors.ts';
import { findObjects } from '../facts/log-objects.ts';
import { findStreams } from '../facts/log-streams.ts';
import { type ObjectExpiry, readObjectExpiry } from '../facts/object-expiry.ts';
import type { Session } from '../facts/session-list.ts';
import { recordingKeys } from '../names/recording.ts';
import { describeLogGroup } from '../resources/log-group.ts';
import type { Target } from '../targets/target.ts';

/** A place that was searched for many sessions. */
export interface PlaceSearch extends Omit<Search, 'expired' | 'found'> {
  /** By the ids of sessions. */
  readonly found: ReadonlyMap<string, Found>;
  /** The ids of those that were looked for. */
  readonly asked: ReadonlySet<string>;
  /** Of a bucket: the rules by which it loses objects, or why they could not be read; absent: none can have lost one that is missing. */
  readonly expiry?: readonly ObjectExpiry[] | { readonly unread: string };
}

const NOTHING: ReadonlyMap<string, Found> = new Map();

/** These say nothing about a place: they end the work on the target. */
const ENDED = ['AbortError', 'ExpiredToken', 'Interrupted', 'TimeLimit'];

/** Searches a place for the recordings of sessions. `now`: milliseconds since the epoch. */
export async function searchPlace(
  target: Target,
  place: RecordingPlace,
  sessions: readonly Session[],
  now: number,
): Promise<PlaceSearch> {
  const search =
    place.kind === 'log-group'
      ? await searchGroup(target, place.name, sessions)
      : await searchBucket(target, place, sessions, now);
  return { ...search, asked: new Set(sessions.map(({ id }) => id)) };
}

/** Gives what the search of a place says of one session. */
export function searchFor({ id, ended }: Session, search: PlaceSearch, now: number): Search {
  const { found, asked: _asked, expiry = [], ...rest } = search;
  const { place } = search;
  const own = found.get(id);
  if (own) return { ...rest, found: own };
  if (place.kind !== 'bucket' || !ended || !mayHaveExpired(ended, now)) return rest;
  const keys = recordingKeys(place.prefix, id);
  const expired = 'unread' in expiry ? expiry : expiredBy(expiry, keys, { put: ended.getTime(), now });
  return { ...rest, ...(expired && { expired }) };
}

const mayHaveExpired = (ended: Date, now: number): boolean => firstExpiry(ended.getTime()) <= now;

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
  now: number,
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
  const found = new Map(
    keys.flatMap(({ id, keys: own }) => {
      const key = own.find((one) => objects.value.has(one));
      return key === undefined
        ? []
        : [[id, { kind: 'bucket' as const, name, key, bytes: objects.value.get(key) ?? 0 }] as const];
    }),
  );
  const isDue = sessions.some(({ id, ended }) => ended && !found.has(id) && mayHaveExpired(ended, now));
  if (!isDue) return { place, outcome: 'read', found };
  const expiry = await unlessUnread(readObjectExpiry(target, name));
  return { place, outcome: 'read', found, expiry: 'error' in expiry ? unread(expiry.error) : expiry.value };
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
