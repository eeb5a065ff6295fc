import { type ConfigFile, findFile, namedFile } from '../config/find.ts';
import type { Config } from '../config/read.ts';
import type { RawValue } from '../config/setting.ts';
import { UserError } from '../errors.ts';
import type { RawOf } from '../inputs/input.ts';
import type { configInputs } from '../inputs/tables/config.ts';
import { isTyped } from './environment.ts';

/** The flags that are about the file, as they were typed or come from the environment. */
export type ConfigFlags = RawOf<typeof configInputs>;

interface Wish {
  readonly flags: ConfigFlags;
  readonly argv: readonly string[];
  readonly folder: string;
  /** False: a file that is not named is not looked for. */
  readonly finds: boolean;
}

/** Finds the configuration file of a run; undefined where there is none. Throws a UserError where it cannot be read. */
export function configFile({ flags, argv, folder, finds }: Wish): ConfigFile | undefined {
  const { config, 'no-config': none } = flags;
  // `--no-config` is a flag of its own.
  const typed = isTyped(
    'config',
    {},
    argv.filter((word) => word !== '--no-config'),
  );
  const refused = none && isTyped('no-config', {}, argv);
  if (typed && refused) throw new UserError('conflict', '--config and --no-config: give only one of them');
  // What is typed wins over what is in the environment.
  if (none && !typed) return undefined;
  if (config === '') throw new UserError('invalid-value', '--config "": it must be the path of a file');
  if (config !== undefined) return namedFile(config, folder);
  return finds ? findFile(folder) : undefined;
}

/** A configuration file, as far as it counts in a run. */
export interface Configured {
  readonly config: Config;
  /** The flags that have their values from it, with these. */
  readonly values: Readonly<Record<string, RawValue>>;
  /** Those that were typed, or come from the environment: no file changes them. */
  readonly given: ReadonlySet<string>;
}

/** A command line as oclif has read it. */
interface Parsed {
  readonly flags: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly flags: Readonly<Record<string, { readonly setFromDefault?: boolean } | undefined>> };
}

/** Finds out which values of a file count: those of flags that this command takes from the environment, too, and that nobody has given otherwise. */
export function configured(
  config: Config,
  flags: Readonly<Record<string, { readonly env?: string | undefined }>>,
  { flags: read, metadata }: Parsed,
): Configured {
  const isGiven = (name: string): boolean => read[name] !== undefined && metadata.flags[name]?.setFromDefault !== true;
  const given = new Set(Object.keys(read).filter(isGiven));
  const values = [...config.settings].flatMap(([key, { value }]) =>
    flags[key]?.env !== undefined && !given.has(key) && value !== undefined ? [[key, value] as const] : [],
  );
  return { config, values: Object.fromEntries(values), given };
}
