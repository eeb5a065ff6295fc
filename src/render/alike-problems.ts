import type { TargetReport } from '../engine/report.ts';
import type { Problem } from '../errors.ts';
import { asOne, likenessOf } from './likeness.ts';

/** Targets that ended for reasons that are alike. */
export interface AlikeProblem {
  readonly targets: readonly TargetReport[];
  readonly status: string;
  readonly problem: Problem;
}

/** Groups targets that failed, were skipped or were not begun by their reasons, the most first. */
export function alikeProblems(targets: readonly TargetReport[]): readonly AlikeProblem[] {
  const found = new Map<string, TargetReport[]>();
  for (const target of targets) {
    if (!target.error) continue;
    const { code, message } = target.error;
    const key = JSON.stringify([target.status, code, likenessOf(message)]);
    found.set(key, [...(found.get(key) ?? []), target]);
  }
  return [...found.values()]
    .flatMap((alike): readonly AlikeProblem[] => {
      const [first] = alike;
      if (!first?.error) return [];
      const message = asOne(alike.flatMap(({ error }) => error?.message ?? []));
      return [{ targets: alike, status: first.status, problem: { ...first.error, message } }];
    })
    .toSorted((one, other) => other.targets.length - one.targets.length);
}
