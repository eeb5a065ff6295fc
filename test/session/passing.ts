import type { VirtualClock } from '../channel/virtual-clock.ts';

/** Lets a little time pass many times, and everything settle that waits for it. */
export async function passing(clock: VirtualClock, milliseconds = 100): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    clock.pass(Math.ceil(milliseconds / 20));
  }
}

/** Waits for what sockets of this machine do, while time passes for a session. */
export async function until(clock: VirtualClock, isDone: () => boolean): Promise<void> {
  while (!isDone()) await passing(clock, 20);
}
