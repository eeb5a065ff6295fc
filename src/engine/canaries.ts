import { accountLabel, placeLabel } from '../aws/place.ts';
import type { TargetEnd } from './gate.ts';
import type { RunSettings } from './job.ts';

/** A target of which an account is known, or the profile that would have led there. */
interface Placed {
  readonly account?: string | null;
  readonly profile?: string;
  readonly region: string;
}

/**
 * Works on the targets of the first accounts alone, if the order has canaries; on the rest when these are done, and if one of them
 * failed, the gate is closed to it. Results come in the order of the entries. An account of which nothing can be worked on is no canary.
 */
export async function canariesFirst<Entry, Result extends TargetEnd>(
  { canary, gate }: Pick<RunSettings, 'canary' | 'gate'>,
  entries: readonly Entry[],
  placeOf: (entry: Entry) => Placed & { readonly status?: string },
  work: (entries: readonly Entry[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  if (canary === undefined) return work(entries);
  const places = entries.map(placeOf);
  const accounts = new Set(places.filter(({ status }) => status !== 'skipped').map(accountLabel));
  const first = new Set([...accounts].slice(0, canary));
  const isFirst = (index: number): boolean => first.has(accountLabel(places[index] as Placed));
  if (first.size === 0) return work(entries);
  const own = await work(entries.filter((_, index) => isFirst(index)));
  const firstPlaces = places.filter((_, index) => isFirst(index));
  const failed = firstPlaces.filter((_, index) => own[index]?.status === 'failed').map((place) => placeLabel(place));
  if (failed.length > 0) {
    const more = failed.length === 1 ? '' : ` and ${failed.length - 1} more`;
    gate.close(`${failed[0]}${more} of the --canary accounts failed`);
  }
  const others = await work(entries.filter((_, index) => !isFirst(index)));
  const [ownLeft, othersLeft] = [own[Symbol.iterator](), others[Symbol.iterator]()];
  return entries.map((_, index) => (isFirst(index) ? ownLeft : othersLeft).next().value as Result);
}

/** Gives the place of an entry that says itself where it is. */
export const asItIs = <Place>(entry: Place): Place => entry;
