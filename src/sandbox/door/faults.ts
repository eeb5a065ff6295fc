import { STRANGE_KINDS, type StrangeAnswers } from './strange-answers.ts';
import type { ServiceFaults } from '../services/operation.ts';

/** Failures on purpose. Shares are 0 to 1; without any, nothing goes wrong. */
export interface Faults extends ServiceFaults {
  /** Seed of the pseudo-random generator: the same seed and order of calls, the same faults. */
  readonly seed?: number;
  /** Share of the frames of sessions that are lost. */
  readonly channelDrop?: number;
  /** Share of the frames of sessions that arrive twice. */
  readonly channelDuplicate?: number;
  /** Share of the frames of sessions that arrive late. */
  readonly channelReorder?: number;
  /** Milliseconds that the frames of sessions take. */
  readonly channelDelay?: number;
  /** The service closes the connection of a session after so many frames, again and again. */
  readonly channelClose?: number;
  /** Milliseconds added to every answer. */
  readonly latency?: number;
  /** Share of calls refused, not executed, as too many (`ThrottlingException`; STS: `Throttling`). */
  readonly throttling?: number;
  /** Share of calls that answer a server error (500) and are not executed. */
  readonly errors?: number;
  /** Share of calls that are executed but whose answer never arrives. */
  readonly lostAnswers?: number;
  /** The calls that are carried out, but answered as AWS would not: `logs:DescribeLogGroups:empty`. */
  readonly answers?: readonly StrangeAnswers[];
  /** The client dies before or after this call (counted from 1): from then on every call rejects with `SandboxStopped`. */
  readonly stop?: Death;
  /** The same, but this process gets a real SIGKILL. */
  readonly kill?: Death;
  /** Regions that the account has not enabled. */
  readonly disabledRegions?: readonly string[];
  /** Regions that a service control policy closes (STS excepted). */
  readonly closedRegions?: readonly string[];
  /** The actions that no policy allows, such as `kms:CreateKey` or `logs:*`. */
  readonly deniedActions?: readonly string[];
  /** The services that this endpoint does not have, such as `account`, as in some partitions and in other people's sandboxes. */
  readonly missingServices?: readonly string[];
  /**
   * True if IAM decides every call by the policies that its caller has in the state; otherwise only `deniedActions` are refused.
   * A caller that nobody has made is an administrator.
   */
  readonly enforcePolicies?: boolean;
  /** True if the credentials have expired. */
  readonly expired?: boolean;
  /** All credentials have expired after so many calls. */
  readonly expiresAfter?: number;
  /** The only actions that `throttling`, `errors` and `lostAnswers` hit; absent: all. */
  readonly operations?: readonly string[];
}

export interface Death {
  readonly at: 'before' | 'after';
  readonly call: number;
}

const NAMES: Readonly<Record<string, (name: string, text: string) => unknown>> = {
  seed: whole,
  'channel-drop': share,
  'channel-duplicate': share,
  'channel-reorder': share,
  'channel-delay': whole,
  'channel-close': whole,
  latency: whole,
  lag: whole,
  throttling: share,
  errors: share,
  'lost-answers': share,
  answers: strange,
  stop: death,
  kill: death,
  'fresh-key-refusals': whole,
  'denied-accounts': list,
  'disabled-regions': list,
  'closed-regions': list,
  'denied-actions': list,
  'missing-services': list,
  'enforce-policies': flag,
  expired: flag,
  'expires-after': whole,
  'session-seconds': whole,
  operations: list,
};

/**
 * Reads faults written as `latency=50,throttling=0.2,stop=after:12,denied-accounts=111111111111;222222222222`.
 * Throws an Error of one line that names the unknown name or the bad value.
 */
export function parseFaults(text: string): Faults {
  const faults: Record<string, unknown> = {};
  for (const part of text.split(',')) {
    if (part.trim() === '') continue;
    const [name = '', ...rest] = part.trim().split('=');
    const value = rest.join('=');
    const read = Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
    if (!read) throw new Error(`unknown fault "${name}": use ${Object.keys(NAMES).join(', ')}`);
    faults[name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())] = read(name, value);
  }
  return faults;
}

function whole(name: string, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw bad(name, text, 'a whole number');
  return Number(text);
}

function share(name: string, text: string): number {
  const value = Number(text);
  if (text === '' || !(value >= 0 && value <= 1)) throw bad(name, text, 'a share from 0 to 1');
  return value;
}

function death(name: string, text: string): Death {
  const [, at, call] = /^(before|after):([1-9]\d{0,14})$/.exec(text) ?? [];
  if (at !== 'before' && at !== 'after') throw bad(name, text, 'before:N or after:N, N a call counted from 1');
  return { at, call: Number(call) };
}

function strange(name: string, text: string): readonly StrangeAnswers[] {
  return list(name, text).map((item) => {
    const [, action = '', kind] = /^([\w*?-]+:[\w*?]+):(\w+)$/.exec(item) ?? [];
    const known = STRANGE_KINDS.find((each) => each === kind);
    if (known === undefined) throw bad(name, item, `ACTION:KIND, KIND one of ${STRANGE_KINDS.join(', ')}`);
    return { action, kind: known };
  });
}

function list(name: string, text: string): readonly string[] {
  const items = text.split(';').filter((item) => item !== '');
  if (items.length === 0) throw bad(name, text, 'one or more items separated by ";"');
  return items;
}

function flag(name: string, text: string): boolean {
  if (text === '' || text === 'true') return true;
  if (text === 'false') return false;
  throw bad(name, text, 'true or false');
}

function bad(name: string, text: string, wanted: string): Error {
  return new Error(`bad value "${text}" for fault "${name}": use ${wanted}`);
}
