import type { Target } from '../targets/target.ts';

/** The first pause and the sum of all pauses, in milliseconds. Pauses double, up to five seconds. */
export interface Patience {
  readonly pause: number;
  readonly longest: number;
}

const LONGEST_PAUSE = 5000;

/** Repeats a call as long as its refusal is perhaps temporary; rejects with the last refusal when patience runs out, or the user ends the run. */
export async function patiently<Answer>(
  target: Target,
  { pause: first, longest }: Patience,
  mayPass: (error: unknown) => boolean,
  call: () => Promise<Answer>,
): Promise<Answer> {
  let waited = 0;
  for (let pause = first; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
    try {
      return await call();
    } catch (error) {
      if (!mayPass(error) || waited >= longest) throw error;
      if (!(await target.backOff(pause))) throw error;
      waited += pause;
    }
  }
}
