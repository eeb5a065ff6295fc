import { unlessDenied } from '../../aws/errors.ts';
import { isActivated } from '../../facts/nodes.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand } from '../remedy.ts';
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
      const there = bare.filter(({ privateIp }) => !isActivated(privateIp, known ?? []));
      return there.map(({ id }) =>
        known ? withoutProfile(facts, id, online.has(id)) : perhapsWithoutCredentials(facts, id),
      );
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
const withoutProfile = (facts: RegionFacts, id: string, online: boolean): Observation => ({
  check: 'instance.no-profile',
  verdict: online ? 'warn' : 'fail',
  subject: id,
  summary: online
    ? 'it is online, but has no instance profile, and Default Host Management is off: its credentials will run out'
    : 'it has no instance profile, and Default Host Management is off: its agent has no credentials',
  remedy: awsCommand(facts, ['ec2', 'associate-iam-instance-profile'], {
    'instance-id': id,
    'iam-instance-profile': 'Name=PROFILE',
  }),
  ref: PROFILE,
});

// One that was registered by an activation gets its credentials by that.
const perhapsWithoutCredentials = (facts: RegionFacts, id: string): Observation => ({
  ...withoutProfile(facts, id, false),
  verdict: 'unknown',
  summary:
    'it has no instance profile, and Default Host Management is off: it is not known whether its agent has credentials by an activation, since nodes may not be read',
  remedy: READ_NODES,
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
});
