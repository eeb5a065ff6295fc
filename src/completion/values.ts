import { regionNames } from '../aws/regions.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import type { InputTable } from '../inputs/input.ts';
import { failOnInputs } from '../inputs/tables/judging.ts';
import { policyInputs } from '../inputs/tables/policy.ts';
import { setupInputs } from '../inputs/tables/setup.ts';

/** What a word on a command line can be. A list is of several with commas between them. */
export type Values =
  | { readonly kind: 'words'; readonly words: readonly string[]; readonly isList: boolean }
  /** The profiles in the files of `~/.aws`, which the shell reads when it is asked. */
  | { readonly kind: 'profiles'; readonly isList: boolean }
  /** The names of the commands. */
  | { readonly kind: 'commands' }
  | { readonly kind: 'files' }
  | { readonly kind: 'any' };

interface Flag {
  readonly name: string;
  readonly options?: readonly string[];
  readonly helpValue?: string | undefined;
}

const list = (words: readonly string[]): Values => ({ kind: 'words', words, isList: true });

const one = (words: readonly string[]): Values => ({ kind: 'words', words, isList: false });

/** Says what the value of a flag can be. */
export function valuesOf({ name, options, helpValue = '' }: Flag): Values {
  if (options) return one(options);
  const known = KNOWN[name];
  if (known) return known();
  const row = TABLES[name];
  if (row?.kind === 'list' && row.options) return list(row.options);
  const words = row && 'rules' in row ? row.rules?.find(([allowed]) => Array.isArray(allowed))?.[0] : undefined;
  if (Array.isArray(words)) return one(words as readonly string[]);
  return /\b(?:file|folder|path)\b/i.test(helpValue) ? { kind: 'files' } : { kind: 'any' };
}

const profiles = (isList: boolean): Values => ({ kind: 'profiles', isList });

// The SDK is asked about each region, and every command has these flags.
const REGIONS = regionNames();

/** The flags whose values follow neither from their options nor from their rules. */
const KNOWN: Readonly<Record<string, () => Values>> = {
  regions: () => list(['all', ...REGIONS]),
  'exclude-regions': () => list(REGIONS),
  'region-order': () => list(REGIONS),
  profiles: () => profiles(true),
  'org-profile': () => profiles(false),
  accounts: () => list(['all']),
  principals: () => list(['all']),
  'agent-update-targets': () => list(['all']),
  only: () => list(checks()),
  skip: () => list(checks()),
  explain: () => list(checks()),
};

const TABLES: InputTable = { ...setupInputs, ...policyInputs, ...failOnInputs };

/** Lists the ids of all checks, and their families. */
function checks(): readonly string[] {
  const ids = Object.keys(CATALOGUE);
  return [...new Set(ids.flatMap((id) => [id.slice(0, id.indexOf('.')), id]))].toSorted();
}
