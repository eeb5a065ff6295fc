import { isHybrid } from '../../facts/nodes.ts';
import { roleName } from '../../names/role.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { AccountCheck, Observation } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand, type Remedy } from '../remedy.ts';
import { grantTheRest } from './new-role.ts';

const CHECK = 'instance.hybrid-role-missing';

/** Checks that the roles of hybrid nodes exist. The audit of roles reports what they lack. */
export const hybridRole: AccountCheck = {
  scope: 'account',
  ids: [CHECK],

  async run(facts) {
    const found = await Promise.all(
      (await facts.regions()).map(async (region): Promise<readonly Observation[] | undefined> => {
        const byRole = new Map<string, string[]>();
        for (const { id, role } of (await region.nodes()).filter(isHybrid)) {
          if (role) byRole.set(roleName(role), [...(byRole.get(roleName(role)) ?? []), id]);
        }
        if (byRole.size === 0) return undefined;
        const told = [...byRole].map(async ([name, ids]) =>
          (await facts.role(name)) ? [] : [await missing(region, facts.account, name, ids)],
        );
        return (await Promise.all(told)).flat();
      }),
    );
    const told = found.filter((each) => each !== undefined);
    return told.length === 0 ? undefined : told.flat();
  },
};

const missing = async (
  region: RegionAudit,
  account: string,
  name: string,
  ids: readonly string[],
): Promise<Observation> => ({
  check: CHECK,
  verdict: 'fail',
  subject: `role/${name}`,
  summary: `it does not exist, and ${ids.length} hybrid ${ids.length === 1 ? 'node works' : 'nodes work'} under it in ${region.target.region}: they get no credentials, and are lost`,
  remedy: await madeAnew(region, account, name),
  ref: page('hybrid-multicloud-service-role'),
  region: region.target.region,
  breaks: { registration: ids },
});

// As the page makes it; nodes keep the name of the role with which they were registered.
const madeAnew = async (region: RegionAudit, account: string, name: string): Promise<Remedy> => ({
  kind: 'commands',
  commands: [
    awsCommand(region, ['iam', 'create-role'], {
      'role-name': name,
      'assume-role-policy-document': JSON.stringify({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { Service: 'ssm.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': account } },
          },
        ],
      }),
    }),
    awsCommand(region, ['iam', 'attach-role-policy'], {
      'role-name': name,
      'policy-arn': `arn:${region.target.partition.name}:iam::aws:policy/AmazonSSMManagedInstanceCore`,
    }),
    ...(await grantTheRest(region)),
  ],
});
