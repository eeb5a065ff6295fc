import type { Clock } from '../../channel/clock.ts';

/** How long a session may last, in minutes. */
export interface Limits {
  /** Without anything that the user does. */
  readonly idle: number;
  /** Altogether; absent: as long as it likes. */
  readonly most?: number;
}

/** The words of AWS: https://github.com/aws/amazon-ssm-agent/issues/261 */
export const IDLE = 'Your session timed out due to inactivity and has been terminated.';
export const TOO_LONG = 'Your session has reached its maximum duration and has been terminated.';

const MINUTE = 60_000;

/** Ends a session, for the reason given to `end`, when it was idle or went on for too long. */
export function watchLimits(
  { idle, most }: Limits,
  clock: Clock,
  end: (reason: string) => void,
): { active(): void; stop(): void } {
  let latest = clock.now();
  const stopMost = most === undefined ? undefined : clock.after(most * MINUTE, () => over(TOO_LONG));
  let stopIdle = look(idle * MINUTE);

  // Input is frequent, so it moves no timer.
  function look(wait: number): () => void {
    return clock.after(wait, () => {
      const left = latest + idle * MINUTE - clock.now();
      if (left <= 0) over(IDLE);
      else stopIdle = look(left);
    });
  }
  function stop(): void {
    stopMost?.();
    stopIdle();
  }
  function over(reason: string): void {
    stop();
    end(reason);
  }
  return {
    active() {
      latest = clock.now();
    },
    stop,
  };
}
