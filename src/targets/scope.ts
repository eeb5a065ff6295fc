import { parse as parseArn } from '@aws-sdk/util-arn-parser';
import { type ConfigFiles, readConfigFiles } from '../aws/config-files.ts';
import { type EndpointFault, faultOfEnvironment, faultOfProfile } from '../aws/profile-settings.ts';
import { credentialSource } from '../aws/credentials/source.ts';
import { holdSecrets } from '../aws/secrets.ts';
import { globalRegionOf, isRegion, isRegionName, nearestRegion, partitionOf } from '../aws/regions.ts';
import { UserError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import type { RawOf } from '../inputs/input.ts';
import { readerOf } from '../inputs/reader.ts';
import { manyInputs } from '../inputs/tables/many.ts';
import { targetInputs } from '../inputs/tables/targets.ts';
import { invalid } from '../inputs/values.ts';
import type { Place } from '../aws/place.ts';
import { withFiles } from './organization/account-files.ts';
import { chooserOf, type OrganizationChoice, parseChoice } from './organization/choice.ts';
import { isInShard } from './organization/shard.ts';
import { checkSdkSettings, checkSdkVariables } from './sdk-variables.ts';
import { type Entering, parseEntering } from './entering.ts';
import { type FailureLimit, parseFailureLimit } from './failure-limit.ts';
import { checkFiles, findProfile, type Profile } from './profiles.ts';

/** The regions and accounts of a run, and how they are entered: validated, nothing called yet. */
export interface Scope extends OrganizationChoice, Entering {
  /** `all`: every region enabled in the account. Absent: `homeRegion`, or each profile's own. */
  readonly regions: readonly string[] | 'all' | undefined;
  readonly excludeRegions: readonly string[];
  /** Absent: the SDK's own search for credentials. */
  readonly profiles: readonly Profile[] | undefined;
  /** `all`: every active account of the organization that the other members choose. Absent: the account of the credentials. */
  readonly accounts: readonly string[] | 'all' | undefined;
  readonly excludeAccounts: readonly string[];
  readonly roleName: string;
  readonly externalId: string | undefined;
  /** The SDK's region: from the environment, or from the profile in effect where `profiles` names none. */
  readonly homeRegion: string | undefined;
  /** The profile that AWS_PROFILE names, where `profiles` names none. */
  readonly homeProfile?: string;
  /** The number of targets worked on at once. */
  readonly concurrency: number;
  /** Seconds that one target may take. */
  readonly timeout: number;
  /** How many targets may fail before no more are begun. */
  readonly maxFailures?: FailureLimit;
  /** The number of accounts that are worked on alone, first. */
  readonly canary?: number;
  /** The regions that are worked on one after the other, first. */
  readonly regionOrder?: readonly string[];
}

/** Flags as they were typed. */
export type RawScope = RawOf<typeof targetInputs> & RawOf<typeof manyInputs>;

/** Reads the flags, the environment and `~/.aws`. Throws a UserError for the first value that is not allowed. */
export async function parseScope(given: RawScope, environment: NodeJS.ProcessEnv): Promise<Scope> {
  const raw = {
    ...given,
    accounts: await withFiles('--accounts', given.accounts),
    'exclude-accounts': await withFiles('--exclude-accounts', given['exclude-accounts']),
  };
  const read = readerOf(targetInputs, raw);
  const unchecked = read('region-unchecked') ?? false;
  const regions = read('regions');
  checkRegions('--regions', regions, unchecked);
  const chooser = raw.accounts === undefined ? chooserOf(raw) : '--accounts';
  const accounts = read('accounts') ?? (chooser === undefined ? undefined : 'all');
  const excludeRegions = read('exclude-regions') ?? [];
  checkRegions('--exclude-regions', excludeRegions, unchecked);
  const excludeAccounts = read('exclude-accounts') ?? [];
  if (excludeRegions === 'all') throw invalid('--exclude-regions', 'all', 'name the regions to leave out');
  if (excludeAccounts === 'all') throw invalid('--exclude-accounts', 'all', 'name the accounts to leave out');
  checkEndpoints(faultOfEnvironment(environment));
  checkSdkVariables(environment);
  const names = read('profiles');
  if (accounts && names && names.length > 1) {
    throw new UserError(
      'conflict',
      `${chooser === '--accounts' ? chooser : `the accounts of ${chooser}`} are entered from one profile, not from ${names.length}: give --profiles one name, or leave out ${chooser}`,
    );
  }
  const choice = parseChoice(raw, raw.accounts !== undefined);
  const entering = await parseEntering(raw, { accounts: accounts !== undefined, profiles: names });
  const externalId = read('external-id');
  holdSecrets(externalId, ...SECRET_VARIABLES.map((name) => environment[name]));
  const files = await readConfigFiles();
  const profiles = names?.map((name) => findProfile('--profiles', name, files));
  if (choice.orgProfile !== undefined) findProfile('--org-profile', choice.orgProfile, files);
  const scope: Scope = {
    regions,
    excludeRegions,
    profiles,
    accounts,
    excludeAccounts,
    roleName: read('role-name'),
    externalId,
    homeRegion: regionAtHome(environment, profiles, files, unchecked),
    ...(!profiles && environment['AWS_PROFILE'] && { homeProfile: environment['AWS_PROFILE'] }),
    concurrency: read('concurrency'),
    timeout: read('timeout'),
    ...paceOf(raw, unchecked),
    ...choice,
    ...entering,
  };
  checkOnePartition(scope);
  if (accounts === undefined && (raw['role-name'] ?? raw['external-id']) !== undefined) {
    throw new UserError('conflict', '--role-name and --external-id are about entering --accounts: give those too');
  }
  checkSomethingIsLeft(scope);
  return scope;
}

function paceOf(raw: RawScope, unchecked: boolean): Pick<Scope, 'maxFailures' | 'canary' | 'regionOrder'> {
  const read = readerOf(manyInputs, raw);
  const [limit, canary, regionOrder] = [read('max-failures'), read('canary'), read('region-order')];
  checkRegions('--region-order', regionOrder, unchecked);
  return {
    ...(limit !== undefined && { maxFailures: parseFailureLimit(limit) }),
    ...(canary !== undefined && { canary }),
    ...(regionOrder && { regionOrder }),
  };
}

const SECRET_VARIABLES = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_CONTAINER_AUTHORIZATION_TOKEN'];

/**
 * Checks what a run that calls AWS needs of `~/.aws` and the environment, where credentials come from included: the SDK
 * would only say that there are none, or find others. Throws a UserError with the cause.
 */
export async function requireCredentials(scope: Scope, environment: NodeJS.ProcessEnv): Promise<void> {
  const files = await readConfigFiles();
  if (scope.homeProfile !== undefined) findProfile('AWS_PROFILE', scope.homeProfile, files);
  const elsewhere = CREDENTIALS_BESIDE_FILES.some((names) => names.every((variable) => environment[variable]));
  if (!elsewhere || !hasRegion(scope)) checkFiles(files);
  const partitions: (string | undefined)[] = [];
  for (const name of profilesOf(scope)) {
    checkEndpoints(faultOfProfile(files, name ?? 'default'));
    checkSdkSettings(name ?? 'default', files.profiles.get(name ?? 'default') ?? {});
    partitions.push((await credentialSource(files, environment, name)).partition);
  }
  if (hasRegion(scope)) return;
  const why = files.missing.length === 0 ? 'no region' : `no region (${files.missing.join('; ')})`;
  // Credentials are valid in one partition: a region in another one is of no use.
  const partition = partitions.find((one) => one !== undefined && one !== 'aws');
  const region = partition === undefined ? undefined : globalRegionOf(partition);
  throw noRegion(`${why}: give --regions${region === undefined ? '' : ` ${region}`}, or set AWS_REGION`, region);
}

// Where one of these is set, nothing needs the files: in containers they often belong to another user.
const CREDENTIALS_BESIDE_FILES = [
  ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'],
  ['AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'],
  ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'],
  ['AWS_CONTAINER_CREDENTIALS_FULL_URI'],
] as const;

function checkEndpoints(fault: EndpointFault | undefined): void {
  if (fault) throw invalid(fault.setting, fault.value, fault.why);
}

/** Checks that there is a region: a run that names none, in an environment that has none, cannot go on. */
export function requireRegion(scope: Scope): void {
  if (!hasRegion(scope)) throw noRegion('no region: give --regions, or set AWS_REGION');
}

const hasRegion = ({ regions, homeRegion, profiles }: Scope): boolean =>
  regions !== undefined || homeRegion !== undefined || profiles?.every(({ region }) => region !== undefined) === true;

const noRegion = (message: string, region = 'us-east-1'): UserError =>
  new UserError('no-region', message, [`--regions ${region}`, '--regions all']);

// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
const KEY_ID = /^key\/(?:mrk-[\da-f]{32}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})$/;

/** Checks that `--kms-key` can be the ARN of a key, and that a run stays in its region: other regions could not use it. Throws a UserError if not. */
export function checkGivenKey(inputs: Inputs, scope: Scope): void {
  const regions = (scope.profiles ?? [undefined]).flatMap((entry) => regionsOf(scope, entry?.name));
  checkKeyIn(inputs, [...new Set(regions)]);
}

/** Checks the same for these regions: names, `default` for one that is not known, or `all`. */
export function checkKeyIn(inputs: Inputs, regions: readonly string[]): void {
  if (inputs.key?.kind !== 'given') return;
  const { region, partition, resource } = parseArn(inputs.key.arn);
  const right = partitionOf(region).name;
  if (partition !== right) {
    throw invalid('--kms-key', inputs.key.arn, `region ${region} is in partition ${right}, not ${partition}`);
  }
  if (!KEY_ID.test(resource)) {
    const form = 'key/1234abcd-12ab-34cd-56ef-1234567890ab, or key/mrk- and 32 such digits';
    throw invalid('--kms-key', inputs.key.arn, `it must end in the id of a key: ${form}`);
  }
  const others = regions.filter((name) => name !== 'default' && name !== region);
  if (others.length === 0) return;
  throw invalid(
    '--kms-key',
    inputs.key.arn,
    `the key is in ${region} and cannot be used in ${others.join(', ')}: run each region with a key of its own`,
  );
}

/** Lists the places, if known without a call; `all` stays a word. */
export function knownPlaces(scope: Scope): readonly Place[] {
  const entries: readonly Partial<Place>[] =
    scope.accounts === 'all'
      ? [{ account: 'all' }]
      : (scope.accounts?.filter((id) => isLeft(scope, id)).map((account) => ({ account })) ??
        scope.profiles?.map(({ name }) => ({ profile: name })) ?? [{}]);
  return entries.flatMap((entry) =>
    regionsOf(scope, entry.profile ?? scope.profiles?.[0]?.name).map((region) => ({
      ...entry,
      region,
      partition: partitionOf(region),
    })),
  );
}

/** Lists the profiles whose credentials a run uses; undefined is the one in effect. */
export const profilesOf = ({ profiles, homeProfile, orgProfile }: Scope): readonly (string | undefined)[] => [
  ...(profiles?.map(({ name }) => name) ?? [homeProfile]),
  ...(orgProfile === undefined ? [] : [orgProfile]),
];

/** Tells whether an account is neither left out by its id, nor in another shard. */
export const isLeft = ({ excludeAccounts, shard }: Scope, account: string): boolean =>
  !excludeAccounts.includes(account) && isInShard(account, shard);

/** Lists the regions asked for under one profile; `['all']` where only the account itself knows. */
export function regionsOf(scope: Scope, profileName?: string): readonly string[] {
  if (scope.regions === 'all') return ['all'];
  const own = scope.profiles?.find(({ name }) => name === profileName)?.region;
  const regions = scope.regions ?? [scope.homeRegion ?? own ?? 'default'];
  return regions.filter((region) => !scope.excludeRegions.includes(region));
}

function checkRegions(flag: string, names: readonly string[] | 'all' | undefined, unchecked: boolean): void {
  if (names !== 'all') for (const name of names ?? []) checkRegion(flag, name, unchecked);
}

function checkRegion(flag: string, name: string, unchecked: boolean): void {
  if (isRegion(name) || (unchecked && isRegionName(name))) return;
  const near = nearestRegion(name);
  const why = [
    'there is no such region',
    ...(near ? [`did you mean ${near}?`] : []),
    ...(isRegionName(name) && !unchecked ? ['--region-unchecked takes one that is newer than this version'] : []),
  ];
  throw invalid(flag, name, why.join('; '), near ? [near] : []);
}

// The SDK reads AWS_REGION, but not AWS_DEFAULT_REGION, which the AWS CLI reads; and without either it would ask
// the instance metadata service, which takes seconds where there is none.
function regionAtHome(
  environment: NodeJS.ProcessEnv,
  profiles: readonly Profile[] | undefined,
  files: ConfigFiles,
  unchecked: boolean,
): string | undefined {
  const named = environment['AWS_REGION'] || environment['AWS_DEFAULT_REGION'];
  const region =
    named || (profiles ? undefined : files.profiles.get(environment['AWS_PROFILE'] || 'default')?.['region']);
  if (region !== undefined) checkRegion('the region of the environment', region, unchecked);
  return region;
}

function checkSomethingIsLeft({
  regions,
  homeRegion,
  excludeRegions,
  accounts,
  excludeAccounts,
  profiles,
}: Scope): void {
  const asked = regions ?? (homeRegion !== undefined && !profiles ? [homeRegion] : undefined);
  if (Array.isArray(asked) && asked.every((name) => excludeRegions.includes(name))) {
    throw invalid('--exclude-regions', excludeRegions.join(','), 'it leaves no region');
  }
  if (Array.isArray(accounts) && accounts.every((id) => excludeAccounts.includes(id))) {
    throw invalid('--exclude-accounts', excludeAccounts.join(','), 'it leaves no account');
  }
}

function checkOnePartition(scope: Scope): void {
  if (!Array.isArray(scope.regions)) return;
  const partitions = [...new Set(scope.regions.map((region) => partitionOf(region).name))];
  if (partitions.length < 2 || (scope.profiles && scope.profiles.length > 1)) return;
  throw new UserError(
    'conflict',
    `--regions spans partitions ${partitions.join(' and ')}: credentials are good for one of them, so run each by itself`,
  );
}
