import { unlessDenied } from '../../aws/errors.ts';
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
    const observations: Observation[] = [];
    for (const role of roles) {
      const arn = (await role.attached()).find((policy) => policy.endsWith(`/${DEPRECATED}`));
      if (arn === undefined) continue;
      const core = `arn:${facts.target.partition.name}:iam::aws:policy/AmazonSSMManagedInstanceCore`;
      const change = (operation: string, policy: string): AwsCommand =>
        awsCommand(facts, ['iam', operation], { 'role-name': role.name, 'policy-arn': policy });
      observations.push({
        check: 'instance.deprecated-policy',
        verdict: 'warn',
        subject: `role/${role.name}`,
        summary: `has ${DEPRECATED}, which is deprecated and opens every bucket and log group of the account`,
        remedy: {
          kind: 'commands',
          commands: [change('attach-role-policy', core), change('detach-role-policy', arn)],
        },
        ref: page('security-iam-awsmanpol'),
      });
    }
    const handedOut = new Set(roles.flatMap(({ profiles }) => profiles));
    for (const region of regions) {
      const instances = (await unlessDenied(region.instances())) ?? [];
      const names = new Set(instances.flatMap(({ profile }) => profile?.split('/').at(-1) ?? []));
      for (const name of names) {
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
