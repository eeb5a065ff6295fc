/** What a page lists, with each text once. All of it is text, never markup. `packed.ts` writes it, as JSON, for the program of the page. */
export interface PageData {
  /** `finding` or `session`: what a row is. */
  readonly noun: readonly [one: string, many: string];
  /** What is above the advice: `What clears it`. */
  readonly cure: string;
  /** The worst first; cards name them by their numbers. */
  readonly states: readonly State[];
  /** What the two lists to choose from are called, and by which names they stand in the address. */
  readonly stateName: FacetName;
  readonly kindName: FacetName;
  /** Accounts, each with its name where that is known. */
  readonly accounts: readonly (readonly [id: string, name?: string])[];
  readonly places: readonly PagePlace[];
  /** Subjects, and what else is said of rows. */
  readonly texts: readonly string[];
  readonly remedies: readonly (readonly RemedyPart[])[];
  readonly cards: readonly Card[];
  /** Set if findings are compared with those of an earlier report. */
  readonly compared?: true;
}

/** How bad something is. */
export interface State {
  /** As in the address: `fail`. */
  readonly id: string;
  /** As people read it. */
  readonly word: string;
  readonly tone: Tone;
  /** The heading above what is in this state. */
  readonly heading: string;
}

/** The colour and the sign of a state. */
export type Tone = 'fail' | 'warn' | 'unknown' | 'info' | 'ok' | 'none';

export interface FacetName {
  readonly key: string;
  readonly label: string;
}

/** A region of an account; without a region the account itself; without an account the machine. */
export type PagePlace = readonly [account: number, region: string];

/** Words, or what is to be copied. */
export type RemedyPart = string | { readonly code: string };

/** Findings that differ in their places only. Texts may have slots (`slots.ts`). */
export interface Card {
  /** Its number in `states`. */
  readonly state: number;
  /** `kms` */
  readonly kind: string;
  /** `kms.disabled`; several that are unknown for one reason stand one behind the other. */
  readonly label: string;
  readonly title: string;
  /** What it does to sessions. */
  readonly effect?: string;
  /** A page of AWS; it begins with https:// */
  readonly href?: string;
  readonly rows: readonly Row[];
}

/** One finding: where, about what (a number in `texts`; -1: nothing), what clears it (a number in `remedies`; -1: nothing). */
export type Row = readonly [place: number, subject: number, remedy: number, id: string, more?: RowDetails];

export interface RowDetails {
  /** The name that people have given to the subject. */
  readonly name?: string;
  /** The numbers of its causes, counted over all rows of all cards. */
  readonly causedBy?: readonly number[];
  readonly accepted?: { readonly reason: string; readonly owner?: string; readonly expires?: string };
  readonly since?: 'new' | 'unchanged';
  /** Its verdict in the earlier report, where that was another one. */
  readonly was?: string;
  /** Of what is accepted: its verdict. */
  readonly verdict?: string;
  /** What else there is to say, by name; each is a number in `texts`. */
  readonly fields?: readonly (readonly [name: number, value: number])[];
}
