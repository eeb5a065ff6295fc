import type { Instance, Subnet } from '../state/ec2.ts';
import type { ManagedNode } from '../state/ssm.ts';
import type { RegionState } from '../state/state.ts';
import { idOf, LONG_AGO, tags } from './members.ts';
import { below, type Place, together, wrong } from './mistakes.ts';
import {
  becomes,
  byName,
  type Draft,
  flag,
  list,
  matching,
  object,
  oneOf,
  optional,
  orEmpty,
  text,
  time,
  unless,
} from './rules.ts';

type WrittenInstance = Draft<Instance, 'vpc' | 'privateIp'>;

const instance = object<WrittenInstance>({
  state: unless(() => 'running', oneOf('pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped')),
  launched: unless(() => LONG_AGO, time),
  platform: unless(() => 'linux', oneOf('linux', 'windows')),
  type: unless(() => 't3.small', text),
  imageId: unless(() => 'ami-0a1b2c3d4e5f60718', text),
  vpc: optional(text),
  subnet: text,
  privateIp: optional(text),
  publicIp: optional(text),
  ipv6: optional(text),
  securityGroups: list(text),
  profile: optional(text),
  sourceDestCheck: optional(flag),
  metadata: orEmpty(
    object<Instance['metadata']>({
      tokens: unless(() => 'optional', oneOf('optional', 'required')),
      endpoint: unless(() => 'enabled', oneOf('enabled', 'disabled')),
    }),
  ),
  tags,
});

type Platform = Pick<ManagedNode, 'platform' | 'platformName' | 'platformVersion'>;
type FromInstance = keyof Platform | 'computerName' | 'ipAddress';
type WrittenNode = Draft<ManagedNode, FromInstance>;

const node = becomes(
  object<Draft<ManagedNode, FromInstance | 'lastPing' | 'connected'>>({
    pingStatus: unless(() => 'Online', oneOf('Online', 'ConnectionLost', 'Inactive')),
    lastPing: optional(time),
    agentVersion: unless(() => '3.3.3050.0', text),
    platform: optional(oneOf('Linux', 'Windows', 'MacOS')),
    platformName: optional(text),
    platformVersion: optional(text),
    computerName: optional(text),
    ipAddress: optional(text),
    connected: optional(flag),
    iamRole: optional(text),
    tags,
    associations: byName(
      object<ManagedNode['associations'][string]>({
        status: unless(() => 'Success', oneOf('Success', 'Failed', 'Pending')),
      }),
    ),
  }),
  (given, { now }): WrittenNode => {
    const online = given.pingStatus === 'Online';
    return { lastPing: online ? now : LONG_AGO, connected: online, ...given };
  },
);

/** The nodes of a region as they can be written. */
export interface WrittenNodes {
  readonly instances: Record<string, WrittenInstance>;
  readonly nodes: Record<string, WrittenNode>;
}

export const nodes = {
  instances: byName(instance, idOf('i')),
  nodes: byName(node, matching(/^m?i-./, 'an id that begins with i- or mi-')),
} as const;

/** Completes nodes with what follows from their subnets and instances. */
export function completed(
  given: WrittenNodes,
  subnets: Readonly<Record<string, Subnet>>,
  place: Place,
): Pick<RegionState, keyof WrittenNodes> {
  const found = together(
    Object.entries(given.instances).map(([id, written], index) => () => {
      const { vpc = subnets[written.subnet]?.vpc } = written;
      if (vpc === undefined) {
        throw wrong(below(place, 'instances', id, 'vpc'), `it is missing, and there is no subnet ${written.subnet}`);
      }
      const privateIp = address(subnets[written.subnet]?.cidr ?? '10.0.0.0/24', index);
      return [id, { privateIp, ...written, vpc }] as const;
    }),
  );
  const instances: Readonly<Record<string, Instance>> = Object.fromEntries(found);
  return {
    instances,
    nodes: Object.fromEntries(
      Object.entries(given.nodes).map(([id, written], index) => {
        const {
          platform,
          privateIp = address('192.168.0.0/24', index),
          tags: { Name = id } = {},
        } = instances[id] ?? {};
        const system = SYSTEMS[written.platform ?? (platform === 'windows' ? 'Windows' : 'Linux')];
        return [id, { ...system, computerName: Name, ipAddress: privateIp, ...written }];
      }),
    ),
  };
}

const SYSTEMS: Readonly<Record<ManagedNode['platform'], Platform>> = {
  Linux: { platform: 'Linux', platformName: 'Amazon Linux', platformVersion: '2023' },
  Windows: {
    platform: 'Windows',
    platformName: 'Microsoft Windows Server 2022 Datacenter',
    platformVersion: '10.0.20348',
  },
  MacOS: { platform: 'MacOS', platformName: 'macOS', platformVersion: '15.5' },
};

/** Gives an address of a block, after those that AWS reserves. */
const address = (cidr: string, index: number): string =>
  cidr.replace(/(\d+)\/\d+$/, (_, last: string) => String(Number(last) + 10 + (index % 200)));
