import { matchesAction } from '../iam/wildcard.ts';
import type { Death, Faults } from './faults.ts';

/** The fate of one call, drawn at random. */
export type Fate = 'served' | 'throttled' | 'failed' | 'lost';

/** Draws the fate of calls in the order they are executed; the same seed and the same order give the same fates. */
export function createFates(faults: Faults): (action: string) => Fate {
  const random = mulberry32(faults.seed ?? 1);
  const { throttling = 0, errors = 0, lostAnswers = 0, operations } = faults;
  return (action) => {
    if (throttling + errors + lostAnswers === 0 || (operations && !matchesAction(operations, action))) return 'served';
    const draws = [random(), random(), random()] as const;
    if (draws[0] < throttling) return 'throttled';
    if (draws[1] < errors) return 'failed';
    return draws[2] < lostAnswers ? 'lost' : 'served';
  };
}

/** Tells whether the client dies at this call, and on which side of it. */
export function deathAt(death: Death | undefined, call: number): Death['at'] | undefined {
  return death?.call === call ? death.at : undefined;
}

/** Makes the error of an executed call whose answer never arrives. Named as the SDK's HTTP handler names a reset connection, which the SDK retries. */
export function lostAnswer(): Error {
  return Object.assign(new Error('read ECONNRESET (the sandbox lost the answer)'), {
    name: 'TimeoutError',
    code: 'ECONNRESET',
  });
}

/** Makes the error of a client that "died" at this call or an earlier one; the SDK does not retry it. */
export function sandboxStopped(): Error {
  return Object.assign(new Error('the sandbox has stopped: nothing is executed any more'), { name: 'SandboxStopped' });
}

/** Makes a source of numbers from 0 to 1, always the same for a seed. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
