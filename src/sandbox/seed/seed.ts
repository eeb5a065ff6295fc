import { isObject } from '../state/json.ts';
import { emptyState, type RegionState, type State } from '../state/state.ts';
import { iam } from './iam.ts';
import { accountId } from './members.ts';
import { nearest, SeedError } from './mistakes.ts';
import { organization } from './organization.ts';
import * as network from './network.ts';
import * as nodes from './nodes.ts';
import {
  becomes,
  byName,
  list,
  matching,
  object,
  oneOf,
  optional,
  orEmpty,
  orNull,
  type Schema,
  text,
  time,
  unless,
  whole,
} from './rules.ts';
import { buckets, publicAccessBlocks, settings } from './settings.ts';

/**
 * Reads a state that a person wrote, in the form of the state file; whatever does not matter can be left out.
 * Throws a SeedError that names the places of the mistakes. `now`: milliseconds since the epoch.
 */
export function parseSeed(content: string, now = Date.now()): State {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    throw new SeedError([`it is not JSON: ${(error as Error).message.replaceAll(/\s+/g, ' ')}`], { cause: error });
  }
  const { $schema: _, journal: __, ...given } = isObject(value) ? value : {};
  if (isSomethingElse(given)) throw new SeedError([`it is no state file: it has none of ${PARTS.join(', ')}`]);
  return state.read(isObject(value) ? given : value, { names: [], now: new Date(now).toISOString() });
}

type WrittenRegion = Omit<RegionState, keyof nodes.WrittenNodes> & nodes.WrittenNodes;

const region = becomes(
  object<WrittenRegion>({ ...settings, ...nodes.nodes, ...network.networks }),
  (given, place): RegionState => ({
    ...network.completed(given),
    ...nodes.completed(given, given.subnets, place),
  }),
);

const regionName = matching(/^[a-z]+(-[a-z]+)+-\d+$/, 'the name of a region');

const parts = {
  settings: orEmpty(
    object<State['settings']>({
      documentVersionLimit: unless(() => emptyState().settings.documentVersionLimit, whole),
    }),
  ),
  organization: unless(() => emptyState().organization, orNull(organization)),
  optInRegions: byName(list(text), accountId),
  sessions: byName(
    object<State['sessions'][string]>({
      account: text,
      arn: text,
      userId: text,
      secret: text,
      token: text,
      expires: time,
      policy: optional(text),
    }),
  ),
  accounts: byName(byName(region, regionName), accountId),
  iam,
  buckets,
  publicAccessBlocks,
} as const;

const state = object<State>({ version: unless(() => 1, oneOf(1)), ...parts });

const PARTS = Object.keys(parts);

/** Tells whether this is a file for something else, such as a package.json. */
function isSomethingElse(given: object): boolean {
  const names = Object.keys(given).filter((name) => name !== 'version');
  return !names.some((name) => PARTS.includes(name)) && names.some((name) => nearest(name, PARTS) === undefined);
}

/** The JSON Schema of a seed, for editors. */
export const SEED_SCHEMA: Schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'session-manager sandbox --seed',
  description: 'The state of the sandbox as a person may write it: what does not matter may be left out.',
  ...state.schema,
  properties: {
    $schema: { type: 'string' },
    journal: {
      type: 'string',
      description: 'of a large state file: the id of the journal beside it; a seed needs none',
    },
    ...(state.schema['properties'] as object),
  },
};
