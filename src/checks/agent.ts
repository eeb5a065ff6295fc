import { compareVersions, validate } from 'compare-versions';
import { isHybrid, type Node } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import type { SessionSettings } from '../facts/session-settings.ts';
import { SINCE } from '../policies/needs/agent-versions.ts';
import type { Observation, RegionCheck } from './check.ts';
import { hostManaged } from './host-managed.ts';
import { page } from './page.ts';
import { awsCommand, hint, type Remedy } from './remedy.ts';

/** A feature, and the oldest agent that has it. */
interface Feature {
  readonly name: string;
  readonly since: string;
  /** True if sessions fail without it; otherwise they run without the feature. */
  readonly vital: boolean;
}

const PREREQUISITES = page('session-manager-prerequisites');

/** Finds agents that are too old for what is switched on. */
export const agentVersion: RegionCheck = {
  scope: 'region',
  ids: ['agent.too-old'],

  async run(facts) {
    const all = await facts.nodes();
    if (all.length === 0) return undefined;
    // A node stays on the list when its instance is stopped or gone; then there is nothing to update.
    const running = new Set((await facts.instances().catch(() => [])).map(({ id }) => id));
    const nodes = all.filter((node) => node.ping === 'Online' || isHybrid(node) || running.has(node.id));
    const settings = await facts.settings().catch(() => undefined);
    // A feature that cannot be looked up counts against no agent.
    const managed = await hostManaged(facts).catch(() => new Set<string>());
    return nodes.flatMap((node): readonly Observation[] => {
      const { id, agentVersion: version } = node;
      if (!validate(version)) return [];
      const features = [...featuresInUse(settings, node), ...(managed.has(id) ? [HOST_MANAGEMENT] : [])];
      const missing = features.filter(({ since }) => compareVersions(version, since) < 0);
      const [newest] = missing.toSorted((one, other) => compareVersions(other.since, one.since));
      if (!newest) return [];
      return [
        {
          check: 'agent.too-old',
          verdict: missing.some(({ vital }) => vital) ? 'fail' : 'warn',
          subject: id,
          summary: `agent ${version} is too old for ${missing.map(({ name }) => name).join(', ')} (needs ${newest.since})`,
          remedy: updating(facts, node),
          ref: PREREQUISITES,
          breaks: {
            registration: missing.includes(HOST_MANAGEMENT) ? [id] : [],
            channel: missing.includes(SESSION_MANAGER) ? [id] : [],
          },
        },
      ];
    });
  },
};

const SESSION_MANAGER: Feature = { name: 'sessions', since: SINCE.sessions, vital: true };
const KMS: Feature = { name: 'the encryption of sessions', since: SINCE.encryption, vital: true };
const STREAMING: Feature = { name: 'streaming logs', since: SINCE.streaming, vital: false };
const SHELL_PROFILE: Feature = { name: 'shell profiles', since: SINCE.shellProfiles, vital: false };
const HOST_MANAGEMENT: Feature = { name: 'Default Host Management', since: SINCE.hostManagement, vital: true };

/** Lists the features that are switched on and that a node would use. A shell profile is for one kind of system. */
const featuresInUse = (settings: SessionSettings | undefined, { platform }: Node): readonly Feature[] => [
  SESSION_MANAGER,
  ...(settings?.key === undefined ? [] : [KMS]),
  ...(settings?.streaming ? [STREAMING] : []),
  ...(settings && hasProfile(settings, platform) ? [SHELL_PROFILE] : []),
];

/** Tells whether there is a shell profile for a platform; for one that is not known, any. */
const hasProfile = ({ shellProfiles }: SessionSettings, platform: string): boolean =>
  shellProfiles.some((system) => platform === '' || (system === 'windows') === (platform === 'Windows'));

/** Run Command reaches only a node that is online. */
const updating = (facts: RegionFacts, node: Node): Remedy =>
  node.ping === 'Online'
    ? awsCommand(facts, ['ssm', 'send-command'], {
        'document-name': 'AWS-UpdateSSMAgent',
        targets: `Key=InstanceIds,Values=${node.id}`,
      })
    : hint(
        isHybrid(node)
          ? 'no command of Systems Manager reaches it: install a newer agent on the machine by hand'
          : 'no command of Systems Manager reaches it: install a newer agent on the machine by hand, or replace the instance by one whose image has a newer agent',
      );
