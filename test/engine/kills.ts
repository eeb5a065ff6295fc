// The points at which a run can die: what its calls, one after the other, leave in the account.
import type { SandboxOptions } from '../../src/sandbox/door/sandbox.ts';
import type { State } from '../../src/sandbox/state/state.ts';
import { world, type World } from './world.ts';

/** The state that a run leaves if it dies after a call, or before the next one that changes something. */
export interface Remains {
  /** The number of calls so far. */
  readonly calls: number;
  /** The last one: `kms:CreateKey`. */
  readonly last: string;
  readonly state: State;
}

/** A run that nothing disturbs. */
interface Course {
  /** Every different state that it leaves behind on its way, the last one too; a call that only reads leaves none. */
  readonly remains: readonly Remains[];
  readonly end: State;
}

/** Runs it undisturbed, and keeps what each call leaves. */
export async function courseOf(options: SandboxOptions, run: (on: World) => Promise<unknown>): Promise<Course> {
  const on = world(options);
  const { sandbox } = on;
  let before = JSON.stringify(await sandbox.snapshot());
  const noted: Promise<Remains>[] = [];
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = (request) => {
    const answer = handle(request);
    // In memory a call is executed at once: no other one comes between it and this look at the state.
    const { length: calls } = sandbox.calls;
    const { service, operation } = sandbox.calls.at(-1) ?? { service: '', operation: '' };
    noted.push(sandbox.snapshot().then((state) => ({ calls, last: `${service}:${operation}`, state })));
    return answer;
  };
  await run(on);
  const all = await Promise.all(noted);
  const remains = all.filter(({ state }) => {
    const now = JSON.stringify(state);
    const changed = now !== before;
    before = now;
    return changed;
  });
  return { remains, end: await sandbox.snapshot() };
}
