import { setTimeout as sleep } from 'node:timers/promises';
import type { WireRequest, WireResponse } from '../protocols/wire.ts';
import type { Caller, SessionInput } from '../services/operation.ts';
import { fileStore } from '../state/file-store.ts';
import { isObject } from '../state/json.ts';
import type { State } from '../state/state.ts';
import { memoryStore, type Outcome } from '../state/store.ts';
import { type Call, readCall } from './call.ts';
import { createFates, deathAt, lostAnswer, mulberry32, sandboxStopped } from './chaos.ts';
import type { Allowance } from './enforcement.ts';
import { execute, partOf } from './execute.ts';
import { type InnerCall, perform, placeOf } from './inner-call.ts';
import { strangely } from './strange-answers.ts';
import type { Faults } from './faults.ts';
import { createMemory } from './past.ts';

/** What carries sessions. */
interface SessionRelay {
  /** `ws://127.0.0.1:1234` */
  readonly url: string;
  /** A session is over. */
  terminate(sessionId: string): void;
}

export interface SandboxOptions {
  /** JSON file that keeps the state; undefined: memory only. */
  readonly file?: string;
  /** The initial state in memory, or if there is no file yet; copied. */
  readonly state?: State;
  readonly faults?: Faults;
  /** The account of credentials that the sandbox did not hand out. Default '123456789012'. An access key id of 12 digits is itself the account. */
  readonly account?: string;
  /** The inputs that Session documents can have besides those that the sandbox knows. */
  readonly sessionInputs?: readonly SessionInput[];
  /** Gives what carries the sessions of this sandbox, where something does; see `serveSessions`. */
  readonly relay?: () => SessionRelay | undefined;
  /** Why StartSession is refused; absent: it is not. */
  readonly noSessions?: string;
}

/** A call as it was executed or refused; parts that could not be read are ''. */
export interface SandboxCall {
  readonly service: string;
  readonly operation: string;
  /** The IAM action, where it is not `service:operation`. */
  readonly action?: string;
  readonly account: string;
  readonly region: string;
  readonly input: unknown;
  readonly status: number;
  readonly error?: string;
  /** What allowed it, where the policies of callers are enforced. */
  readonly allowed?: readonly Allowance[];
}

/** An AWS in a function: a few operations of a few services, with state. */
export interface Sandbox {
  /** Answers a request. Rejects for an answer that is lost (ECONNRESET), a client that "died" (SandboxStopped), and a file that cannot be used. */
  handle(request: WireRequest): Promise<WireResponse>;
  /** Every call in the order it was executed, including refused ones; recorded in memory only, limited to the latest 100,000. */
  readonly calls: SandboxCall[];
  /**
   * Carries out a call of somebody who is inside, such as a node, if the policies of its role allow it; an undefined caller may do
   * anything. It is not among `calls`, and meets no faults. Rejects with an AwsError.
   */
  callAs(caller: Caller | undefined, call: InnerCall): Promise<object>;
  /** Gives a deep copy of the state, for tests to compare. */
  snapshot(): Promise<State>;
  /** Changes the state behind the API, as another person with another tool would; for tests. */
  edit(change: (state: State) => void): Promise<void>;
  /** Starts over from another state, or an empty one. */
  reset(state?: State): Promise<void>;
  /** Puts this state into the file if there is none yet; tells whether it did. In memory it does nothing. */
  begin(state: State): Promise<boolean>;
}

const KEPT_CALLS = 100_000;

export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const { file, faults = {}, account = '123456789012', sessionInputs = [] } = options;
  const store = file === undefined ? memoryStore(options.state) : fileStore(file, options.state);
  const fateOf = createFates(faults);
  const memory = faults.lag ? createMemory(faults.lag, mulberry32(~(faults.seed ?? 1))) : undefined;
  const calls: SandboxCall[] = [];
  let count = 0;
  let stopped = false;

  /** Executes one request on the state; the value is its answer, or the error with which it rejects. */
  function serve(state: State, call: Call): Outcome<WireResponse | Error> {
    if (stopped) return { value: sandboxStopped(), changed: 'nothing' };
    count += 1;
    const stop = deathAt(faults.stop, count);
    const kill = deathAt(faults.kill, count);
    stopped = stop !== undefined;
    if (kill === 'before') return { value: sandboxStopped(), changed: 'nothing', last: killThisProcess };
    if (stop === 'before') return { value: sandboxStopped(), changed: 'nothing' };
    const { service, operation, action, input } = call;
    const fate = fateOf(`${service}:${operation}`);
    const now = Date.now();
    const past = memory?.recall(now);
    if (isWrite(call)) memory?.keep(state, now);
    const expired = faults.expiresAfter !== undefined && count > faults.expiresAfter;
    const how = {
      faults: expired ? { ...faults, expired } : faults,
      account,
      fate,
      sessionInputs,
      now,
      past,
      relay: options.relay?.()?.url,
      noSessions: options.noSessions,
    };
    const { response, changed, ...done } = execute(state, call, how);
    calls.push({
      service,
      operation,
      ...(action !== undefined && { action }),
      region: call.authorization?.region ?? '',
      input,
      status: response.status,
      ...done,
    });
    if (calls.length > KEPT_CALLS) calls.shift();
    if (operation === 'TerminateSession') options.relay?.()?.terminate(sessionOf(input));
    const value = stopped
      ? sandboxStopped()
      : fate === 'lost'
        ? lostAnswer()
        : strangely(response, call, faults.answers);
    return { value, changed, last: kill && killThisProcess };
  }

  return {
    calls,
    async handle(request) {
      const call = readCall(request);
      if (faults.latency) await sleep(faults.latency);
      const answer = await store.submit({
        mutates: isWrite(call),
        part: (state) => partOf(state, call, account),
        run: (state) => serve(state, call),
      });
      if (answer instanceof Error) throw answer;
      return request.method === 'HEAD' ? { ...answer, body: '' } : answer;
    },
    async callAs(caller, call) {
      const answer = await store.submit({
        mutates: true,
        part: () => placeOf(call),
        run: (state) => perform(state, caller, call, Date.now()),
      });
      if (answer instanceof Error) throw answer;
      return answer;
    },
    snapshot: () =>
      store.submit({ mutates: false, run: (state) => ({ value: structuredClone(state), changed: 'nothing' }) }),
    edit: (change) =>
      store.submit({
        mutates: true,
        run(state) {
          change(state);
          return { value: undefined, changed: 'anything' };
        },
      }),
    reset: (state) => store.reset(state),
    begin: (state) => store.begin(state),
  };
}

const sessionOf = (input: unknown): string => (isObject(input) ? String(input['SessionId']) : '');

const isWrite = ({ plan }: Call): boolean => !(plan instanceof Error) && plan.operation.mutates;

function killThisProcess(): void {
  process.kill(process.pid, 'SIGKILL');
}
