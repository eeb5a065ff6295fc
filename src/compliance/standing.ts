import type { Verdict } from '../checks/check.ts';
import type { Control } from './framework.ts';
import type { FrameworkName } from './index.ts';

/** `satisfied`: as far as the checks see, and as far as sessions go. */
export type Standing = 'not-satisfied' | 'satisfied' | 'not-assessed';

/** A diagnosis, by the controls of a framework. */
export interface Compliance {
  readonly framework: FrameworkName;
  readonly title: string;
  readonly source: string;
  readonly summary: Readonly<Record<Standing, number>>;
  readonly controls: readonly Assessed[];
}

/** How it stands with a control. */
export interface Assessed extends Pick<Control, 'id' | 'title' | 'asks'> {
  readonly standing: Standing;
  /** The checks that give evidence for it. */
  readonly checks: readonly string[];
  /** What shows that it is not met, check by check. */
  readonly against: readonly Against[];
  /** Of one that is not assessed: the reason. */
  readonly reason?: string;
}

/** The findings of a check that show that a control is not met. */
export interface Against {
  readonly check: string;
  /** The worst of them. */
  readonly verdict: Exclude<Verdict, 'ok' | 'unknown'>;
  readonly findings: number;
  /** The number of those that somebody has accepted; absent: none. */
  readonly accepted?: number;
  /** The places, as `111122223333/us-east-1`, or `account 111122223333` for what is about all of it; each once. */
  readonly places: readonly string[];
}
