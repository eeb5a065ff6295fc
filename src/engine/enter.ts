import { TargetError } from '../errors.ts';
import { isTarget, type Reached } from '../targets/accounts.ts';
import type { Target } from '../targets/target.ts';
import { begin, type Order } from './order.ts';

/** Enters the accounts of an order, for work that is not a report. Rejects with a TargetError if none can be entered. */
export async function enter(order: Order): Promise<readonly Target[]> {
  const { reached } = await begin(order, 'writing');
  return targetsOf(reached);
}

/** Gives the targets that were entered; throws a TargetError that says why where none was. */
export function targetsOf(reached: readonly Reached[]): readonly Target[] {
  const targets = reached.filter(isTarget);
  const [first] = reached;
  if (targets.length > 0 || !first || isTarget(first)) return targets;
  const { code, message, advice } = first.problem;
  throw new TargetError(code, message, advice);
}
