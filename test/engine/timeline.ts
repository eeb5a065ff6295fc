// Several runs at once in made-up time: every request, every answer and every pause is an event that happens when its
// time has come, so that the same seed gives the same course, and nobody waits.
import { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox/door/sandbox.ts';
import { mulberry32 } from '../../src/sandbox/door/chaos.ts';
import { readCall } from '../../src/sandbox/door/call.ts';
import { turn, worldOn, type World } from './world.ts';

/** A run, and when it begins. */
export interface Entry<Result> {
  /** Milliseconds. */
  readonly delay: number;
  readonly run: (on: World) => Promise<Result>;
}

/** Longer timers are time limits: they end nothing here. */
const LIMIT = 1_000_000;
const MOST_EVENTS = 100_000;
const MOST_IDLE = 2000;
/** The first calls of a run: the modules of its clients are loaded meanwhile. */
const LOADING = 8;
const MOST_HOPS = 20_000;

interface Event {
  readonly due: number;
  readonly order: number;
  readonly happen: () => void;
}

/**
 * Lets runs happen at once on a sandbox, in made-up time. `longest`: milliseconds that a request or an answer can take. How long one does depends on
 * the seed, the run and how often the run has called that operation: so nothing depends on which of two calls side by
 * side comes first.
 */
export async function inMadeUpTime<Result>(
  seed: number,
  longest: number,
  sandbox: Sandbox,
  entries: readonly Entry<Result>[],
): Promise<readonly Result[]> {
  const own = {
    now: Date.now,
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    sleep: timers.setTimeout,
  };
  let now = own.now();
  let count = 0;
  const events = new Map<object, Event>();
  const runs = new Set<{ waiting: number; begun: number }>();
  let pauses = 0;

  const after = (milliseconds: number, happen: () => void): object => {
    const timer = {};
    if (milliseconds < LIMIT) events.set(timer, { due: now + milliseconds, order: (count += 1), happen });
    return timer;
  };
  const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => after(milliseconds, resolve));
  const sleep = async (milliseconds: number): Promise<void> => {
    pauses += 1;
    await pause(milliseconds);
    pauses -= 1;
  };

  function next(): Event | undefined {
    let first: readonly [object, Event] | undefined;
    for (const entry of events) {
      const [, { due, order }] = entry;
      if (!first || due < first[1].due || (due === first[1].due && order < first[1].order)) first = entry;
    }
    if (first) events.delete(first[0]);
    return first?.[1];
  }

  /** Tells whether a run neither waits for an answer nor sleeps: then it loads modules, or reads files. */
  const isSomeoneBusy = (): boolean => [...runs].filter(({ waiting }) => waiting === 0).length > pauses;

  /** Waits until nobody can go on by themselves. What loads a module is waited for by loading another one after it. */
  async function quiet(): Promise<void> {
    for (let before = -1; before !== count;) {
      before = count;
      await turn();
      const least = [...runs].some(({ begun }) => begun < LOADING) ? 2 : 0;
      for (let hops = 0; hops < least || (isSomeoneBusy() && hops < MOST_HOPS); hops += 1) {
        await import('./world.ts');
        await turn();
      }
      await turn();
      await turn();
    }
  }

  async function begin({ delay, run: work }: Entry<Result>, index: number): Promise<Result> {
    await pause(delay);
    const run = { waiting: 0, begun: 0 };
    const ways = new Map<string, () => number>();
    const underWay = async (operation: string): Promise<void> => {
      const random = ways.get(operation) ?? mulberry32(hashOf(`${seed} ${index} ${operation}`));
      ways.set(operation, random);
      run.waiting += 1;
      run.begun += 1;
      await pause(1 + random() * longest);
      run.waiting -= 1;
    };
    runs.add(run);
    const on = worldOn({
      ...sandbox,
      async handle(request) {
        const { operation } = readCall(request);
        await underWay(operation);
        const answer = await sandbox.handle(request).catch((error: unknown) => error as Error);
        await underWay(operation);
        if (answer instanceof Error) throw answer;
        return answer;
      },
    });
    return work(on).finally(() => runs.delete(run));
  }

  Date.now = () => now;
  globalThis.setTimeout = ((happen: (...rest: unknown[]) => void, milliseconds = 0, ...rest: unknown[]) => {
    if (milliseconds < LIMIT) pauses += 1;
    const timer = after(milliseconds, () => {
      pauses -= 1;
      happen(...rest);
    });
    return Object.assign(timer, { unref: () => undefined });
  }) as unknown as typeof setTimeout;
  globalThis.clearTimeout = ((timer: object) => {
    if (events.delete(timer)) pauses -= 1;
  }) as typeof clearTimeout;
  timers.setTimeout = ((milliseconds: number, value: unknown) =>
    sleep(milliseconds).then(() => value)) as typeof timers.setTimeout;
  syncBuiltinESMExports();
  try {
    let over = false;
    const result = Promise.all(entries.map(begin)).finally(() => (over = true));
    result.catch(() => undefined);
    for (let passed = 0, idle = 0; ; passed += 1) {
      await quiet();
      if (over) return await result;
      if (passed > MOST_EVENTS || idle > MOST_IDLE) throw new Error('this does not end');
      const event = next();
      idle = event ? 0 : idle + 1;
      if (!event) continue;
      now = Math.max(now, event.due);
      event.happen();
    }
  } finally {
    Date.now = own.now;
    globalThis.setTimeout = own.setTimeout;
    globalThis.clearTimeout = own.clearTimeout;
    timers.setTimeout = own.sleep;
    syncBuiltinESMExports();
  }
}

const hashOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE();
