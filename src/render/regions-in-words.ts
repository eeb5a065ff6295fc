import { allOf, counted } from './counted.ts';

/** From this many regions on, all of a run are counted rather than named. */
const COUNTED = 4;

/** What stands for the regions of an account that could not be entered, so nobody knows which it has. */
const UNKNOWN = 'all';

/** Where no more than this many are missing, and far more are not, those are named instead. */
const MISSING = 3;

/**
 * Names regions: `all 17 regions` where they are all that the run is about, `all 17 regions but us-east-1` where few are missing, else
 * `us-east-1, us-west-2 and eu-west-1`. `most`: the most that are named, then `us-east-1 and 5 more regions`.
 */
export function regionsInWords(regions: readonly string[], ofRun: readonly string[], most = Infinity): string {
  const named = [...new Set(regions)];
  if (named.length === 1 && named[0] === UNKNOWN) return 'all regions';
  const all = new Set([...ofRun, ...named].filter((region) => region !== UNKNOWN));
  const missing = [...all].filter((region) => !named.includes(region));
  if (all.size >= COUNTED && missing.length === 0) return allOf(all.size, 'region');
  const isShorter = missing.length <= MISSING && missing.length * MISSING <= named.length && named.length >= COUNTED;
  if (isShorter) return `all ${all.size} regions but ${inWords(missing, MISSING, 'region')}`;
  return inWords(named, most, 'region');
}

/** Lists names: `a, b and c`; of more than `most`: `a, b and 5 more regions`. */
export function inWords(names: readonly string[], most: number, noun: string): string {
  if (names.length > most) {
    const rest = names.length - most;
    return `${names.slice(0, most).join(', ')} and ${counted(rest, `more ${noun}`)}`;
  }
  const last = names.at(-1) ?? '';
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`;
}
