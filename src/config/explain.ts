import { KEYS, TARGET_KEYS } from './keys.ts';
import type { Flags, Overridden, Resolved } from './overrides.ts';
import type { Config } from './read.ts';
import type { RawValue, Setting } from './setting.ts';

/** Where a value comes from. */
export type Source =
  | { readonly from: 'flag' | 'default' }
  | { readonly from: 'environment'; readonly variable: string }
  | { readonly from: 'file'; readonly file: string; readonly line: number; readonly column: number }
  | {
      readonly from: 'override';
      readonly override: number;
      readonly file: string;
      readonly line: number;
      readonly column: number;
    };

/** What holds for a flag. */
export interface Held {
  /** As it would be typed. `null`: it is not asked for. */
  readonly value: RawValue | number | null;
  readonly source: Source;
  /** What happens where it is not asked for, in words. */
  readonly otherwise?: string;
}

export type HeldFlags = Readonly<Record<string, Held>>;

/** The flags of a run, and where those come from that a file did not give. */
export interface Origins {
  readonly flags: Flags;
  readonly config?: Config;
  /** Those that have their values from the file. */
  readonly applied: ReadonlySet<string>;
  /** Gives the source of a flag that was typed or comes from the environment; undefined: it has its default. */
  given(flag: string): Source | undefined;
}

/** Says what holds for the run as a whole, and where it comes from. */
export const explainRun = (origins: Origins): HeldFlags =>
  held(
    Object.keys(KEYS).filter((key) => !TARGET_KEYS.includes(key)),
    origins.flags,
    (key) => sourceIn(origins, key),
  );

/** Says what holds in a target, and where it comes from. */
export const explainTarget = (
  origins: Origins,
  { flags, overridden }: Pick<Resolved, 'flags' | 'overridden'>,
): HeldFlags =>
  held(TARGET_KEYS, flags, (key) => {
    const there = overridden.get(key);
    return there && origins.config ? overrideOf(origins.config, there) : sourceIn(origins, key);
  });

/** What holds, and where it comes from, as `--json` prints it. */
export interface Explanation {
  readonly command: 'config';
  /** The file that was read; `null`: there is none. */
  readonly file: string | null;
  /** The flags that are about the whole run. */
  readonly run: HeldFlags;
  readonly targets: readonly ExplainedTarget[];
}

/** A target with the flags that hold there. */
export interface ExplainedTarget {
  /** `null`: it is not known without a call. */
  readonly account: string | null;
  readonly accountName?: string;
  readonly profile?: string;
  readonly region: string;
  readonly values: HeldFlags;
  /** Overrides of which it is not known whether they are for this target, and why that is so. */
  readonly unknown?: readonly { readonly override: number; readonly because: string }[];
  /** Why nothing can be done there as things are. */
  readonly error?: string;
}

function held(keys: readonly string[], flags: Flags, sourceOf: (key: string) => Source): HeldFlags {
  return Object.fromEntries(
    keys.map((key): [string, Held] => {
      const row = KEYS[key];
      const value = flags[key];
      const source = sourceOf(key);
      if (value !== undefined) return [key, { value: plain(value), source }];
      const otherwise = row?.otherwise ?? (row?.kind === 'switch' && row.default === undefined ? 'off' : undefined);
      const usual = row?.default === undefined ? null : (row.default as RawValue | number);
      return [key, { value: usual, source, ...(otherwise !== undefined && { otherwise }) }];
    }),
  );
}

const plain = (value: RawValue): RawValue =>
  Array.isArray(value) ? value.flatMap((item: string) => item.split(',')).map((item) => item.trim()) : value;

function sourceIn({ config, applied, given }: Origins, key: string): Source {
  const setting = applied.has(key) ? config?.settings.get(key) : undefined;
  if (config && setting) return { from: 'file', ...placeOf(config, setting) };
  return given(key) ?? { from: 'default' };
}

const overrideOf = (config: Config, { override, setting }: Overridden): Source => ({
  from: 'override',
  override: override.number,
  ...placeOf(config, setting),
});

const placeOf = ({ file }: Config, { at }: Setting): { file: string; line: number; column: number } => ({
  file,
  ...at,
});
