import { bool, list, structure, text } from '../../protocols/shape.ts';
import { DEFAULT_REGIONS, OPT_IN_REGIONS, OTHER_REGIONS } from '../../state/partitions.ts';
import { isEnabled } from '../../state/state.ts';
import { type Context, reads } from '../operation.ts';
import { describeMembers, invalidValue, type Kind, select } from './describe.ts';

interface Region {
  readonly optIn: 'opt-in-not-required' | 'opted-in' | 'not-opted-in';
  readonly endpoint: string;
}

export const regionOperations = {
  // Without AllRegions and names, only the regions that are enabled.
  DescribeRegions: reads(
    structure({
      RegionName: list(text()),
      AllRegions: bool(),
      Filter: describeMembers.Filter,
      DryRun: describeMembers.DryRun,
    }),
    (context, { RegionName: names = [], AllRegions: all = false, ...input }) => {
      const known = regions(context);
      const unknown = names.filter((name) => !Object.hasOwn(known, name));
      if (unknown.length > 0) throw invalidValue(`Invalid region names: [${unknown.join(', ')}]`);
      const asked = Object.entries(known).filter(([name, { optIn }]) =>
        names.length > 0 ? names.includes(name) : all || optIn !== 'not-opted-in',
      );
      return { regionInfo: select(kindOf(Object.fromEntries(asked)), context, undefined, input).items };
    },
  ),
};

/** Describes regions: they have names instead of ids, and are all on one page. */
function kindOf(all: Readonly<Record<string, Region>>): Kind<Region> {
  return {
    prefix: '',
    noun: 'region',
    notFound: 'InvalidParameterValue',
    malformed: 'InvalidParameterValue',
    most: Infinity,
    all: () => all,
    filters: {
      'region-name': (_, name) => name,
      'opt-in-status': ({ optIn }) => optIn,
      endpoint: ({ endpoint }) => endpoint,
    },
    show: (_, name, { optIn, endpoint }) => ({ regionName: name, regionEndpoint: endpoint, optInStatus: optIn }),
  };
}

function regions({ state, account, partition, region: own }: Context): Readonly<Record<string, Region>> {
  const names =
    partition.id === 'aws' ? [...DEFAULT_REGIONS, ...OPT_IN_REGIONS] : (OTHER_REGIONS[partition.id] ?? [own]);
  return Object.fromEntries(
    names.map((name): [string, Region] => [
      name,
      {
        optIn: !OPT_IN_REGIONS.includes(name)
          ? 'opt-in-not-required'
          : isEnabled(state, account, name)
            ? 'opted-in'
            : 'not-opted-in',
        endpoint: `ec2.${name}.${partition.suffix}`,
      },
    ]),
  );
}
