import { UserError } from '../errors.ts';
import { propertyOf, type RawOf } from './input.ts';
import { readerOf } from './reader.ts';
import {
  type Preference,
  type PreferenceInputs,
  preferenceInputs,
  type PreferenceTable,
} from './tables/preferences.ts';

/** Turns flags into preferences, after `checkNeeds`. Throws a UserError for the first value that AWS would not take. */
export function parsePreferences(raw: RawOf<typeof preferenceInputs>): PreferenceInputs {
  const table: PreferenceTable = preferenceInputs;
  const given: RawOf<PreferenceTable> = raw;
  checkSize(table, given);
  const read = readerOf(table, given);
  const isImplied = ({ impliedBy }: Preference): boolean => impliedBy !== undefined && given[impliedBy] !== undefined;
  return Object.fromEntries(
    Object.entries(table).flatMap(([flag, row]) => {
      const value = read(flag) ?? (isImplied(row) ? true : undefined);
      return value === undefined ? [] : [[propertyOf(flag), value]];
    }),
  );
}

// A document can have 64 KB; the rest of it needs less than 4: CreateDocument in the service model.
function checkSize(table: PreferenceTable, raw: RawOf<PreferenceTable>): void {
  const flags = Object.keys(table).filter((flag) => isUnbounded(table[flag]));
  const size = Buffer.byteLength(JSON.stringify(flags.map((flag) => raw[flag])));
  if (size <= 60_000) return;
  const names = flags.map((flag) => `--${flag}`);
  throw new UserError(
    'invalid-value',
    `${names.slice(0, -1).join(', ')} and ${names.at(-1)} have ${size} bytes together; 60000 fit into the document`,
  );
}

const isUnbounded = (row: Preference | undefined): boolean => row?.kind === 'text' && row.rules === undefined;
