import { TargetError } from '../errors.ts';
import type { Resource } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import type { Change, Plan } from './change.ts';

/**
 * Is shown each plan when all is read for it and nothing is done: of a region, or what a whole account has one of. Gives what is
 * to be done of it. What it throws fails the target.
 */
export type Review = (target: Target, scope: Resource['scope'], plan: Plan) => Plan;

/** Lets every plan be as it is. */
export const unreviewed: Review = (_target, _scope, plan) => plan;

/** A resource for which something else would be done now than was reviewed; null: nothing about it. */
export interface Drift {
  readonly resource: string;
  readonly planned: PlannedChange | null;
  readonly now: PlannedChange | null;
}

/** A change as a plan file keeps it. */
export type PlannedChange = Change & Pick<Plan[number], 'basis'>;

/** Thrown where a target's plan is not the one that was reviewed. */
export class PlanDiffersError extends TargetError {
  readonly drift: readonly Drift[];

  constructor(message: string, drift: readonly Drift[]) {
    super('PlanDiffers', message, 'make a new plan, and review that one');
    this.drift = drift;
  }
}
