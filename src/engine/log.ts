import { setTimeout as sleep } from 'node:timers/promises';
import type { Found, Recording } from '../audit/recording.ts';
import { TargetError } from '../errors.ts';
import { readEvents, readText } from '../facts/recording-text.ts';
import { readSessions, type Session } from '../facts/session-list.ts';
import { textOfEvent } from '../names/streamed-event.ts';
import type { Target } from '../targets/target.ts';
import { recordingsOf } from './evidence.ts';
import { findSession } from './find-session.ts';
import { begin, type Order } from './order.ts';

/** What a session wrote. */
export interface RecordedText {
  readonly text: string;
  /** Milliseconds since the epoch; undefined: it is not known. */
  readonly time: number | undefined;
}

/** A session, and what it wrote, in order. */
export interface FoundLog {
  readonly session: Session;
  readonly texts: AsyncIterable<RecordedText>;
}

/** How the recording of a session is read. */
export interface LogWish {
  /** Its id, or a beginning of it that no other session has. */
  readonly id: string;
  /** Until it is over. */
  readonly follow?: boolean;
  /** Waits for so many milliseconds; absent: by the clock. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** How long is waited between two looks at a session that is open, in milliseconds. */
const PAUSE = 2000;

/** After a session is over, its log is looked at so many times without anything new before it is taken for whole. */
const LAST_LOOKS = 3;

/**
 * Finds the recording of a session, in all targets. Rejects with a TargetError if there is no such session, more than one, or no
 * recording, and says why; with `follow`, that of a session that is open may be yet to come.
 */
export async function findLog({ id, follow = false, pause, ...order }: Order & LogWish): Promise<FoundLog> {
  const { reached, settings, question } = await begin(order, 'reading');
  const { interrupt } = settings;
  const { target, session } = await findSession(reached, id, question.now);
  if (follow && !session.ended) {
    const wait = pause ?? ((milliseconds: number) => sleep(milliseconds, undefined, { signal: interrupt }));
    return { session, texts: followed(target, session, { wait, interrupt }) };
  }
  return { session, texts: textsOf(target, await recordedPlace(target, session)) };
}

async function recordingOf(target: Target, session: Session): Promise<Recording | undefined> {
  return (await recordingsOf(target, [session], Date.now())).get(session)?.recording;
}

/** Gives where a session is recorded; rejects with a TargetError that says why it is not. */
async function recordedPlace(target: Target, session: Session): Promise<Found> {
  const recording = await recordingOf(target, session);
  const place = recording && placeIn(recording);
  if (place && recording.state !== 'expired') return place;
  throw noRecording(session, recording);
}

// Events have times.
const placeIn = ({ where }: Recording): Found | undefined => where.find(({ kind }) => kind === 'log-group') ?? where[0];

function noRecording({ id }: Session, recording: Recording | undefined): TargetError {
  const { state, reason, check } = recording ?? { state: 'unknown', reason: null, check: null };
  const code = state === 'unknown' ? 'RecordingUnknown' : 'NoRecording';
  const why = reason ?? 'nothing is known of it';
  const said = state === 'active' ? `${why}, and nothing is recorded yet` : why;
  const look = `session-manager doctor --only ${check ?? 'instance,log-group,s3,vpc'}`;
  const advice = state === 'active' ? '--follow waits for it' : state === 'missing' ? look : undefined;
  const lead =
    state === 'unknown' ? `the recording of session ${id} cannot be found` : `session ${id} has no recording`;
  return new TargetError(code, `${lead}: ${said}`, advice);
}

async function* textsOf(target: Target, place: Found): AsyncGenerator<RecordedText> {
  if (place.kind === 'bucket') {
    const { name: bucket, key, bytes } = place;
    for await (const text of readText(target, { bucket, key, bytes })) yield { text, time: undefined };
    return;
  }
  for await (const { events } of readEvents(target, { group: place.name, stream: place.stream })) {
    for (const { time, message } of events) yield { text: textOfEvent(message), time };
  }
}

interface Waiting {
  wait(milliseconds: number): Promise<void>;
  readonly interrupt: AbortSignal;
}

/** Reads what a session writes until it is over, or the user has seen enough. */
async function* followed(target: Target, begun: Session, { wait, interrupt }: Waiting): AsyncGenerator<RecordedText> {
  let session = begun;
  let place: Found | undefined;
  let token: string | undefined;
  for (let idle = 0; idle < LAST_LOOKS; idle += 1) {
    const recording = place ? undefined : await recordingOf(target, session);
    place ??= recording && placeIn(recording);
    if (place?.kind === 'bucket') {
      // An object is there as a whole, or not at all.
      yield* textsOf(target, place);
      return;
    }
    if (place) {
      for await (const { events, next } of readEvents(target, { group: place.name, stream: place.stream }, token)) {
        token = next;
        if (events.length > 0) idle = -1;
        for (const { time, message } of events) yield { text: textOfEvent(message), time };
      }
    }
    if (!session.ended) {
      idle = -1;
      session = (await again(target, session)) ?? session;
    } else if (idle === LAST_LOOKS - 1 && !place) throw noRecording(session, recording);
    try {
      await wait(PAUSE);
    } catch (error) {
      if (interrupt.aborted) return;
      throw error;
    }
  }
}

/** Reads a session that was open once more; undefined where it is still open. */
async function again(target: Target, { id }: Session): Promise<Session | undefined> {
  const [open] = await readSessions(target, 'Active', { id });
  if (open) return undefined;
  const [over] = await readSessions(target, 'History', { id });
  return over;
}
