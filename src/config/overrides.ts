import { fits, type Located } from './match.ts';
import type { Config, Override } from './read.ts';
import type { RawValue, Setting } from './setting.ts';

/** Flags by name, as they are typed. */
export type Flags = Readonly<Record<string, RawValue | undefined>>;

/** A flag that an override sets in a target. */
export interface Overridden {
  readonly override: Override;
  readonly setting: Setting;
}

/** What holds in a target. */
export interface Resolved {
  readonly flags: Flags;
  /** The flags that overrides have set, by name. */
  readonly overridden: ReadonlyMap<string, Overridden>;
  /** The overrides of which it is not known whether they are for this target, and what would have to be known. */
  readonly doubts: readonly { readonly override: Override; readonly unknown: string }[];
}

/** The flags of a run, and which of them a file may not change. */
export interface Run {
  readonly flags: Flags;
  /** Those that were typed, or come from the environment. */
  readonly given: ReadonlySet<string>;
  /** Those that the command knows. */
  readonly known: ReadonlySet<string>;
}

/**
 * Makes what tells, of each target, what holds there: of overrides that are for it, the last that sets a flag wins. It depends on the target
 * alone; the same overrides give the same object.
 */
export function resolverOf({ overrides }: Config, { flags, given, known }: Run): (place: Located) => Resolved {
  const cache = new Map<string, Resolved>();
  return (place) => {
    const answers = overrides.map((override) => ({ override, answer: fits(override.match, place) }));
    const id = answers.map(({ answer }) => (typeof answer === 'object' ? answer.unknown : String(answer))).join('|');
    const before = cache.get(id);
    if (before) return before;
    const overridden = new Map<string, Overridden>();
    for (const { override, answer } of answers) {
      if (answer !== true) continue;
      for (const [key, setting] of override.settings) {
        if (known.has(key) && !given.has(key)) overridden.set(key, { override, setting });
      }
    }
    const doubts = answers.flatMap(({ override, answer }, index) => {
      if (typeof answer !== 'object') return [];
      const later = answers.slice(index + 1).flatMap((other) => (other.answer === true ? other.override : []));
      const decides = (key: string): boolean =>
        known.has(key) && !given.has(key) && !later.some(({ settings }) => settings.has(key));
      return [...override.settings.keys()].some(decides) ? [{ override, ...answer }] : [];
    });
    const changed = [...overridden].map(([key, { setting }]) => [key, setting.value] as const);
    const resolved = { flags: { ...flags, ...Object.fromEntries(changed) }, overridden, doubts };
    cache.set(id, resolved);
    return resolved;
  };
}
