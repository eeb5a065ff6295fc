import { ChannelError } from './channel-error.ts';
import { challengeAnswer, type Cipher } from './cipher.ts';
import type { Clock } from './clock.ts';
import { dataStream } from './data-stream.ts';
import { FLAG, flagPayload, readFlag } from './flag.ts';
import { customerMessage, type HandshakeRequest, readHandshake } from './handshake.ts';
import { type DataKey, type Encryption, handshakeAnswer } from './handshake-answer.ts';
import { jsonPayload } from './json-payload.ts';
import { type Dialing, keepLine } from './line.ts';
import { PAYLOAD } from './message.ts';
import { sendInPieces } from './pieces.ts';

/** What the service and KMS are asked for. */
export interface SessionAccess extends Dialing {
  /** Gets the data key of the session. */
  dataKey(request: Encryption): Promise<DataKey>;
}

/** What the agent has said of itself when the session is open. */
export interface Opened {
  /** Undefined in a session without a handshake: a shell that is not encrypted. */
  readonly handshake?: HandshakeRequest;
  /** What the agent tells people; '' if nothing. */
  readonly message: string;
}

/** Why a session is over. */
export interface Closed {
  /**
   * `ended`: the agent or the service ended it; `refused`: before it was open; `lost`: no connection could be had again;
   * `left`: we closed it.
   */
  readonly how: 'ended' | 'refused' | 'lost' | 'left';
  /** For people; '' if it ended as it should. */
  readonly reason: string;
  /** Of one that was refused: the step that failed. */
  readonly step?: Step;
}

/** The steps by which a session opens: to the service, to the agent, to an end of the handshake, and to a key of its own. */
export type Step = 'connection' | 'agent' | 'handshake' | 'key';

export interface SessionEvents {
  onOpen?(opened: Opened): void;
  onOutput(data: Buffer): void;
  onErrorOutput?(data: Buffer): void;
  onExitCode?(code: number): void;
  /** The node could not connect to the port. */
  onPortError?(): void;
  /** There is room for input again. */
  onRoom?(): void;
  /** The connection was lost, and is being looked for, or is back. Not where it is back at once: the service ends each now and then. */
  onConnection?(state: 'lost' | 'back', reason: string): void;
}

/** A session, as its client sees it. */
export interface Session {
  /** Sends input; before the session is open it waits. Returns false if there is no room: wait for `onRoom`. */
  write(data: Buffer): boolean;
  /** Tells the agent the size of the terminal. In a session that may have one, call it before anything is written. */
  resize(columns: number, rows: number): void;
  /** Tells the agent that a connection to the port is over, in a session that carries one at a time. */
  disconnectPort(): void;
  /** Stops, or goes on, reading what comes. */
  pause(): void;
  resume(): void;
  isPaused(): boolean;
  /** How long the agent has said nothing, in a session that is not open yet, or acknowledged nothing of what was sent, in milliseconds. */
  silence(): number;
  /**
   * Leaves; what was sent is acknowledged first, if that takes no more than two seconds. `terminate`: the agent is told to end the
   * session. `whole`: all that was written is sent first, however long it takes, as long as something is acknowledged every two seconds.
   */
  leave(terminate?: boolean, whole?: boolean): Promise<void>;
  /** Resolves when the session is over; never rejects. */
  readonly closed: Promise<Closed>;
}

/** How long an agent that is there may take to ask for a handshake, or to say its first word, which is a second after its start, in milliseconds. */
const SILENCE = 1500;

/** How long the last messages may take to be acknowledged, in milliseconds. */
const FAREWELL = 2000;

/** How long an agent may take to open the session, in milliseconds: twice the time that it allows a client. */
export const TO_BEGIN = 30_000;

/** Opens a session and keeps it open over lost connections. Never throws: see `closed`. */
export function openSession(access: SessionAccess, events: SessionEvents, clock: Clock): Session {
  let state: 'opening' | 'open' | 'over' = 'opening';
  let handshake: HandshakeRequest | undefined;
  let cipher: Cipher | undefined;
  let size: Buffer | undefined;
  let refused: Closed | undefined;
  let heard: number | undefined;
  let trouble = '';
  let waitsForKey = false;
  let stopWaiting = (): void => undefined;
  let stopExpecting = (): void => undefined;
  // Input before the agent is ready is acknowledged, and lost.
  const early: (() => void)[] = [];
  let waitsForRoom = false;
  let tellOpened = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    tellOpened = resolve;
  });
  let settle: (closed: Closed) => void;
  const closed = new Promise<Closed>((resolve) => {
    settle = resolve;
  });

  const stream = dataStream({
    end: 'client',
    clock,
    deliver,
    onClosed: (reason) => finish(state === 'opening' ? refusal('agent', reason) : { how: 'ended', reason }),
    onRoom: () => events.onRoom?.(),
  });
  const line = keepLine({
    dialing: access,
    clock,
    onFrame(frame) {
      const why = stream.take(frame);
      if (why !== undefined) trouble = `; what came cannot be read: ${why}`;
      return why;
    },
    onConnected(connection, wasMissed) {
      stream.attach(connection);
      if (heard === undefined) expectAgent();
      if (wasMissed) events.onConnection?.('back', '');
    },
    onLost(reason) {
      stream.detach();
      trouble = `; the connection was lost: ${reason}`;
    },
    onMissed: (reason) => events.onConnection?.('lost', reason),
    onOver(how, reason) {
      if (how === 'refused') finish(refusal('connection', reason));
      else if (state === 'opening' && how === 'ended') finish(refusal('connection', ENDED_EARLY));
      else finish({ how, reason });
    },
  });

  /** An agent that never opens the session is not waited for for ever. */
  function expectAgent(): void {
    heard = clock.now();
    stopWaiting = clock.after(TO_BEGIN, () => {
      const seconds = TO_BEGIN / 1000;
      if (waitsForKey) expectAgent();
      else if (handshake) finish(refusal('handshake', `the handshake was not completed within ${seconds} s${trouble}`));
      else finish(refusal('handshake', `the node has not answered for ${seconds} s${trouble}`));
    });
  }

  function finish(result: Closed): void {
    if (state === 'over') return;
    state = 'over';
    stopWaiting();
    stopExpecting();
    tellOpened();
    stream.stop();
    line.close();
    // What the agent says then is only that we have refused.
    settle(refused ?? result);
  }

  function begin(message: string): void {
    if (state !== 'opening') return;
    state = 'open';
    stopWaiting();
    events.onOpen?.({ ...(handshake && { handshake }), message });
    // What came during the handshake was thrown away.
    if (handshake && size) stream.send(PAYLOAD.size, size);
    for (const send of early.splice(0)) send();
    if (waitsForRoom && !stream.isFull()) events.onRoom?.();
    tellOpened();
  }

  function deliver(type: number, payload: Uint8Array): void {
    if (state === 'over') return;
    heard = clock.now();
    try {
      handle(type, bufferOf(payload));
    } catch (error) {
      if (!(error instanceof ChannelError)) throw error;
      finish(state === 'opening' ? refusal('handshake', error.message) : { how: 'ended', reason: error.message });
    }
  }

  const plain = (payload: Buffer): Buffer => cipher?.decrypt(payload) ?? payload;

  function handle(type: number, payload: Buffer): void {
    if (type === PAYLOAD.handshakeRequest) void answer(readHandshake(payload));
    else if (type === PAYLOAD.challengeRequest) {
      stream.send(PAYLOAD.challengeResponse, challengeAnswer(payload, cipher));
    } else if (type === PAYLOAD.handshakeComplete) begin(customerMessage(payload));
    else if (type === PAYLOAD.output) {
      const data = plain(payload);
      begin('');
      events.onOutput(data);
    } else if (type === PAYLOAD.standardError) events.onErrorOutput?.(plain(payload));
    else if (type === PAYLOAD.exitCode) events.onExitCode?.(exitCodeOf(plain(payload)));
    else if (type === PAYLOAD.flag && readFlag(payload) === FLAG.portError) events.onPortError?.();
  }

  async function answer(request: HandshakeRequest): Promise<void> {
    if (handshake) return;
    handshake = request;
    waitsForKey = true;
    const { response, cipher: own, refusal: found } = await handshakeAnswer(request, (asked) => access.dataKey(asked));
    waitsForKey = false;
    heard = clock.now();
    if (state === 'over') return;
    if (found) refused = refusal(found.step, found.reason);
    stream.send(PAYLOAD.handshakeResponse, response);
    cipher = own;
    if (!refused) return;
    await stream.drainedWithin(FAREWELL);
    finish(refused);
  }

  // What waits for input before it says anything would wait for ever: an agent that has taken the size of the terminal, and
  // does not ask for a handshake, is ready.
  async function expectSilence(): Promise<void> {
    await stream.drained();
    if (state !== 'opening') return;
    stopExpecting();
    stopExpecting = clock.after(SILENCE, () => {
      if (!handshake) begin('');
    });
  }

  const whenOpen = (send: () => void): void => {
    if (state === 'open') send();
    else if (state === 'opening') early.push(send);
  };

  return {
    write(data) {
      whenOpen(() => sendInPieces(stream, PAYLOAD.output, data, cipher));
      if (state === 'opening') waitsForRoom = true;
      return state === 'open' && !stream.isFull();
    },
    resize(columns, rows) {
      if (state === 'over') return;
      size = jsonPayload({ cols: columns, rows });
      stream.send(PAYLOAD.size, size);
      if (state === 'opening') void expectSilence();
    },
    disconnectPort: () => whenOpen(() => stream.send(PAYLOAD.flag, flagPayload(FLAG.disconnectPort))),
    pause: line.pause,
    resume: line.resume,
    isPaused: line.isPaused,
    silence() {
      if (state !== 'opening') return stream.silence();
      return heard === undefined || waitsForKey ? 0 : clock.now() - heard;
    },
    async leave(terminate = false, whole = false) {
      if (whole) {
        await opened;
        await stream.drainedUnlessStuck(FAREWELL);
      }
      if (terminate && state === 'open') stream.send(PAYLOAD.flag, flagPayload(FLAG.terminate));
      await stream.drainedWithin(FAREWELL);
      finish({ how: 'left', reason: '' });
    },
    closed,
  };
}

const refusal = (step: Step, reason: string): Closed => ({ how: 'refused', reason, step });

const ENDED_EARLY = 'the service ended the session before the node had said anything';

const bufferOf = (payload: Uint8Array): Buffer =>
  Buffer.isBuffer(payload) ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);

function exitCodeOf(text: Buffer): number {
  const code = /^EXIT_CODE: (\d+)/.exec(text.toString())?.[1];
  if (code === undefined) throw new ChannelError('the agent gives an exit code that cannot be read');
  return Number(code);
}
