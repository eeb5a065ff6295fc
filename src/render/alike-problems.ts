import type { Problem } from '../errors.ts';
import { grouped } from './grouped.ts';
import { asOne, likenessOf } from './likeness.ts';

/** What may have ended. */
interface Ended {
  readonly status: string;
  readonly error?: Problem;
}

/** Targets that ended for reasons that are alike. */
export interface AlikeProblem<Target extends Ended> {
  readonly targets: readonly Target[];
  readonly status: string;
  /** With the advice of the first. */
  readonly problem: Problem;
}

/** Groups targets that failed, were skipped or were not begun by their reasons, the most first. */
export function alikeProblems<Target extends Ended>(targets: readonly Target[]): readonly AlikeProblem<Target>[] {
  const ended = targets.filter(({ error }) => error !== undefined);
  const alikeOnes = grouped(ended, ({ status, error }) =>
    JSON.stringify([status, error?.code, likenessOf(error?.message ?? '')]),
  );
  return [...alikeOnes.values()]
    .flatMap((alike): readonly AlikeProblem<Target>[] => {
      const [first] = alike;
      if (!first.error) return [];
      const message = asOne(alike.flatMap(({ error }) => error?.message ?? []));
      return [{ targets: alike, status: first.status, problem: { ...first.error, message } }];
    })
    .toSorted((one, other) => other.targets.length - one.targets.length);
}
