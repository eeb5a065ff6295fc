import type { STS } from '@aws-sdk/client-sts';
import type { AwsCredentialIdentityProvider } from '@smithy/types';
import pLimit from 'p-limit';
import { type Caller, type Connection, connect, memoizedUntilExpiry } from './aws/connection.ts';
import { explain, isDenied } from './aws/errors.ts';
import { partitionOf } from './aws/regions.ts';
import { type Problem, TargetError } from './errors.ts';
import { type Scope, regionsOf } from './scope.ts';
import { createTarget, placeLabel, type Target, type TargetPlace } from './targets.ts';

/** A region of an account that cannot be worked on, and why. */
export interface Unreachable {
  readonly account?: string;
  readonly profile?: string;
  readonly region: string;
  readonly status: 'failed' | 'skipped';
  readonly problem: Problem;
}

export type Reached = Target | Unreachable;

export const isTarget = (reached: Reached): reached is Target => !('problem' in reached);

interface Account {
  readonly id: string;
  readonly partition: string;
  readonly arn: string;
  /** Where STS answered for it: a region that is enabled, in its partition. */
  readonly region: string;
  readonly credentials: AwsCredentialIdentityProvider;
}

/**
 * Enters every account of a scope, once, and lists its targets in the order they were asked for. An account that
 * cannot be entered gives one failed entry a region; the others go on.
 */
export async function reachTargets(scope: Scope, connection: Connection): Promise<readonly Reached[]> {
  const limit = pLimit(scope.concurrency);
  const reached = scope.accounts
    ? await reachMembers(scope, connection, limit)
    : await Promise.all(
        (scope.profiles ?? [undefined]).map((profile) =>
          limit(() =>
            reachAccount(scope, connection, { profile: profile?.name }, () =>
              ownAccount(scope, connection, profile?.name),
            ),
          ),
        ),
      );
  return withoutRepeats(reached.flat());
}

type Limit = ReturnType<typeof pLimit>;

async function reachMembers(scope: Scope, connection: Connection, limit: Limit): Promise<readonly Reached[][]> {
  const profile = scope.profiles?.[0]?.name;
  let caller: Account;
  let ids: readonly string[];
  try {
    caller = await ownAccount(scope, connection, profile);
    ids =
      scope.accounts === 'all' ? await organizationAccounts(connection, caller) : (scope.accounts as readonly string[]);
  } catch (error) {
    const named = scope.accounts === 'all' ? ['all'] : (scope.accounts ?? []);
    return named.map((account) => unreachable(scope, { account, profile }, error));
  }
  return Promise.all(
    ids
      .filter((id) => !scope.excludeAccounts.includes(id))
      .map((id) =>
        limit(() =>
          reachAccount(scope, connection, { account: id, profile }, () => memberAccount(scope, connection, caller, id)),
        ),
      ),
  );
}

interface Entrance {
  readonly account?: string;
  readonly profile: string | undefined;
}

async function reachAccount(
  scope: Scope,
  connection: Connection,
  entrance: Entrance,
  enter: () => Promise<Account>,
): Promise<Reached[]> {
  try {
    const account = await enter();
    const asked = regionsOf(scope, entrance.profile);
    const regions = asked[0] === 'all' ? await enabledRegions(scope, connection, account) : asked;
    return regions.map((region) => {
      const place: TargetPlace = {
        account: account.id,
        ...(entrance.profile !== undefined && { profile: entrance.profile }),
        region,
        partition: partitionOf(region),
      };
      return createTarget(place, account.credentials, connection);
    });
  } catch (error) {
    return unreachable(scope, entrance, error);
  }
}

function unreachable(scope: Scope, entrance: Entrance, error: unknown): Unreachable[] {
  const problem = explain(error, entrance.profile);
  return regionsOf(scope, entrance.profile).map((region) => ({
    ...(entrance.account !== undefined && { account: entrance.account }),
    ...(entrance.profile !== undefined && { profile: entrance.profile }),
    region,
    status: 'failed',
    problem,
  }));
}

// Two profiles may lead into one account: its regions must not be worked on twice at once.
function withoutRepeats(reached: readonly Reached[]): readonly Reached[] {
  const first = new Map<string, Target>();
  return reached.map((entry) => {
    if (!isTarget(entry)) return entry;
    const label = placeLabel(entry);
    const earlier = first.get(label);
    if (!earlier) {
      first.set(label, entry);
      return entry;
    }
    const { account, profile, region } = entry;
    const message = `profile ${profile} leads into account ${account} too, which profile ${earlier.profile} covers already`;
    const problem: Problem = { code: 'Repeated', message };
    return { account, ...(profile !== undefined && { profile }), region, status: 'skipped', problem };
  });
}

async function ownAccount(scope: Scope, connection: Connection, profile: string | undefined): Promise<Account> {
  const credentials = connection.credentials ?? (await searchedCredentials(profile));
  const home = scope.homeRegion ?? scope.profiles?.find(({ name }) => name === profile)?.region;
  const region = home ?? (Array.isArray(scope.regions) ? scope.regions[0] : undefined) ?? 'us-east-1';
  const { globalRegion } = partitionOf(region);
  const identity = (where: string): Promise<Account> =>
    identityIn(connection, {
      place: placeLabel({ region: where, ...(profile && { profile }) }),
      region: where,
      credentials,
    });
  try {
    return await identity(region);
  } catch (error) {
    // A region that is not enabled refuses every credential, so the partition's own region gets the last word.
    if ((error as Error).name !== 'InvalidClientTokenId' || region === globalRegion) throw error;
    return identity(globalRegion);
  }
}

async function searchedCredentials(profile: string | undefined): Promise<AwsCredentialIdentityProvider> {
  const { defaultProvider } = await import('@aws-sdk/credential-provider-node');
  return defaultProvider(profile === undefined ? {} : { profile });
}

async function identityIn(connection: Connection, caller: Caller): Promise<Account> {
  const sts = await stsClient(connection, caller);
  const { Account: id, Arn: arn } = await sts.getCallerIdentity({});
  if (!id || !arn) throw new TargetError('NoIdentity', 'AWS did not say whose credentials these are');
  const { region, credentials } = caller;
  return { id, arn, partition: arn.split(':')[1] ?? 'aws', region, credentials };
}

async function memberAccount(scope: Scope, connection: Connection, caller: Account, id: string): Promise<Account> {
  if (id === caller.id) return caller;
  const { region } = caller;
  const RoleArn = `arn:${caller.partition}:iam::${id}:role/${scope.roleName}`;
  const sts = await stsClient(connection, { place: `${id}/${region}`, region, credentials: caller.credentials });
  const credentials = await memoizedUntilExpiry(async () => {
    const { Credentials: found } = await sts.assumeRole({
      RoleArn,
      RoleSessionName: 'session-manager',
      ...(scope.externalId !== undefined && { ExternalId: scope.externalId }),
    });
    if (!found?.AccessKeyId || !found.SecretAccessKey || !found.SessionToken) {
      throw new TargetError('NoCredentials', `STS gave no credentials for ${RoleArn}`);
    }
    return {
      accessKeyId: found.AccessKeyId,
      secretAccessKey: found.SecretAccessKey,
      sessionToken: found.SessionToken,
      ...(found.Expiration && { expiration: found.Expiration }),
    };
  });
  try {
    await credentials();
  } catch (error) {
    if (!isDenied(error)) throw error;
    throw new TargetError(
      'AssumeRoleDenied',
      `${caller.arn} may not assume ${RoleArn}`,
      `check that the role exists in ${id}, trusts ${caller.arn}${scope.externalId ? ' with this external id' : ''}, and that sts:AssumeRole is allowed; --role-name names another role`,
    );
  }
  return { ...caller, id, arn: RoleArn, credentials };
}

async function stsClient(connection: Connection, caller: Caller): Promise<STS> {
  return connect((await import('@aws-sdk/client-sts')).STS, connection, caller);
}

// account:ListRegions needs a client of a hundredth of EC2's size.
async function enabledRegions(scope: Scope, connection: Connection, account: Account): Promise<readonly string[]> {
  const { Account: AccountClient, paginateListRegions } = await import('@aws-sdk/client-account');
  const region = partitionOf(account.region).globalRegion;
  const client = connect(AccountClient, connection, {
    place: `${account.id}/${region}`,
    region,
    credentials: account.credentials,
  });
  const regions: string[] = [];
  try {
    const pages = paginateListRegions(
      { client, pageSize: 50 },
      { RegionOptStatusContains: ['ENABLED', 'ENABLED_BY_DEFAULT'] },
    );
    for await (const page of pages) {
      for (const { RegionName } of page.Regions ?? []) if (RegionName) regions.push(RegionName);
    }
  } catch (error) {
    const { code, message } = explain(error);
    throw new TargetError(
      code,
      `cannot list the regions of account ${account.id}: ${message}`,
      'allow account:ListRegions, or name the regions',
    );
  }
  return regions.toSorted().filter((name) => !scope.excludeRegions.includes(name));
}

async function organizationAccounts(connection: Connection, caller: Account): Promise<readonly string[]> {
  const { Organizations, paginateListAccounts } = await import('@aws-sdk/client-organizations');
  const region = partitionOf(caller.region).globalRegion;
  const client = connect(Organizations, connection, {
    place: `${caller.id}/${region}`,
    region,
    credentials: caller.credentials,
  });
  const ids: string[] = [];
  try {
    for await (const page of paginateListAccounts({ client }, {})) {
      for (const account of page.Accounts ?? []) {
        // Status was retired in September 2026 in favour of State; older endpoints only know Status.
        if (account.Id && (account.State ?? account.Status) === 'ACTIVE') ids.push(account.Id);
      }
    }
  } catch (error) {
    const { code, message } = explain(error);
    throw new TargetError(
      code,
      `cannot list the accounts of the organization: ${message}`,
      'run it with credentials of the management account or a delegated administrator (organizations:ListAccounts), or name the accounts',
    );
  }
  return ids;
}
