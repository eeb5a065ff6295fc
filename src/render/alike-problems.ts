import type { Problem } from '../errors.ts';
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
  const found = new Map<string, Target[]>();
  for (const target of targets) {
    if (!target.error) continue;
    const { code, message } = target.error;
    const key = JSON.stringify([target.status, code, likenessOf(message)]);
    const known = found.get(key);
    if (known) known.push(target);
    else found.set(key, [target]);
  }
  return [...found.values()]
    .flatMap((alike): readonly AlikeProblem<Target>[] => {
      const [first] = alike;
      if (!first?.error) return [];
      const message = asOne(alike.flatMap(({ error }) => error?.message ?? []));
      return [{ targets: alike, status: first.status, problem: { ...first.error, message } }];
    })
    .toSorted((one, other) => other.targets.length - one.targets.length);
}
