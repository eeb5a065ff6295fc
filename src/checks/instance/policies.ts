import { unlessDenied } from '../../aws/errors.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import type { AccountAudit } from '../../audit/account.ts';
import type { RegionAudit } from '../../audit/region.ts';
import { trusts } from '../../policies/reading/trust-policy.ts';
import { statementsFor } from '../../policies/documents/session-needs.ts';
import { awsCommand, type Command, hint, type Remedy } from '../remedy.ts';
import { attachCore, grantTheRest, handOut, newRole } from './new-role.ts';

const DEPRECATED = 'AmazonEC2RoleforSSM';

/** Checks that instance profiles have a role, and not the policy that AWS withdrew. */
export const profilePolicies: AccountCheck = {
  scope: 'account',
  inSetup: true,
  ids: ['instance.deprecated-policy', 'instance.profile-without-role'],

  async run(facts) {
    const [{ byName }, regions] = await Promise.all([facts.roles(), facts.regions()]);
    const roles = [...byName.values()].filter(({ profiles }) => profiles.length > 0);
    const inUse = await Promise.all(regions.map((region) => unlessDenied(profilesOf(region))));
    const observations: Observation[] = [];
    for (const role of roles) {
      const arn = (await role.attached()).find((policy) => policy.endsWith(`/${DEPRECATED}`));
      if (arn === undefined) continue;
      // Where instances may not be read, one may have it.
      const isUsed = inUse.some((names) => !names || role.profiles.some((name) => names.has(name)));
      observations.push({
        check: 'instance.deprecated-policy',
        verdict: isUsed ? 'warn' : 'info',
        subject: `role/${role.name}`,
        summary: `has ${DEPRECATED}, which is deprecated and opens every bucket and log group of the account${isUsed ? '' : '; no running instance uses it now in the regions that were looked at'}`,
        remedy: await replaceDeprecated(facts, role.name, arn),
        ref: page('security-iam-awsmanpol'),
      });
    }
    const handedOut = new Set(roles.flatMap(({ profiles }) => profiles));
    for (const [index, region] of regions.entries()) {
      for (const name of inUse[index] ?? []) {
        if (handedOut.has(name)) continue;
        observations.push({
          check: 'instance.profile-without-role',
          verdict: 'fail',
          subject: `instance-profile/${name}`,
          summary: 'running instances have this profile, but it has no role: their agents have no credentials',
          remedy: await roleFor(facts, region, name),
          ref: page('setup-instance-permissions'),
          region: region.target.region,
          ...((await hasNoFallback(region)) && { breaks: { registration: await nodesWith(name, region) } }),
        });
      }
    }
    return observations;
  },
};

/** Gives the names of the instance profiles of running instances. */
const profilesOf = async (region: RegionAudit): Promise<ReadonlySet<string>> =>
  new Set((await region.instances()).flatMap(({ profile }) => profile?.split('/').at(-1) ?? []));

/** The name of the inline policy with what sessions need of the deprecated one. */
const INSTEAD = 'session-logs';

// What sessions need of it is given by other policies first, so that no session is without its log in between.
async function replaceDeprecated(facts: AccountAudit, role: string, deprecated: string): Promise<Remedy> {
  const read = (await facts.regions()).map((region) => region.configuration());
  const configurations = await Promise.all(read).catch(() => undefined);
  if (!configurations) {
    return hint(
      `attach AmazonSSMManagedInstanceCore and what else its nodes need, then detach ${DEPRECATED}: what sessions need of it is not known, since the preferences may not be read`,
    );
  }
  const statements = statementsFor(new Set(['logs', 's3']), configurations);
  const name = { 'role-name': role };
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const kept = { ...name, 'policy-name': INSTEAD, 'policy-document': document };
  return {
    kind: 'commands',
    lead: 'if its nodes need nothing else of it, such as for the output of Run Command, metrics, or to join a directory',
    commands: [
      attachCore(facts, 'ec2', role),
      ...(statements.length > 0 ? [awsCommand(facts, ['iam', 'put-role-policy'], kept)] : []),
      awsCommand(facts, ['iam', 'detach-role-policy'], { ...name, 'policy-arn': deprecated }),
    ],
  };
}

/** Advises which role to put into a profile: that of the same name, as the console makes it, or a new one. */
async function roleFor(facts: AccountAudit, region: RegionAudit, profile: string): Promise<Remedy> {
  const there = await facts.role(profile);
  const isFit = there !== undefined && trusts(there.trust, 'ec2', region.target).answer === 'yes';
  const name = there && !isFit ? `${profile}-nodes` : profile;
  const commands: readonly Command[] = [
    ...(isFit ? [attachCore(region, 'ec2', name)] : newRole(region, 'ec2', name)),
    handOut(region, name, profile),
    ...(await grantTheRest(region)),
  ];
  const lead = isFit ? `if its nodes may have the permissions of role ${name}` : 'with a role of its own';
  return { kind: 'commands', lead, commands };
}

const nodesWith = async (name: string, region: RegionAudit): Promise<readonly string[]> =>
  (await region.instances()).filter(({ profile }) => profile?.split('/').at(-1) === name).map(({ id }) => id);

// Agents that get no credentials of their own work under the role of Default Host Management.
const hasNoFallback = (region: RegionAudit): Promise<boolean> =>
  region.hostManagementRole().then(
    (role) => role === undefined,
    () => false,
  );
