import type { Instance } from '../state/ec2.ts';
import type { ManagedNode } from '../state/ssm.ts';
import type { RegionState } from '../state/state.ts';
import type { Tags } from '../state/tags.ts';
import { type Network, NETWORKS, nodeGroupId, subnetId, vpcId } from './network.ts';
import { PROFILES } from './roles.ts';

type Nodes = Pick<RegionState, 'instances' | 'nodes'>;

/** An instance as it is written here: it runs Linux, is online and fine unless noted otherwise. */
interface Plan {
  readonly id: string;
  readonly name: string;
  readonly network: Network;
  readonly profile?: string;
  readonly state?: 'stopped';
  readonly platform?: 'windows';
  /** Its status in Systems Manager: lost, never registered, or without a channel; absent: online. */
  readonly seen?: 'without-channel' | 'lost' | 'never';
  readonly agent?: string;
  /** The id of an association that failed to update the agent. */
  readonly failed?: string;
}

const AGENT = '3.3.3050.0';

/** The association by which AWS Quick Setup updates all agents. */
export const QUICK_SETUP_ID = '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2';

const VIRGINIA: readonly Plan[] = [
  { id: 'i-073d9645cca9c53f4', name: 'web-1', network: NETWORKS.web, profile: PROFILES.web },
  { id: 'i-02c3faf16f4269242', name: 'web-2', network: NETWORKS.web, profile: PROFILES.web, seen: 'without-channel' },
  {
    id: 'i-0230b722ffae608fb',
    name: 'web-old',
    network: NETWORKS.web,
    profile: PROFILES.web,
    state: 'stopped',
    seen: 'lost',
  },
  { id: 'i-0ad6da0a0d610a0e7', name: 'api-1', network: NETWORKS.web, profile: PROFILES.api },
  { id: 'i-054ac0af3f5148a17', name: 'batch-1', network: NETWORKS.web, profile: PROFILES.batch, seen: 'never' },
  { id: 'i-0137de1c8849a58db', name: 'jump-host', network: NETWORKS.web, seen: 'never' },
  {
    id: 'i-0f88bf8a39fab5744',
    name: 'monitoring',
    network: NETWORKS.web,
    profile: PROFILES.monitoring,
    agent: '2.3.372.0',
    failed: QUICK_SETUP_ID,
  },
  { id: 'i-0ed138743b4e7b173', name: 'ledger-1', network: NETWORKS.ledger, profile: PROFILES.web },
];

const IRELAND: readonly Plan[] = [
  { id: 'i-04173c04a7e00c94e', name: 'web-3', network: NETWORKS.webInEurope, profile: PROFILES.web },
  {
    id: 'i-0ecb2eb1abdb36735',
    name: 'files-1',
    network: NETWORKS.webInEurope,
    profile: PROFILES.files,
    platform: 'windows',
  },
  { id: 'i-0d0450cf233a17a0a', name: 'queue-1', network: NETWORKS.webInEurope },
  { id: 'i-02e90fad6fc539778', name: 'reports-1', network: NETWORKS.webInEurope, profile: PROFILES.reports },
  { id: 'i-0170d1e4b6427be07', name: 'orders-1', network: NETWORKS.orders, profile: PROFILES.web, seen: 'lost' },
];

const FRANKFURT: readonly Plan[] = [
  { id: 'i-0c5e2f7d81b94a603', name: 'web-4', network: NETWORKS.webInGermany, profile: PROFILES.web },
  { id: 'i-0a94d2e6b8f31c750', name: 'api-2', network: NETWORKS.webInGermany, profile: PROFILES.api },
];

const DEVELOPMENT: readonly Plan[] = [
  { id: 'i-0b15f33fe812a5ed1', name: 'playground', network: NETWORKS.development, seen: 'never' },
];

/** Makes the nodes in us-east-1, of which one is no instance. `now`: milliseconds since the epoch. */
export function nodesInVirginia(now: number): Nodes {
  const found = nodesOf(VIRGINIA, now);
  found.nodes['mi-03193af94797f2802'] = {
    ...online(now, '192.168.7.20', 'plant-gateway', { Name: 'plant-gateway', Site: 'plant-7' }),
    iamRole: 'hybrid-nodes',
    associations: { [QUICK_SETUP_ID]: { status: 'Success' } },
  };
  return found;
}

export const nodesInIreland = (now: number): Nodes => nodesOf(IRELAND, now);

export const nodesInFrankfurt = (now: number): Nodes => nodesOf(FRANKFURT, now);

export const nodesInDevelopment = (now: number): Nodes => nodesOf(DEVELOPMENT, now);

function nodesOf(plans: readonly Plan[], now: number): Nodes {
  const found: Nodes = { instances: {}, nodes: {} };
  for (const [index, plan] of plans.entries()) {
    const address = `${plan.network.block}.1.${10 + index}`;
    const instance = instanceOf(plan, address, index);
    found.instances[plan.id] = instance;
    if (plan.seen !== 'never') found.nodes[plan.id] = managedNode(plan, instance, now);
  }
  return found;
}

function instanceOf({ name, network, profile, state, platform }: Plan, privateIp: string, index: number): Instance {
  const reachable = network.gateway === 'igw' && state === undefined;
  return {
    state: state ?? 'running',
    launched: '2026-03-02T07:00:00.000Z',
    platform: platform ?? 'linux',
    type: 't3.small',
    imageId: platform ? 'ami-0d1e2f3a4b5c6d7e8' : 'ami-0a1b2c3d4e5f60718',
    vpc: vpcId(network),
    subnet: subnetId(network, 1),
    privateIp,
    ...(reachable && { publicIp: `203.0.113.${10 + index}` }),
    securityGroups: [nodeGroupId(network)],
    ...(profile !== undefined && { profile }),
    metadata: { tokens: 'required', endpoint: 'enabled' },
    tags: { Name: name, Environment: 'production' },
  };
}

function managedNode({ name, seen, agent, failed, platform }: Plan, instance: Instance, now: number): ManagedNode {
  const node = online(now, instance.privateIp, name, {});
  return {
    ...node,
    ...(seen === 'lost' && { pingStatus: 'ConnectionLost', lastPing: '2026-06-01T03:12:45.000Z' }),
    ...(agent !== undefined && { agentVersion: agent }),
    ...(platform && {
      platform: 'Windows',
      platformName: 'Microsoft Windows Server 2022 Datacenter',
      platformVersion: '10.0.20348',
    }),
    connected: seen === undefined,
    ...(failed !== undefined && { associations: { [failed]: { status: 'Failed' } } }),
  };
}

const online = (now: number, ipAddress: string, computerName: string, tags: Tags): ManagedNode => ({
  pingStatus: 'Online',
  lastPing: new Date(now - 90_000).toISOString(),
  agentVersion: AGENT,
  platform: 'Linux',
  platformName: 'Amazon Linux',
  platformVersion: '2023',
  computerName,
  ipAddress,
  connected: true,
  tags,
  associations: {},
});
