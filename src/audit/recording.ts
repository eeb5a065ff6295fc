import type { ObjectExpiry } from '../facts/object-expiry.ts';
import type { SessionKind } from './session-kind.ts';
import { placeName, type RecordingPlace } from './recording-places.ts';

/**
 * What can become of the recording of a session, the worst first. `recorded`; `expired`: the log group, or the bucket, keeps it for a shorter time; `pending`: its
 * log may be on its way; `active`: it is open; `empty`: there was nothing to record; `never`: AWS records none of its kind; `missing`: there is
 * none; `unknown`: that could not be found out.
 */
export const RECORDING_STATES = [
  'missing',
  'unknown',
  'expired',
  'pending',
  'active',
  'recorded',
  'empty',
  'never',
] as const;

export type RecordingState = (typeof RECORDING_STATES)[number];

/** Where a recording is. */
export type Found =
  | { readonly kind: 'log-group'; readonly name: string; readonly stream: string }
  | { readonly kind: 'bucket'; readonly name: string; readonly key: string; readonly bytes: number };

export interface Recording {
  readonly state: RecordingState;
  readonly where: readonly Found[];
  /** In a phrase; null: there is nothing to add. */
  readonly reason: string | null;
  /** The check of `doctor` that reports what is wrong; null: none certainly does. */
  readonly check: string | null;
}

/** A place that was searched for a session. */
export interface Search {
  readonly place: RecordingPlace;
  /** `gone`: it does not exist. */
  readonly outcome: 'read' | 'gone' | { readonly unread: string };
  readonly found?: Found;
  /** Set if only an earlier version of the document names it. */
  readonly earlier?: true;
  /** Of a log group: the days for which it keeps events; absent: for ever, or it is no log group. */
  readonly retention?: number | 'unread';
  /** Of a bucket: the rule of its lifecycle by which the recording would be gone by now, or why that could not be read. */
  readonly expired?: ObjectExpiry | { readonly unread: string };
}

/** What is known of a session when its recording is judged. */
export interface Searched {
  readonly kind: SessionKind;
  readonly status: string;
  /** Milliseconds since the epoch; undefined: AWS does not say. */
  readonly began: number | undefined;
  /** Undefined: it is open. */
  readonly ended: number | undefined;
  /** Why not every place is known at which it may be recorded. */
  readonly unknown?: string;
  /** Why it is recorded nowhere, by its document. */
  readonly unlogged?: { readonly reason: string; readonly check: string };
  readonly searches: readonly Search[];
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;

/** The longest that a log may take from the end of a session until it is seen. */
const GRACE = 15 * 60 * SECOND;

/** The agent reads what a shell writes from its second second on: writePump of agent/session/shell/shell.go in aws/amazon-ssm-agent. */
const TOO_SHORT = 3 * SECOND;

/** A session that the agent has refused is over by then. */
const REFUSED = 60 * SECOND;

/** Judges whether a session was recorded. Only what is certain is `missing`. */
export function judgeRecording(session: Searched, now: number): Recording {
  const { kind, ended, searches } = session;
  const where = searches.flatMap(({ found }) => found ?? []);
  const is = (state: RecordingState, reason: string | null, check: string | null = null): Recording => ({
    state,
    where,
    reason,
    check,
  });
  if (kind === 'ssh' || kind === 'port') return is('never', `AWS records no ${kind === 'ssh' ? 'SSH' : 'ports'}`);
  if (ended === undefined) return is('active', where.length > 0 ? 'it is open, and recorded so far' : 'it is open');
  const old = searches.find((search) => isPast(search, ended, now));
  if (where.length > 0) {
    if (old && where.every((found) => found.kind === 'log-group'))
      return is('expired', `${keepsFor(old)}: its events are gone`);
    return is('recorded', searches.some(({ found, earlier }) => found && earlier) ? null : lackOf(searches));
  }
  const short = shortness(session);
  if (short !== undefined) return is('empty', short);
  const unread = searches.find(({ outcome }) => typeof outcome === 'object');
  if (unread && typeof unread.outcome === 'object') {
    return is('unknown', `${placeName(unread.place)} could not be read: ${unread.outcome.unread}`);
  }
  if (old) return is('expired', `${keepsFor(old)}: it may have been recorded`);
  const lost = searches.map(lossOf).find((loss) => loss !== undefined);
  if (lost !== undefined) return is('expired', `${lost}: it may have been recorded`);
  if (session.unknown !== undefined) return is('unknown', session.unknown);
  if (searches.some(({ retention }) => retention === 'unread') && now - ended > DAY) {
    return is('unknown', 'for how long its log group keeps events could not be read');
  }
  const unreadExpiry = searches.find(({ expired }) => expired && 'unread' in expired)?.expired;
  if (unreadExpiry && 'unread' in unreadExpiry) {
    return is('unknown', `for how long its bucket keeps objects could not be read: ${unreadExpiry.unread}`);
  }
  const mayCome = searches.some(({ outcome }) => outcome === 'read');
  if (mayCome && now - ended < GRACE) return is('pending', 'it ended a moment ago: its log may be on its way');
  const { reason, check } = causeOf(session);
  return is('missing', reason, check);
}

function isPast({ retention }: Search, ended: number, now: number): boolean {
  return typeof retention === 'number' && now - ended > retention * DAY;
}

const keepsFor = ({ place, retention }: Search): string =>
  `${placeName(place)} keeps events for ${daysText(Number(retention))}`;

const daysText = (days: number): string => (days === 1 ? '1 day' : `${days} days`);

/** `the lifecycle of bucket/logs deletes objects after 30 days` */
function lossOf({ place, expired }: Search): string | undefined {
  if (!expired || 'unread' in expired) return undefined;
  const { days, date = 0 } = expired;
  const when = days === undefined ? `since ${new Date(date).toISOString().slice(0, 10)}` : `after ${daysText(days)}`;
  return `the lifecycle of bucket/${place.name} deletes objects ${when}`;
}

function shortness({ kind, status, began, ended }: Searched): string | undefined {
  if (began === undefined || ended === undefined) return undefined;
  const lasted = ended - began;
  if (status === 'Failed' && lasted < REFUSED) return 'it failed before it was open';
  return kind === 'shell' && lasted < TOO_SHORT ? 'it was too short for any output' : undefined;
}

function causeOf({ kind, unlogged, searches }: Searched): { readonly reason: string; readonly check: string | null } {
  if (unlogged) return unlogged;
  const lack = lackOf(searches);
  const gone = searches.find(({ outcome, earlier }) => outcome === 'gone' && !earlier);
  const silent = kind === 'command' && searches.every(({ place }) => place.kind === 'log-group');
  return {
    reason: `${lack ?? 'it is recorded nowhere'}${silent && !gone ? '; a command that writes nothing leaves nothing there' : ''}`,
    check: gone ? (gone.place.kind === 'bucket' ? 's3.missing' : 'log-group.missing') : null,
  };
}

/** `not in log-group/sessions, and bucket/logs does not exist`; null: it is everywhere. */
function lackOf(searches: readonly Search[]): string | null {
  const current = searches.filter(({ earlier }) => !earlier);
  const lacking = (current.length > 0 ? current : searches).filter(({ found }) => !found);
  const gone = lacking
    .filter(({ outcome }) => outcome === 'gone')
    .map(({ place }) => `${place.kind}/${place.name} does not exist`);
  const there = lacking.filter(({ outcome }) => outcome === 'read').map(({ place }) => placeName(place));
  const parts = [...(there.length > 0 ? [`not in ${there.join(' and ')}`] : []), ...gone];
  return parts.length === 0 ? null : parts.join(', and ');
}
