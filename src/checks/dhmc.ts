import { unlessDenied } from '../aws/errors.ts';
import type { AccountAudit } from '../audit/account.ts';
import type { RegionAudit } from '../audit/region.ts';
import { SETTINGS } from '../facts/settings.ts';
import { trusts } from '../policies/reading/trust-policy.ts';
import type { AccountCheck, Observation } from './check.ts';
import { page } from './page.ts';
import { attachCore, grantTheRest, newRole } from './instance/new-role.ts';
import { awsCommand, type Command, type Remedy } from './remedy.ts';

const HOST_MANAGEMENT = page('fleet-manager-default-host-management-configuration');

/** Checks that the role which Default Host Management Configuration names exists. The audit of roles reports what it lacks. */
export const hostManagement: AccountCheck = {
  scope: 'account',
  inSetup: true,
  ids: ['dhmc.role-missing'],

  async run(facts) {
    const named = await Promise.all(
      (await facts.regions()).map(async (region) => ({ region, path: await region.hostManagementRole() })),
    );
    const on = named.flatMap(({ region, path }) => (path === undefined ? [] : [{ region, path }]));
    if (on.length === 0) return undefined;
    const roles = await Promise.all(on.map(({ path }) => facts.role(nameOf(path))));
    const without = on.filter((_, index) => !roles[index]);
    return Promise.all(
      without.map(async ({ region, path }): Promise<Observation> => ({
        check: 'dhmc.role-missing',
        verdict: 'fail',
        subject: `role/${nameOf(path)}`,
        summary:
          'Default Host Management is on with this role, which does not exist: instances without a profile have no credentials',
        remedy: await remedyFor(facts, region, without),
        ref: HOST_MANAGEMENT,
        region: region.target.region,
        breaks: { registration: await bareNodes(region) },
      })),
    );
  },
};

/** A region, and the role that Default Host Management has there, with its path. */
interface On {
  readonly region: RegionAudit;
  readonly path: string;
}

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

/** The role as AWS makes it, without which instances that have no profile would lose their credentials for good. */
const OF_AWS = { name: 'AWSSystemsManagerDefaultEC2InstanceManagementRole', path: '/service-role/' };

// The role is one for all regions, so the advice is, too. Where nothing runs, nothing relies on the setting.
async function remedyFor(facts: AccountAudit, region: RegionAudit, without: readonly On[]): Promise<Remedy> {
  const running = await unlessDenied(region.instances());
  if (running?.length === 0) {
    return awsCommand(region, ['ssm', 'reset-service-setting'], { 'setting-id': SETTINGS.hostManagementRole });
  }
  const { name, path } = OF_AWS;
  const there = await facts.role(name);
  if (there && trusts(there.trust, 'ssm', region.target).answer !== 'yes') return asNamed(without, region);
  const value = `${path.slice(1)}${name}`;
  const first = without[0]?.region ?? region;
  return {
    kind: 'commands',
    commands: [
      ...(there ? [attachCore(first, 'ssm', name)] : newRole(first, 'ssm', name, path)),
      ...without
        .filter((each) => each.path !== value)
        .map((each) =>
          awsCommand(each.region, ['ssm', 'update-service-setting'], {
            'setting-id': SETTINGS.hostManagementRole,
            'setting-value': value,
          }),
        ),
      ...(await grantsOf(without)),
    ],
  };
}

/** Makes the commands for the role that the setting of a region names. */
async function asNamed(without: readonly On[], region: RegionAudit): Promise<Remedy> {
  const named = without.find((each) => each.region === region)?.path ?? OF_AWS.name;
  const path = `/${named.slice(0, -nameOf(named).length)}`;
  const alike = without.filter((each) => nameOf(each.path) === nameOf(named));
  return {
    kind: 'commands',
    commands: [...newRole(region, 'ssm', nameOf(named), path), ...(await grantsOf(alike))],
  };
}

const grantsOf = async (without: readonly On[]): Promise<readonly Command[]> =>
  (await Promise.all(without.map(({ region }) => grantTheRest(region)))).flat();

const bareNodes = async (region: RegionAudit): Promise<readonly string[]> =>
  (await region.instances().catch(() => [])).filter(({ profile }) => profile === undefined).map(({ id }) => id);
