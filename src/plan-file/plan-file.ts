import type { PlannedChange } from '../engine/review.ts';
import type { TargetStatus } from '../engine/report.ts';
import type { Problem } from '../errors.ts';
import type { RawInputs } from '../inputs/inputs.ts';

/** The form of the file; another one gets another number. */
export const FORMAT = 1;

/** What a plan is of, which only that command carries out. */
export type PlanKind = 'setup' | 'delete';

/** What was read and decided, as schema/plan.json has it. It holds no credentials, no external id and no code of an MFA device. */
export interface PlanFile {
  readonly format: typeof FORMAT;
  readonly kind: PlanKind;
  readonly tool: { readonly name: 'session-manager'; readonly version: string };
  /** When it was made, as `2026-11-26T12:00:00.000Z`. */
  readonly made: string;
  /** Set if it was made on the sandbox. */
  readonly sandbox?: true;
  readonly entry: Entry;
  readonly targets: readonly PlannedTarget[];
  /** `sha256:` and the digest of all else. */
  readonly digest: string;
}

/** How the accounts were entered. */
export interface Entry {
  /** The flags for that, as they were given; none that is secret. */
  readonly flags: Readonly<Record<string, FlagValue>>;
  /** True: by their ids, from one account; otherwise each with credentials of its own. */
  readonly byId: boolean;
  /** Set if the role requires an external id, which is given again. */
  readonly externalId?: true;
}

export type FlagValue = string | boolean | readonly string[];

/** One region of one account, and what was decided for it. */
export interface PlannedTarget {
  /** Twelve digits; null where it was not found out. */
  readonly account: string | null;
  readonly accountName?: string;
  readonly region: string;
  /** `aws`, `aws-cn`, … */
  readonly partition: string;
  readonly profile?: string;
  /** Only what is `planned`, or `unchanged`, is carried out. */
  readonly status: TargetStatus;
  /** Why it could not be planned. */
  readonly error?: Problem;
  /** What was asked for here, by flag. */
  readonly flags: RawInputs;
  readonly changes: readonly PlannedChange[];
}

/** A target that is carried out: its account is known. */
export interface ReadyTarget extends PlannedTarget {
  readonly account: string;
}

/** Tells whether a target could be planned, and so can be carried out. */
export const isReady = (target: PlannedTarget): target is ReadyTarget =>
  target.account !== null && (target.status === 'planned' || target.status === 'unchanged');
