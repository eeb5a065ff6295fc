import { emptyIam } from './iam.ts';
import { isObject } from './json.ts';
import { emptyRegion, type State } from './state.ts';

/** A state as its file holds it. */
interface Stored {
  readonly state: State;
  /** The id of the journal that continues the file; absent: there is none. */
  readonly journal: string | undefined;
}

/** Writes a state, with the id of its journal if it has one, as human-readable JSON. */
export function toText(state: State, journal?: string): string {
  const { version, ...parts } = state;
  return `${JSON.stringify({ version, journal, ...parts }, null, 1)}\n`;
}

/** Reads what `toText`, or an older version of it, wrote. For anything else it throws an Error that names the file. */
export function fromText(file: string, text: string): Stored {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isWritten(value)) {
    throw new Error(`${file} is not a sandbox state file; remove it or run session-manager sandbox --reset`);
  }
  const { journal, ...state } = value;
  return { state: completed(state), journal };
}

/** A state as a file contains it, perhaps written by an older version of the sandbox. */
type Written = Omit<State, 'iam' | 'buckets'> &
  Partial<Pick<State, 'iam' | 'buckets'>> & { readonly journal?: string | undefined };

function isWritten(value: unknown): value is Written {
  return (
    isObject(value) &&
    value['version'] === 1 &&
    ['settings', 'optInRegions', 'sessions', 'accounts'].every((member) => isObject(value[member])) &&
    ['iam', 'buckets'].every((member) => value[member] === undefined || isObject(value[member])) &&
    value['organization'] !== undefined &&
    ['string', 'undefined'].includes(typeof value['journal'])
  );
}

/** Adds, empty, the members that newer versions of the sandbox have added. */
function completed(state: Omit<Written, 'journal'>): State {
  return {
    ...state,
    accounts: mapValues(state.accounts, (regions) => mapValues(regions, (region) => ({ ...emptyRegion(), ...region }))),
    iam: mapValues(state.iam ?? {}, (account) => ({ ...emptyIam(), ...account })),
    buckets: state.buckets ?? {},
  };
}

function mapValues<T>(record: Record<string, T>, change: (value: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
