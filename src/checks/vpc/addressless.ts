import { awsCommand, type AwsCommand, type Commands } from '../remedy.ts';
import { isDefault } from './nat.ts';
import { ec2, inOrder } from './remedies.ts';
import type { Host, Site } from './site.ts';

/** The most addresses that are advised: an account has five by default. https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html */
const MOST = 5;

/** The most nodes that are named. */
const NAMED = 5;

/** Tells whether all that keeps a host from the internet gateway that its route leads to is that it has no public address. */
export const lacksAddress = (host: Host): boolean =>
  host.way === 'none' && !host.instance.hasPublicIp && gatewayOf(host) !== undefined;

const gatewayOf = ({ table }: Host): string | undefined =>
  table?.routes.find((route) => isDefault(route) && route.active && route.target.startsWith('igw-'))?.target;

/** Says of such hosts what they lack, by their names; those of services follow. */
export function addressFact(hosts: readonly Host[]): string {
  const names = hosts.map(({ instance }) => instance.id);
  const rest = names.length > NAMED ? ` and ${names.length - NAMED} more` : '';
  const [have, their] = names.length === 1 ? ['has', 'its'] : ['have', 'their'];
  const gateway = hosts[0] && gatewayOf(hosts[0]);
  return `${names.slice(0, NAMED).join(', ')}${rest} ${have} no public address, without which ${their} route to ${gateway} leads nowhere, and no other way leads to`;
}

/** Advises an elastic address for each of such hosts; undefined where they are too many, or it is not certain which of their interfaces takes it. */
export function giveAddresses(site: Site, hosts: readonly Host[]): Commands | undefined {
  if (hosts.length > MOST || hosts.some(({ instance }) => (instance.interfaces?.length ?? 0) > 1)) return undefined;
  const commands = hosts.flatMap(({ instance }, at) => addressFor(site, instance.id, at === 0 ? '' : `${at + 1}`));
  return inOrder(
    commands,
    'they can also be moved to a subnet that leads to a NAT gateway; an address changes nothing else',
  );
}

/** Makes the commands that give an instance a public address that it keeps. `suffix`: tells its variable from others. */
export const addressFor = (site: Site, id: string, suffix = ''): readonly AwsCommand[] => [
  {
    ...ec2(site, 'allocate-address', { domain: 'vpc', query: 'AllocationId', output: 'text' }),
    variable: `address${suffix}`,
  },
  awsCommand(site, ['ec2', 'associate-address'], { 'instance-id': id, 'allocation-id': `$address${suffix}` }),
];
