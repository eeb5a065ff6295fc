/** The members of every kind of input: its flag `--name`, its variable, its line of --help and how it is read follow from them. */
interface About {
  /** The text in --help, without the default. */
  readonly help: string;
  /** Heading in --help; without it the input stands among the others of its command. */
  readonly group?: string;
  /** The default in --help where it is more than a value: `never for a new group`. */
  readonly otherwise?: string;
  /** `false`: it cannot come from the environment, where all others are `SESSION_MANAGER_<FLAG>`. */
  readonly env?: false;
  /** The input that must be given too. */
  readonly needs?: string;
  /** The letter of its short form. */
  readonly char?: string;
}

/** On or off. */
export interface Switch extends About {
  readonly kind: 'switch';
  /** Set if `--no-<flag>` turns it off, which is not the same as leaving it out. */
  readonly negatable?: true;
  readonly default?: true;
}

/**
 * A rule for a text: the list that it must be in or the pattern that it must match, and the message for one that does not.
 * A pattern is for the whole text: it has `^` and `$`, or forbids a beginning.
 */
export type Rule = readonly [allowed: RegExp | readonly string[], otherwise: string];

/** A text, which must keep every rule. */
export interface Text extends About {
  readonly kind: 'text';
  /** The placeholder of the value in --help. */
  readonly value: string;
  readonly rules?: readonly Rule[];
  /** Set if it is treated like a password, which no message shows. */
  readonly secret?: true;
  readonly default?: string;
}

/** A whole number within bounds. */
export interface WholeNumber extends About {
  readonly kind: 'number';
  readonly value: string;
  readonly least: number;
  readonly most: number;
  readonly unit?: string;
  readonly default?: number;
}

/** Texts separated by commas, given one by one, or both; each must keep every rule. */
export interface List extends About {
  readonly kind: 'list';
  readonly value: string;
  readonly rules?: readonly Rule[];
  /** The words that it can hold; absent: any that keep the rules. */
  readonly options?: readonly string[];
  /** Set if `all` can stand for the list. */
  readonly all?: true;
  readonly default?: readonly string[];
}

/** One of a few words; the command line itself refuses any other. */
export interface Choice extends About {
  readonly kind: 'choice';
  readonly options: readonly string[];
  readonly default?: string;
}

/** A row of a table of inputs: everything about one input. */
export type Input = Switch | Text | WholeNumber | List | Choice;

/** Inputs by the names of their flags, without the hyphens in front. */
export type InputTable = Readonly<Record<string, Input>>;

/** A flag that may be repeated: oclif gives one unsplit text when it comes from the environment. */
export type Many = string | readonly string[];

/** Inputs as they were typed, by flag: every value is still text; an absent one was not given. */
export type RawOf<Table extends InputTable> = {
  readonly [Flag in keyof Table]?: RawValue<Table[Flag]> | undefined;
};

type RawValue<Row extends Input> = Row extends Switch
  ? boolean
  : Row extends List
    ? Many
    : Row extends Choice
      ? Row['options'][number]
      : string;

/** The type of an input once it has been read. */
export type ValueOf<Row extends Input> = Row extends Switch
  ? boolean
  : Row extends WholeNumber
    ? number
    : Row extends { readonly kind: 'list'; readonly all: true }
      ? readonly string[] | 'all'
      : Row extends { readonly kind: 'list'; readonly options: readonly (infer Option)[] }
        ? readonly Option[]
        : Row extends List
          ? readonly string[]
          : Row extends Choice
            ? Row['options'][number]
            : string;

/** The name of an input as a property: `idle-timeout` is `idleTimeout`. */
export type PropertyOf<Flag extends string> = Flag extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<PropertyOf<Tail>>}`
  : Flag;

export const propertyOf = (flag: string): string =>
  flag.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
