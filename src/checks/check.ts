import type { AccountAudit } from '../audit/account.ts';
import type { RegionAudit } from '../audit/region.ts';
import type { MachineFacts } from '../facts/machine.ts';
import type { Remedy } from './remedy.ts';

/** Says how bad it is. `unknown`: it could not be looked at, or somebody else decides. */
export type Verdict = 'ok' | 'info' | 'warn' | 'fail' | 'unknown';

/** The place where something was found: on the machine that runs this, in a whole account, or in one region of it. */
export type CheckScope = 'machine' | 'account' | 'region';

/** The result of a check for one thing. Nothing but `ok` can be said without a remedy. */
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
  /** The cause in one line; it does not name the subject, so that alike findings can be shown together. */
  readonly summary: string;
  readonly remedy: Remedy;
  /** The AWS page. */
  readonly ref?: string;
}

/** A fault as a check reports it; the engine knows the scope. */
export type Observation = Omit<Fault, 'scope'> & {
  /** For a check of an account: the region that it is about, if it is about one. */
  readonly region?: string;
};

/**
 * One question, or a tight family of them, about what is there. It only looks, and reads nothing that is not in its
 * facts, so that no call is made twice.
 */
export interface Check<Facts> {
  /** Whose facts it is about. */
  readonly scope: CheckScope;
  /** It is made at the end of `setup`, too. */
  readonly inSetup?: true;
  /** Every id that it may report. The part before the dot is its family. */
  readonly ids: readonly string[];
  /** Resolves to what is wrong; to undefined where there is nothing to look at. May reject: the engine makes that a finding. */
  run(facts: Facts): Promise<readonly Observation[] | undefined>;
}

export type RegionCheck = Check<RegionAudit> & { readonly scope: 'region' };
export type AccountCheck = Check<AccountAudit> & { readonly scope: 'account' };
export type MachineCheck = Check<MachineFacts> & { readonly scope: 'machine' };

export type AnyCheck = RegionCheck | AccountCheck | MachineCheck;
