import { placeLabel } from '../aws/place.ts';
import type { Reached } from '../targets/accounts.ts';
import type { Job } from './job.ts';
import type { TargetReport } from './report.ts';

/** A place as an order and its reports name it: two profiles can lead to one region of one account. */
const keyOf = (place: Pick<TargetReport, 'profile' | 'region'> & { readonly account?: string | null }): string =>
  `${placeLabel(place)} ${place.profile ?? ''}`;

/**
 * Makes what passes reports on in the order of the targets: each when it is there, and all before it have been passed on. What is told
 * twice is passed on once, as it was told first.
 */
export function inOrder(
  reached: readonly Reached[],
  pass: (report: TargetReport) => void,
): (report: TargetReport) => void {
  const places = new Map(reached.map((entry, index) => [keyOf(entry), index]));
  const ready = new Map<number, TargetReport>();
  let next = 0;
  return (report) => {
    const index = places.get(keyOf(report));
    if (index === undefined || index < next || ready.has(index)) return;
    ready.set(index, report);
    for (let first = ready.get(next); first; first = ready.get(next)) {
      ready.delete(next);
      next += 1;
      pass(first);
    }
  };
}

/** Tells the result of a job as soon as it is there. */
export const telling = <Result>(job: Job<Result>, tell: (result: Result) => void): Job<Result> => ({
  ...job,
  async work(say) {
    const result = await job.work(say);
    tell(result);
    return result;
  },
});
