import { dataStream, type Connection, type DataStream } from '../../src/channel/data-stream.ts';
import type { ConnectionEvents } from '../../src/channel/line.ts';
import { encodeMessage } from '../../src/channel/message.ts';
import type { SessionAccess } from '../../src/channel/session.ts';
import { DATA_KEY } from './agent.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What a relay does to frames; probabilities from 0 to 1. */
export interface Hostility {
  readonly drop?: number;
  readonly duplicate?: number;
  /** How often a duplicated frame comes again. */
  readonly copies?: number;
  readonly reorder?: number;
  /** The way of a frame, in milliseconds. */
  readonly delay?: number;
  readonly garble?: number;
  readonly truncate?: number;
  /** Frames that nobody knows, between the others. */
  readonly strange?: number;
  /** Says "Bye" after every so many frames. */
  readonly bye?: number;
  /** Tells an agent that its client is away, although it is not, and a while later that it is back. */
  readonly pause?: number;
}

/** Gives numbers from 0 to 1, always the same for a seed. */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const UUID = '00112233-4455-6677-8899-aabbccddeeff';
const frameOf = (type: string, payloadType: number, now: number): Buffer =>
  encodeMessage({ type, created: now, sequence: 0, flags: 0, id: UUID, payloadType, payload: Buffer.from('?') });

/** Makes an agent behind a relay that does its worst. `deliver`: what comes to the agent. */
export function hostileAgent(
  clock: VirtualClock,
  random: () => number,
  {
    drop = 0,
    duplicate = 0,
    copies = 1,
    reorder = 0,
    delay = 1,
    garble = 0,
    truncate = 0,
    strange = 0,
    bye: every = 0,
    pause = 0,
  }: Hostility,
  deliver: (type: number, payload: Buffer) => void,
): { readonly access: SessionAccess; readonly stream: DataStream; bye(): void } {
  const stream = dataStream({
    end: 'agent',
    clock,
    deliver: (type, payload) => deliver(type, Buffer.from(payload)),
    onClosed: () => undefined,
  });
  let frames = 0;
  let client: ConnectionEvents | undefined;

  /** Passes a frame on, or what is left of it. */
  function way(frame: Buffer, pass: (frame: Buffer) => void): void {
    const happens = (probability: number): boolean => probability > 0 && random() < probability;
    if (happens(strange)) pass(frameOf('stream_data_of_tomorrow', 1, clock.now()));
    if (happens(pause)) {
      stream.take(frameOf('pause_publication', 0, clock.now()));
      clock.after(1500, () => stream.take(frameOf('start_publication', 0, clock.now())));
    }
    if (happens(drop)) return;
    const times = happens(duplicate) ? 1 + copies : 1;
    for (let time = 0; time < times; time += 1) {
      const late = happens(reorder) ? Math.ceil(delay * (1 + 3 * random())) : delay;
      const sent = happens(garble)
        ? garbled(frame)
        : happens(truncate)
          ? frame.subarray(0, frame.length * random())
          : frame;
      clock.after(late, () => pass(sent));
    }
  }

  function garbled(frame: Buffer): Buffer {
    const changed = Buffer.from(frame);
    const at = 80 + Math.floor(random() * (frame.length - 80));
    // The fields of the header between the digest and the payload do not count.
    const safe = at >= 112 && at < 120 ? 80 : at;
    changed[safe] = (changed[safe] ?? 0) ^ 0x40;
    return changed;
  }

  function count(): void {
    frames += 1;
    if (every > 0 && frames % every === 0) bye();
  }

  function bye(): void {
    const events = client;
    client = undefined;
    stream.detach();
    events?.onGone('1000 Bye');
  }

  function connect(events: ConnectionEvents): Connection {
    client = events;
    stream.attach({
      send: (frame) =>
        way(frame, (passed) => {
          if (events !== client) return;
          events.onFrame(passed);
          count();
        }),
      pause: () => undefined,
      resume: () => undefined,
      close: () => undefined,
    });
    return {
      send: (frame) =>
        way(frame, (passed) => {
          if (events !== client) return;
          stream.take(passed);
          count();
        }),
      pause: () => undefined,
      resume: () => undefined,
      close: () => undefined,
    };
  }

  return {
    stream,
    bye,
    access: {
      open: (events) => Promise.resolve(connect(events)),
      reopen: (events) => Promise.resolve(connect(events)),
      dataKey: ({ challenge }) =>
        Promise.resolve({ plaintext: DATA_KEY, ciphertext: Buffer.from('x'), challenged: challenge !== undefined }),
    },
  };
}
