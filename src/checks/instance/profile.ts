import { unlessDenied } from '../../aws/errors.ts';
import { activatedAmong } from '../../facts/nodes.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { Instance } from '../../facts/instances.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { type AwsCommand, awsCommand, type Remedy } from '../remedy.ts';
import { grantTheRest, handOut, newProfile, newRole } from './new-role.ts';
import { READ_NODES } from './unread-roles.ts';

const PROFILE = page('setup-instance-permissions');

/** Checks that agents have credentials: from an instance profile, or by Default Host Management. */
export const instanceProfile: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['instance.no-profile'],
    async run(facts) {
      const instances = await facts.instances();
      if (instances.length === 0) return undefined;
      const bare = instances.filter(({ profile }) => profile === undefined);
      if (bare.length === 0 || (await facts.hostManagementRole()) !== undefined) return [];
      const known = await unlessDenied(facts.nodes());
      const online = new Set(known?.filter(({ ping }) => ping === 'Online').map(({ id }) => id));
      const isActivated = activatedAmong(known ?? []);
      const there = bare.filter(({ privateIp }) => !isActivated(privateIp));
      if (!known) return there.map(perhapsWithoutCredentials);
      const remedy = await profileFor(facts, there, profileOf(instances, online));
      return there.map((instance) => withoutProfile(instance, online.has(instance.id), remedy(instance)));
    },
  },
  {
    scope: 'region',
    ids: ['instance.metadata-off'],
    async run(facts) {
      const instances = await facts.instances();
      if (instances.length === 0) return undefined;
      return instances.filter(({ metadataOff }) => metadataOff).map(({ id }) => withoutMetadata(facts, id));
    },
  },
];

// An agent that is online got credentials from elsewhere, or will lose them soon.
const withoutProfile = ({ id }: Instance, online: boolean, remedy: Remedy): Observation => ({
  check: 'instance.no-profile',
  verdict: online ? 'warn' : 'fail',
  subject: id,
  summary: online
    ? 'it is online, but has no instance profile, and Default Host Management is off: its credentials will run out'
    : 'it has no instance profile, and Default Host Management is off: its agent has no credentials',
  remedy,
  ref: PROFILE,
  breaks: { registration: [id] },
});

// One that was registered by an activation gets its credentials by that.
const perhapsWithoutCredentials = (instance: Instance): Observation => ({
  ...withoutProfile(instance, false, READ_NODES),
  verdict: 'unknown',
  summary:
    'it has no instance profile, and Default Host Management is off: it is not known whether its agent has credentials by an activation, since nodes may not be read',
  unread: ['ssm:DescribeInstanceInformation'],
});

const withoutMetadata = (facts: RegionFacts, id: string): Observation => ({
  check: 'instance.metadata-off',
  verdict: 'fail',
  subject: id,
  summary: 'its metadata service, from which the agent gets its credentials, is off',
  remedy: awsCommand(facts, ['ec2', 'modify-instance-metadata-options'], {
    'instance-id': id,
    'http-endpoint': 'enabled',
    'http-tokens': 'required',
  }),
  ref: PROFILE,
  breaks: { registration: [id] },
});

/** Gives the name of the profile that most nodes which are online have; undefined: none has one. */
function profileOf(instances: readonly Instance[], online: ReadonlySet<string>): string | undefined {
  const counts = new Map<string, number>();
  for (const { id, profile } of instances) {
    const name = profile?.split('/').at(-1);
    if (name !== undefined && online.has(id)) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0];
}

/** The most instances that one line of commands is about. */
const AT_ONCE = 10;

/** Advises to give instances a profile: one under which nodes here are online, or a new one for all of them. */
async function profileFor(
  facts: RegionAudit,
  bare: readonly Instance[],
  proven: string | undefined,
): Promise<(instance: Instance) => Remedy> {
  const give = ({ id }: Instance, name: string): AwsCommand =>
    awsCommand(facts, ['ec2', 'associate-iam-instance-profile'], {
      'instance-id': id,
      'iam-instance-profile': `Name=${name}`,
    });
  if (proven !== undefined) {
    const lead = `if it may have the permissions of ${proven}, the profile of nodes here that are online`;
    return (instance) => ({ kind: 'commands', lead, commands: [give(instance, proven)] });
  }
  // IAM is one for all regions.
  const name = `session-nodes-${facts.target.region}`;
  const made = [...newRole(facts, 'ec2', name), newProfile(facts, name), handOut(facts, name, name)];
  const rest = await grantTheRest(facts);
  const few = bare.length <= AT_ONCE ? bare : undefined;
  return (instance) => ({
    kind: 'commands',
    lead: few
      ? `with a profile of their own for ${few.length === 1 ? 'it' : `these ${few.length} instances`}`
      : 'with a profile of their own; where that is there already, only the command for the instance is left to run',
    commands: [...made, ...(few ?? [instance]).map((each) => give(each, name)), ...rest],
  });
}
