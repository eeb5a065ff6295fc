import type { Inputs } from '../inputs/inputs.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import type { Statement } from '../policies/reading/policy.ts';

/** Stands for a value that is not known before an earlier resource exists, such as the ARN of a key to be created. */
export const PENDING = '(known after apply)';

/** The facts that one resource passes on to later ones. */
export interface Outputs {
  /** ARN of the key that encrypts the log group and, if asked for, the sessions. */
  readonly keyArn?: string;
  /** True if it was made or changed minutes ago, by this run or one that was killed: services may not know it yet. */
  readonly keyIsFresh?: boolean;
  /** What the preferences log to before anything is changed; absent: there are none, or none that can be read. */
  readonly logsTo?: { readonly logGroup?: string; readonly bucket?: string };
  /** The log group that setup looks after, as setup leaves it. `held`: others made it, and it is not as asked for. */
  readonly logGroup?: {
    readonly name: string;
    readonly encrypted: boolean;
    readonly class?: string;
    readonly held?: true;
  };
  /** The permissions that the roles of nodes lack, and that our own policy can give; absent: not audited. */
  readonly lacking?: Lacking;
}

/** The permissions that roles of nodes lack. */
export interface Lacking {
  readonly statements: readonly Statement[];
  /** Names of the roles. */
  readonly roles: readonly string[];
}

/** Stands for any log group or key: a document that stays names one that only a session knows. */
export const ANY = '*';

/** The things that others which stay still need, and that `delete` must therefore keep. */
export interface Uses {
  /** Names of log groups that stay, or that are logged to by something that stays; or ANY. */
  readonly logGroups?: readonly string[];
  /** Key ARNs, ids or aliases; or ANY. */
  readonly keys?: readonly string[];
}

export type FieldValue = string | number | boolean | null;

/** A field that is not as asked for. `null`: not set. */
export interface Difference {
  readonly field: string;
  readonly have: FieldValue;
  /** Set if `have` is a text with parameters: the value that their defaults give; `null`: it is unknown before a session. */
  readonly default?: FieldValue;
  readonly want: FieldValue;
}

/** A field that stays as it is written, and that whoever reads a plan should know of. */
export interface Untouched {
  readonly field: string;
  readonly have: FieldValue;
  /** As in a difference; absent, as `must`: it is a member that session-manager does not know. */
  readonly default?: FieldValue;
  /** What it would have to be, in words, and is not. */
  readonly must?: string;
}

/** Writes a value with what the defaults of its parameters make of it: `{{ enc }} (default true)`. */
export function withDefault(text: string, value: FieldValue | undefined): string {
  if (value === undefined) return text;
  return `${text} ${value === null ? '(unknown before a session)' : `(default ${value === '' ? 'none' : value})`}`;
}

/**
 * What a plan that somebody reviewed rests on, besides its differences: it is carried out only where this is still so. Absent
 * members were not read, or do not matter.
 */
export interface Basis {
  /** Which thing it is: an id, or a digest of the content that a change is made from. */
  readonly id?: string;
  /** True if we made it, or took it over. */
  readonly ours?: boolean;
  /** Fields that differ only because a run of ours was ended half-way: to finish them is no other plan. */
  readonly begun?: readonly string[];
  /** Fields whose value may be one that we pass on the way to the wanted one. */
  readonly midway?: readonly string[];
}

export type Tags = Readonly<Record<string, string>>;

export type SetupAction = 'create' | 'update' | 'none' | 'keep';

/** The decision of `delete` about a thing, with what is lost; or the reason to keep it. */
export type Removal =
  | { readonly action: 'delete' | 'update'; readonly summary?: string; readonly loss: string }
  | { readonly action: 'keep'; readonly reason: string };

/**
 * One kind of thing that is maintained in a region, or in an account. `want`, `unmade`, `diff`, `untouched`, `basis`, `sentence`, `keep` and `outputs`
 * call nothing; `read`, `identify` and `tags` only get, list and describe; only `apply` and `tag` write.
 */
export interface Resource<Want = unknown, Have = unknown> {
  /** File name, JSON name and column of the closing table. */
  readonly id: string;
  /** `account`: there is one for all regions of an account. */
  readonly scope: 'region' | 'account';
  /** Set if it can be read even where a policy of the organization closes the region. */
  readonly answersWhenClosed?: true;
  /** Names it in a sentence: `CloudWatch log group sessions`. */
  title(inputs: Inputs): string;
  /** Gives what these inputs ask for here; undefined if they do not ask for it. */
  want(inputs: Inputs, place: Place, known: Outputs): Want | undefined;
  /** Gives the reason why `setup` does not create a missing one: the user gave it, so it exists; or nothing needs it. */
  unmade?(want: Want): 'given' | 'needless' | undefined;
  /** Gives the reason why `setup` neither creates nor changes it here. */
  leave?(want: Want): string | undefined;
  /** Reads the thing; undefined if there is none. Throws a TargetError if it cannot be used at all. */
  read(target: Target, inputs: Inputs): Promise<Have | undefined>;
  /** Reads who made it, where it is not as wanted: so what is as wanted costs no call for that. */
  identify?(target: Target, want: Want, have: Have): Promise<Have>;
  /** Lists every requested field that is not as wanted; if there is nothing, every requested field. `[]`: in sync. */
  diff(want: Want, have: Have | undefined): readonly Difference[];
  /** Lists what stays as it is written, although its meaning depends on something else or is not known. */
  untouched?(want: Want, have: Have): readonly Untouched[];
  /** Writes the line that a user reads. */
  sentence(action: SetupAction, want: Want, have: Have | undefined): string;
  /** Gives what a reviewed change of it rests on; absent: its differences alone. */
  basis?(want: Want, have: Have): Basis;
  /** Gives the reason to keep it as it is although `setup` could change it. */
  keep?(want: Want, have: Have, inputs: Inputs): string | undefined;
  /**
   * Checks what `setup` would make of the thing, before anything is written. Rejects with a TargetError if that does not
   * serve: then nothing is written at all.
   */
  judge?(target: Target, want: Want, have: Have | undefined): Promise<void>;
  /** Makes the thing as wanted. Called again, with what was read since, if `have` turns out to be overtaken. */
  apply(target: Target, want: Want, have: Have | undefined): Promise<Have>;
  tags(target: Target, have: Have): Promise<Tags>;
  /** Writes tags on a thing of ours. */
  tag(target: Target, have: Have, tags: Tags): Promise<void>;
  /** Gives what earlier resources need to know of it, as it is before anything is changed. */
  foretells?(have: Have): Outputs;
  /** Gives what later resources need to know of it. `have` undefined: it does not exist yet; `changed`: this run made or changed it. */
  outputs?(want: Want, have: Have | undefined, changed: boolean): Outputs;
  readonly removal: RemovalRules<Have>;
}

/** The part of a resource that only `delete` asks about. Nothing but `remove` writes; `decide`, `keepByFlag`, `basis` and `uses` call nothing. */
export interface RemovalRules<Have = unknown> {
  /** Set if nothing else depends on it: where reading it is denied, `delete` leaves it and goes on. */
  readonly standsAlone?: true;
  /** Ids of the resources that it needs, which are kept with it. */
  readonly needs?: readonly string[];
  /** Gives the flag that is the reason to keep it. */
  keepByFlag?(inputs: Inputs): string | undefined;
  /** Finds the reason to keep it that only AWS knows: who else needs it, or has worked on it. */
  keepForOthers?(target: Target, have: Have, tags: Tags, inputs: Inputs): Promise<string | undefined>;
  /** Reads what a removal has to know of it; absent: `read` of the resource. */
  read?(target: Target, inputs: Inputs): Promise<Have | undefined>;
  /** Reads what a removal of a thing with these tags would do, for `decide` to tell; absent: the thing and its tags tell it. */
  foresee?(target: Target, have: Have, tags: Tags): Promise<Have>;
  /** Decides what to do about it; undefined: it is not ours to touch or report. */
  decide(have: Have, tags: Tags, about: Circumstances): Removal | undefined;
  remove(target: Target, have: Have, tags: Tags, inputs: Inputs): Promise<void>;
  /** Gives what a reviewed removal of it rests on; absent: the decision alone. */
  basis?(have: Have, tags: Tags): Basis;
  /** Lists the writes that `remove` certainly makes; calls nothing. */
  writes(target: Target, have: Have, tags: Tags, inputs: Inputs): readonly Write[];
  /** Gives what it needs to go on working, if it is kept. */
  uses?(have: Have): Uses;
  /** Reads the needs of what a removal puts back. */
  leaves?(target: Target, have: Have, tags: Tags): Promise<Uses>;
}

/** A write that a removal certainly makes, for IAM to be asked about before anything is removed. */
export interface Write {
  readonly action: string;
  /** The ARNs under which AWS may know the thing: one that is allowed is enough. */
  readonly arns: readonly string[];
  /** Condition keys of the request. */
  readonly context?: Readonly<Record<string, readonly string[]>>;
  /** The tags that the thing has; absent: not known. */
  readonly tags?: Tags;
  /** Reads its ARN and tags, where `arns` holds a guess. */
  exactly?(target: Target): Promise<Required<Pick<Write, 'arns' | 'tags'>>>;
}

/** Circumstances that a decision about one thing depends on. */
export interface Circumstances {
  readonly inputs: Inputs;
  /** The needs of the things that stay so far. */
  readonly kept: Uses;
  readonly place: Place;
  /** What the preferences logged to before anything was removed; absent: there were none, or none that can be read. */
  readonly logsTo?: Outputs['logsTo'];
}

/** Compares field by field, only the fields of `want`, so what was not asked for stays as it is. */
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
