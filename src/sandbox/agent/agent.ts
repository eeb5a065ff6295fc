import { randomBytes } from 'node:crypto';
import { type Cipher, cipherOf } from '../../channel/cipher.ts';
import type { Clock } from '../../channel/clock.ts';
import { type DataStream, dataStream } from '../../channel/data-stream.ts';
import { FLAG, flagPayload } from '../../channel/flag.ts';
import { jsonOf, jsonPayload } from '../../channel/json-payload.ts';
import { PAYLOAD } from '../../channel/message.ts';
import { sendInPieces } from '../../channel/pieces.ts';
import { runCommand } from './command.ts';
import { type Dial, openPort } from './port.ts';
import { mannerOf } from './port-manner.ts';
import type { Outlet, Task, Work } from './task.ts';
import { openTerminal } from './terminal.ts';

/** One session on a node, from the node's side. */
export interface Agent {
  /** Its end of the data channel. */
  readonly stream: DataStream;
  /** Ends the session, for this reason. */
  end(reason: string): void;
  /** Ends the session without a word. */
  stop(): void;
}

interface Options {
  readonly task: Task;
  readonly clock: Clock;
  /** The version that it says it has: four numbers. */
  readonly version: string;
  /** Set if the session is encrypted. */
  readonly encryption?: {
    /** ARN of the key. */
    readonly keyId: string;
    /** Has KMS decrypt the data key. `challenge`: what is part of the encryption context, if the client says so. */
    decrypt(ciphertext: Buffer, challenge: string | undefined): Promise<Buffer>;
  };
  /** How the ports of the node are reached; absent: they are those of this machine. */
  readonly dial?: Dial;
  /** What is to be done before the task begins; gives why it is refused, '' if it is not. */
  prepare?(): Promise<string>;
  /** The session is over; '' if it ended as it should. */
  onEnd(reason: string): void;
  /** What the terminal shows, for the log of the session. */
  onOutput?(data: Buffer): void;
  /** The user does something, or a port has something for the user. */
  onActivity?(): void;
}

/** Carries out a task for a client. A plain shell begins at once; everything else with a handshake. */
export function startAgent({
  task,
  clock,
  version,
  encryption,
  dial,
  prepare,
  onEnd,
  onOutput,
  onActivity,
}: Options): Agent {
  let cipher: Cipher | undefined;
  let work: Work | undefined;
  let over = false;
  let hasStarted = false;
  let clientVersion = '';
  const waiting: ((ready: Work) => void)[] = [];
  const challenge = encryption && randomBytes(16).toString('base64');
  const proof = randomBytes(32);
  const begun = clock.now();

  const stream = dataStream({
    end: 'agent',
    clock,
    deliver(type, payload) {
      onActivity?.();
      void take(type, Buffer.from(payload)).catch((error: unknown) => {
        finish(error instanceof Error ? error.message : String(error));
      });
    },
    onClosed: () => finish(''),
    onRoom: () => work?.room(),
  });

  function finish(reason: string): void {
    if (over) return;
    over = true;
    work?.stop();
    void farewell(reason);
  }

  /** What was said last has to arrive before the channel is closed. */
  async function farewell(reason: string): Promise<void> {
    await stream.drainedWithin(FAREWELL);
    onEnd(reason);
  }

  const sendData =
    (type: number) =>
    (data: Buffer): boolean => {
      onOutput?.(data);
      if (task.type === 'Port') onActivity?.();
      sendInPieces(stream, type, data, cipher);
      return !stream.isFull();
    };

  const outlet: Outlet = {
    output: sendData(PAYLOAD.output),
    errorOutput: sendData(PAYLOAD.standardError),
    exitCode(code) {
      const text = Buffer.from(`EXIT_CODE: ${code}`);
      onOutput?.(text);
      stream.send(PAYLOAD.exitCode, cipher?.encrypt(text) ?? text);
    },
    portError: () => stream.send(PAYLOAD.flag, flagPayload(FLAG.portError)),
    end: finish,
  };

  async function begin(): Promise<void> {
    const refusal = (await prepare?.()) ?? '';
    if (over) return;
    if (refusal !== '') return finish(refusal);
    if (task.type === 'Port') work = openPort(task, outlet, { manner: mannerOf(version, clientVersion), clock, dial });
    else if (task.type === 'NonInteractiveCommands') work = runCommand(task, outlet);
    else work = openTerminal(task, outlet);
    for (const use of waiting.splice(0)) use(work);
  }

  /** What comes during the handshake is thrown away, as agents do; after it, it waits until the task has begun. */
  function whenReady(use: (ready: Work) => void): void {
    if (work) use(work);
    else if (hasStarted) waiting.push(use);
  }

  async function take(type: number, payload: Buffer): Promise<void> {
    if (type === PAYLOAD.handshakeResponse || type === PAYLOAD.challengeResponse) {
      // The plugin stops reading for good when it hears anything between the end of a handshake and its own beginning of the session:
      // its last word of the handshake is acknowledged first.
      await Promise.resolve();
      if (type === PAYLOAD.handshakeResponse) await answered(payload);
      else proven(payload);
    } else if (type === PAYLOAD.output) {
      const data = cipher?.decrypt(payload) ?? payload;
      whenReady((ready) => ready.input(data));
    } else if (type === PAYLOAD.size) {
      const { cols, rows } = jsonOf(payload);
      whenReady((ready) => ready.resize(Number(cols), Number(rows)));
    } else if (type === PAYLOAD.flag) {
      const flag = payload.readUInt32BE(0);
      if (flag === FLAG.disconnectPort) whenReady((ready) => ready.disconnect());
      if (flag === FLAG.terminate) finish('');
    }
  }

  async function answered(payload: Buffer): Promise<void> {
    const { ProcessedClientActions: actions, ClientVersion } = jsonOf(payload) as Response;
    if (typeof ClientVersion === 'string') clientVersion = ClientVersion;
    const failed = actions?.find(({ ActionStatus }) => ActionStatus !== 1);
    if (!actions || failed) {
      return finish(`Handshake failed: ${failed?.ActionType}: ${failed?.Error ?? 'it was not answered'}`);
    }
    if (!encryption) return complete();
    const result = actions.find(({ ActionType }) => ActionType === 'KMSEncryption')?.ActionResult;
    if (!result) return finish('Handshake failed: the data key is missing');
    const key = await encryption.decrypt(
      Buffer.from(result.KMSCipherTextKey, 'base64'),
      result.ChallengeAcknowledgement ? challenge : undefined,
    );
    cipher = cipherOf(key, 'agent');
    stream.send(PAYLOAD.challengeRequest, jsonPayload({ Challenge: cipher.encrypt(proof).toString('base64') }));
  }

  function proven(payload: Buffer): void {
    const { Challenge: answer } = jsonOf(payload);
    if (typeof answer !== 'string' || !cipher?.decrypt(Buffer.from(answer, 'base64')).equals(proof)) {
      return finish('Handshake failed: the challenge was not answered');
    }
    complete();
  }

  function complete(): void {
    stream.send(
      PAYLOAD.handshakeComplete,
      jsonPayload({
        HandshakeTimeToComplete: (clock.now() - begun) * 1_000_000,
        CustomerMessage: encryption ? 'This session is encrypted using AWS KMS.' : '',
      }),
    );
    start();
  }

  function start(): void {
    hasStarted = true;
    void begin().catch((error: unknown) => finish(error instanceof Error ? error.message : String(error)));
  }

  if (encryption || task.type === 'Port' || task.type === 'NonInteractiveCommands') {
    const asked = [
      { ActionType: 'SessionType', ActionParameters: { SessionType: task.type, Properties: propertiesOf(task) } },
      ...(encryption
        ? [{ ActionType: 'KMSEncryption', ActionParameters: { KMSKeyId: encryption.keyId, Challenge: challenge } }]
        : []),
    ];
    stream.send(PAYLOAD.handshakeRequest, jsonPayload({ AgentVersion: version, RequestedClientActions: asked }));
  } else start();

  return {
    stream,
    end: finish,
    stop() {
      over = true;
      work?.stop();
      stream.stop();
    },
  };
}

interface Response {
  readonly ClientVersion?: unknown;
  readonly ProcessedClientActions?: readonly Processed[];
}

interface Processed {
  readonly ActionType: string;
  readonly ActionStatus: number;
  readonly Error?: string;
  readonly ActionResult?: { readonly KMSCipherTextKey: string; readonly ChallengeAcknowledgement?: boolean };
}

/** How long the last messages may take to be acknowledged, in milliseconds: bad weather must not cost the end of them. */
const FAREWELL = 20_000;

function propertiesOf(task: Task): unknown {
  if (task.type !== 'Port') return null;
  return (
    task.properties ?? {
      portNumber: `${task.port}`,
      ...(task.host !== undefined && { host: task.host }),
      ...(task.forwarding && { type: 'LocalPortForwarding' }),
    }
  );
}
