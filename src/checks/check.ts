import type { AccountAudit } from '../audit/account.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { MachineFacts } from '../facts/machine.ts';
import type { Remedy } from './remedy.ts';

/** The severity of a finding. `unknown`: it could not be checked, or someone else decides. */
export type Verdict = 'ok' | 'info' | 'warn' | 'fail' | 'unknown';

/** The place where something was found: on the machine that runs this, in a whole account, or in one region of it. */
export type CheckScope = 'machine' | 'account' | 'region';

/** The result of a check for one thing. Only `ok` comes without a remedy. */
export type Finding = Fault | Fine;

interface Fine {
  readonly check: string;
  readonly scope: CheckScope;
  readonly verdict: 'ok';
  readonly summary: string;
}

export interface Fault {
  /** Its family, a dot and its name: `kms.disabled`. */
  readonly check: string;
  readonly scope: CheckScope;
  readonly verdict: Exclude<Verdict, 'ok'>;
  /** The thing that it is about: `i-0123456789abcdef0`, `role/web`, `log-group/sessions`. */
  readonly subject?: string;
  /** The cause in one line; it does not name the subject, so that similar findings can be shown together. */
  readonly summary: string;
  readonly remedy: Remedy;
  /** The AWS page. */
  readonly ref?: string;
}

/** A fault as a check reports it; the engine knows the scope. */
export type Observation = Omit<Fault, 'scope'> & {
  /** For a check of an account: the region that it is about, if any. */
  readonly region?: string;
};

/** How much a check has looked at, where that is not everything. */
export interface Sample {
  readonly asked: number;
  readonly of: number;
  /** The number of those that were not asked although one like them has the fault. */
  readonly doubtful: number;
}

/**
 * One question, or a small family of them, about what is there. It reads nothing that is not in its
 * facts, so that no call is made twice, and changes nothing.
 */
export interface Check<Facts> {
  /** The facts that it is about: those of the machine, an account or a region. */
  readonly scope: CheckScope;
  /** Set if the check is also run at the end of `setup`. */
  readonly inSetup?: true;
  /** Every id that it can report. The part before the dot is its family. */
  readonly ids: readonly string[];
  /** Resolves to what is wrong; to undefined where there is nothing to check. It may reject: the engine turns that into a finding. */
  run(facts: Facts): Promise<readonly Observation[] | undefined>;
  /** Resolves to how much it has looked at; to undefined where that is everything. Absent: it always is. */
  sampled?(facts: Facts): Promise<Sample | undefined>;
}

export type RegionCheck = Check<RegionAudit> & { readonly scope: 'region' };
export type AccountCheck = Check<AccountAudit> & { readonly scope: 'account' };
export type MachineCheck = Check<MachineFacts> & { readonly scope: 'machine' };

export type AnyCheck = RegionCheck | AccountCheck | MachineCheck;
