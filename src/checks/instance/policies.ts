import { unlessDenied } from '../../aws/errors.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { type AwsCommand, awsCommand } from '../remedy.ts';

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
      const core = `arn:${facts.target.partition.name}:iam::aws:policy/AmazonSSMManagedInstanceCore`;
      const change = (operation: string, policy: string): AwsCommand =>
        awsCommand(facts, ['iam', operation], { 'role-name': role.name, 'policy-arn': policy });
      // Where instances may not be read, one may have it.
      const isUsed = inUse.some((names) => !names || role.profiles.some((name) => names.has(name)));
      observations.push({
        check: 'instance.deprecated-policy',
        verdict: isUsed ? 'warn' : 'info',
        subject: `role/${role.name}`,
        summary: `has ${DEPRECATED}, which is deprecated and opens every bucket and log group of the account${isUsed ? '' : '; no running instance uses it now'}`,
        remedy: {
          kind: 'commands',
          commands: [change('attach-role-policy', core), change('detach-role-policy', arn)],
        },
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
          remedy: awsCommand(region, ['iam', 'add-role-to-instance-profile'], {
            'instance-profile-name': name,
            'role-name': 'ROLE',
          }),
          ref: page('setup-instance-permissions'),
          region: region.target.region,
        });
      }
    }
    return observations;
  },
};

/** Gives the names of the instance profiles of running instances. */
const profilesOf = async (region: RegionAudit): Promise<ReadonlySet<string>> =>
  new Set((await region.instances()).flatMap(({ profile }) => profile?.split('/').at(-1) ?? []));
