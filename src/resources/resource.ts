import type { Inputs } from '../inputs/inputs.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import type { Statement } from '../policies/reading/policy.ts';

/** A value that is not known before an earlier resource exists, such as the ARN of a key to be created. */
export const PENDING = '(known after apply)';

/** Facts that one resource tells the later ones. */
export interface Outputs {
  /** ARN of the key that encrypts the log group and, if asked for, the sessions. */
  readonly keyArn?: string;
  /** It was made or changed minutes ago, by this run or one that was killed: services may not have caught up with it. */
  readonly keyIsFresh?: boolean;
  /** What the roles of nodes lack, and a policy of our own can give; absent: nobody has looked. */
  readonly lacking?: Lacking;
}

/** What the roles of nodes lack. */
export interface Lacking {
  readonly statements: readonly Statement[];
  /** Names. */
  readonly roles: readonly string[];
}

/** Things that others which stay still need, so that `delete` does not take them from under those. */
export interface Uses {
  /** Names of log groups that stay, or that something that stays logs to. */
  readonly logGroups?: readonly string[];
  /** Key ARNs, ids or aliases. */
  readonly keys?: readonly string[];
}

export type FieldValue = string | number | boolean | null;

/** One field that is not as it is wanted. `null`: not set. */
export interface Difference {
  readonly field: string;
  readonly have: FieldValue;
  readonly want: FieldValue;
}

export type Tags = Readonly<Record<string, string>>;

export type SetupAction = 'create' | 'update' | 'none' | 'keep';

/** A decision of `delete` about a thing, with what is lost; or the reason to keep it. */
export type Removal =
  | { readonly action: 'delete' | 'update'; readonly summary?: string; readonly loss: string }
  | { readonly action: 'keep'; readonly reason: string };

/**
 * One kind of thing that is kept in a region, or in an account. `want`, `unmade`, `diff`, `sentence`, `keep` and `outputs`
 * call nothing; `read` and `tags` only get, list and describe; only `apply` and `tag` write.
 */
export interface Resource<Want = unknown, Have = unknown> {
  /** File name, JSON name and column of the closing table. */
  readonly id: string;
  /** `account`: there is one for all regions of an account. */
  readonly scope: 'region' | 'account';
  /** Where a policy of the organization closes the region, this can still be read. */
  readonly answersWhenClosed?: true;
  /** Names it in a sentence: `CloudWatch log group sessions`. */
  title(inputs: Inputs): string;
  /** Tells what these inputs ask for here; undefined if they do not ask for it. */
  want(inputs: Inputs, place: Place, known: Outputs): Want | undefined;
  /** Tells why `setup` makes none where it is not there: the user gave it, so it is; or nothing needs it. */
  unmade?(want: Want): 'given' | 'needless' | undefined;
  /** Reads what is there; undefined if it is not. Throws a TargetError if what is there cannot be used at all. */
  read(target: Target, inputs: Inputs): Promise<Have | undefined>;
  /** Lists every asked field that is not as wanted; against nothing, every asked field. `[]`: in sync. */
  diff(want: Want, have: Have | undefined): readonly Difference[];
  /** Writes the line that a user reads. */
  sentence(action: SetupAction, want: Want, have: Have | undefined): string;
  /** Gives the reason to keep it as it is although `setup` could change it. */
  keep?(want: Want, have: Have, inputs: Inputs): string | undefined;
  /** Makes it so. Called again, with what was read since, when it turns out that `have` is overtaken. */
  apply(target: Target, want: Want, have: Have | undefined): Promise<Have>;
  tags(target: Target, have: Have): Promise<Tags>;
  /** Writes tags on a thing of ours. */
  tag(target: Target, have: Have, tags: Tags): Promise<void>;
  /** Tells what later resources may know of it. `have` undefined: it is not there yet; `changed`: this run made or changed it. */
  outputs?(want: Want, have: Have | undefined, changed: boolean): Outputs;
  readonly removal: RemovalRules<Have>;
}

/** The part of a resource that only `delete` asks about. Nothing but `remove` writes; `decide`, `keepByFlag` and `uses` call nothing. */
export interface RemovalRules<Have = unknown> {
  /** Nothing else depends on it: where it may not be read, `delete` leaves it and goes on. */
  readonly standsAlone?: true;
  /** Others may work on it, or come to need it, at any time: it is looked at again right before it goes. */
  readonly shared?: true;
  /** Ids of what it cannot do without, and that is kept with it. */
  readonly needs?: readonly string[];
  /** Gives the flag that is the reason to keep it. */
  keepByFlag?(inputs: Inputs): string | undefined;
  /** Finds the reason to keep it that only AWS knows: who else needs it, or has worked on it. */
  keepForOthers?(target: Target, have: Have, tags: Tags, inputs: Inputs): Promise<string | undefined>;
  /** Reads what a removal has to know of it; absent: what `setup` reads. */
  read?(target: Target, inputs: Inputs): Promise<Have | undefined>;
  /** Decides what is to be done about it; undefined: this is none of our business. */
  decide(have: Have, tags: Tags, about: Circumstances): Removal | undefined;
  remove(target: Target, have: Have, tags: Tags, inputs: Inputs): Promise<void>;
  /** Tells what it needs to go on working, when it is kept. */
  uses?(have: Have): Uses;
  /** Reads what that needs which a removal puts back. */
  leaves?(target: Target, have: Have, tags: Tags): Promise<Uses>;
}

/** Circumstances that a decision about one thing depends on. */
export interface Circumstances {
  readonly inputs: Inputs;
  /** What stays so far. */
  readonly kept: Uses;
  readonly place: Place;
}

/** Compares field by field; only fields of `want` count, so what was not asked for stays as it is. */
export function differences(
  want: Readonly<Record<string, FieldValue | undefined>>,
  have: Readonly<Record<string, FieldValue | undefined>>,
): readonly Difference[] {
  const found: Difference[] = [];
  for (const [field, wanted] of Object.entries(want)) {
    const there = have[field] ?? null;
    if (wanted !== undefined && wanted !== there) found.push({ field, have: there, want: wanted });
  }
  return found;
}
