import { compareVersions, validate } from 'compare-versions';
import { isHybrid } from '../facts/nodes.ts';
import type { RegionFacts } from '../facts/region.ts';
import { SINCE } from '../policies/needs/agent-versions.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { awsCommand } from './remedy.ts';

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
    const common = await featuresInUse(facts);
    // A feature that cannot be looked up counts against no agent.
    const managed = await hostManaged(facts).catch(() => new Set<string>());
    return nodes.flatMap(({ id, agentVersion: version }): readonly Observation[] => {
      if (!validate(version)) return [];
      const features = managed.has(id) ? [...common, HOST_MANAGEMENT] : common;
      const missing = features.filter(({ since }) => compareVersions(version, since) < 0);
      const [newest] = missing.toSorted((one, other) => compareVersions(other.since, one.since));
      if (!newest) return [];
      return [
        {
          check: 'agent.too-old',
          verdict: missing.some(({ vital }) => vital) ? 'fail' : 'warn',
          subject: id,
          summary: `agent ${version} is too old for ${missing.map(({ name }) => name).join(', ')} (needs ${newest.since})`,
          remedy: awsCommand(facts, ['ssm', 'send-command'], {
            'document-name': 'AWS-UpdateSSMAgent',
            targets: `Key=InstanceIds,Values=${id}`,
          }),
          ref: PREREQUISITES,
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

async function featuresInUse(facts: RegionFacts): Promise<readonly Feature[]> {
  const settings = await facts.settings().catch(() => undefined);
  return [
    SESSION_MANAGER,
    ...(settings?.key === undefined ? [] : [KMS]),
    ...(settings?.streaming ? [STREAMING] : []),
    ...(settings?.shellProfile ? [SHELL_PROFILE] : []),
  ];
}

/** Finds the instances that depend on Default Host Management. */
async function hostManaged(facts: RegionFacts): Promise<ReadonlySet<string>> {
  if ((await facts.hostManagementRole()) === undefined) return new Set();
  const instances = await facts.instances();
  return new Set(instances.filter(({ profile }) => profile === undefined).map(({ id }) => id));
}
