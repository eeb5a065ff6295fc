import { partition } from '@aws-sdk/util-endpoints';
import { closest, distance } from 'fastest-levenshtein';

export interface Partition {
  readonly name: string;
  /** Suffix of service principals and host names: `amazonaws.com`, in China `amazonaws.com.cn`. */
  readonly dnsSuffix: string;
  /** The region that answers for the partition's global services. */
  readonly globalRegion: string;
}

/** Gives the partition of a region that `isRegion` accepts. The SDK takes any other name for one of partition `aws`. */
export function partitionOf(region: string): Partition {
  const found = partition(region) as ReturnType<typeof partition> & { readonly implicitGlobalRegion: string };
  return { name: found.name, dnsSuffix: found.dnsSuffix, globalRegion: found.implicitGlobalRegion };
}

/** Gives the region that answers for the global services of a partition, by its name; undefined for a name that is none. */
export function globalRegionOf(name: string): string | undefined {
  const region = candidates().find((one) => isRegion(one) && partitionOf(one).name === name);
  return region === undefined ? undefined : partitionOf(region).globalRegion;
}

/** Tells whether the SDK's partition data lists this region; only listed regions have a description there. */
export const isRegion = (name: string): boolean => isRegionName(name) && 'description' in partition(name);

/** Tells whether this has the form of a region's name, whether there is such a region or not. */
export const isRegionName = (name: string): boolean => /^[a-z]+(-[a-z]+)+-\d+$/.test(name);

/** Gives the region that was probably meant; undefined if no name is close. */
export function nearestRegion(name: string): string | undefined {
  const nearest = closest(name.toLowerCase(), candidates().filter(isRegion));
  return distance(name.toLowerCase(), nearest) <= 3 ? nearest : undefined;
}

/** Lists the regions of the SDK's partition data, those of the partition `aws` first. */
export const regionNames = (): readonly string[] =>
  candidates()
    .filter(isRegion)
    .toSorted((one, other) => Number(partitionOf(one).name !== 'aws') - Number(partitionOf(other).name !== 'aws'));

// The SDK answers for one region at a time and offers no list, so every name of the usual form is asked about.
function candidates(): string[] {
  const areas = [
    'af',
    'ap',
    'ca',
    'cn',
    'eu',
    'il',
    'me',
    'mx',
    'sa',
    'us',
    'us-gov',
    'us-iso',
    'us-isob',
    'us-isof',
    'eu-isoe',
    'eusc-de',
  ];
  const sides = ['central', 'east', 'north', 'northeast', 'northwest', 'south', 'southeast', 'southwest', 'west'];
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  return areas.flatMap((area) => sides.flatMap((side) => numbers.map((number) => `${area}-${side}-${number}`)));
}
