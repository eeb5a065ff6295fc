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
  /** What people call the subject, where that was read: the Name tag of an instance or a VPC, or the name of a hybrid node. Foreign text. */
  readonly name?: string;
  /** The ARN of the subject, where that is a role or a user with a path. */
  readonly arn?: string;
  /** The cause in one line; it does not name the subject, so that similar findings can be shown together. */
  readonly summary: string;
  readonly remedy: Remedy;
  /** The AWS page. */
  readonly ref?: string;
  /**
   * Set if it is unknown because it could not be looked at: the actions that are denied to the credentials; empty where it is
   * something else, such as the time. Absent: others decide it, or only a session or a request knows.
   */
  readonly unread?: readonly string[];
  /** The findings that are certainly why there is this one, the nearest only: it goes once they are all gone. */
  readonly causedBy?: readonly CauseName[];
  /** The number of findings that name this one as a cause. */
  readonly causes?: number;
  /** Set if somebody has accepted it: it is shown apart, and is no failure. */
  readonly accepted?: Acceptance;
  /** How it compares with an earlier report, where one was named. */
  readonly since?: 'new' | 'unchanged';
  /** Its verdict in the earlier report, where that was another one, or that somebody had accepted it there. */
  readonly was?: Verdict | 'accepted';
}

/** Why a finding is accepted, by whom, and until when. */
export interface Acceptance {
  readonly reason: string;
  readonly owner?: string;
  /** The last day on which it is, in UTC: `2027-01-31`. */
  readonly expires?: string;
}

/** Names a finding of the same account. */
export interface CauseName extends Pick<Fault, 'check' | 'subject'> {
  /** The region of the target that it is reported with, if that is another one. */
  readonly region?: string;
}

/** A fault as a check reports it; the engine knows the scope, and what is the cause of what. */
export type Observation = Omit<Fault, 'scope' | 'name' | 'causedBy' | 'causes' | 'accepted' | 'since' | 'was'> &
  Links & {
    /** For a check of an account: the region that it is about, if any. */
    readonly region?: string;
  };

/** The names by which the engine finds the cause of a fault: that which breaks what this one needs (`engine/causes.ts`). */
export interface Links {
  /** What certainly does not work because of the fault. */
  readonly breaks?: Things;
  /** What would have to work for the fault not to be there; absent: what the subject names. */
  readonly needs?: Things;
  /** Of a doubt: it is not worth saying where failures certainly break all of these. */
  readonly unlessBroken?: Things;
}

/** Things that can be broken. */
export interface Things {
  /** Ids of nodes: that they register with Systems Manager, and are heard of. */
  readonly registration?: readonly string[];
  /** Ids of nodes: that they hold a channel for sessions. */
  readonly channel?: readonly string[];
  /** ARNs of keys that can be used. */
  readonly key?: readonly string[];
  /** Inputs of the preferences: that the version in effect says what the latest does. */
  readonly preference?: readonly string[];
}

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
