import type { Acl, Endpoint, Subnet } from '../../facts/network.ts';
import { allOf, type Answer } from '../../policies/reading/statement-match.ts';
import { page } from '../page.ts';
import { INTERNET } from './cidr.ts';
import { destinationOf, isGateway } from './endpoints.ts';
import type { Dependency } from './dependencies.ts';
import { natOf } from './nat.ts';
import { aclOf, answerPorts, HTTPS, type Passage, passes } from './network-acls.ts';
import { inOrder, letOut, letPass, prefixListOf } from './remedies.ts';
import { groupsAdmit } from './security-groups.ts';
import type { Host, Site } from './site.ts';
import type { Barrier } from './barrier.ts';

/** Finds what stands between hosts and a service on the way that their connections take, apart from the endpoint itself. */
export function pathBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  return alikeHosts(dependency.hosts).flatMap((hosts) => {
    const [host] = hosts;
    const to = host && destinationOf(site, dependency.service, host);
    if (!host || to === undefined) return [];
    const base = { dependency, hosts };
    return [...egressBarriers(site, host, to, base), ...aclBarriers(site, host, to, base)];
  });
}

/** Groups hosts with the same way: thousands of instances share a few subnets and groups, and what holds for one holds for all that are alike. */
export function alikeHosts(hosts: readonly Host[]): readonly (readonly Host[])[] {
  const alike = new Map<string, Host[]>();
  for (const host of hosts) {
    const { subnet, windows, securityGroups } = host.instance;
    const key = JSON.stringify([host.way, host.table?.id, subnet, windows, securityGroups]);
    const known = alike.get(key);
    if (known) known.push(host);
    else alike.set(key, [host]);
  }
  return [...alike.values()];
}

type Base = Pick<Barrier, 'dependency' | 'hosts'>;

function egressBarriers(site: Site, host: Host, to: Endpoint | 'internet', about: Base): readonly Barrier[] {
  const [group] = host.instance.securityGroups;
  const prefixList = to === 'internet' ? undefined : prefixListOf(host.table, to);
  const peers =
    to === 'internet' || isGateway(to)
      ? [{ cidr: INTERNET, ...(prefixList !== undefined && { prefixList }) }]
      : subnetsOf(site, to).map(({ cidr }) => ({ cidr, groups: to.securityGroups }));
  const groups = host.instance.securityGroups;
  const answer = alike(peers.map((peer) => groupsAdmit(site.network, groups, 'egress', peer)));
  if (answer === 'yes' || group === undefined) return [];
  const command = letOut(site, group, to, prefixList);
  const base = { ...about, check: 'vpc.egress', subject: group, ref: page('setup-create-vpc') };
  return answer === 'no'
    ? [{ ...base, answer, fact: 'nodes are not let out on port 443, to', remedy: inOrder([command]) }]
    : [
        {
          ...base,
          answer,
          fact: 'it cannot be told whether nodes are let out on port 443, to',
          remedy: inOrder([command], 'if they are not'),
        },
      ];
}

/** An ACL on the way, and what has to pass it. */
interface Border {
  readonly acl: Acl;
  readonly passages: readonly Passage[];
}

function aclBarriers(site: Site, host: Host, to: Endpoint | 'internet', about: Base): readonly Barrier[] {
  // An endpoint has several addresses, and a host takes any of them.
  const ways =
    to === 'internet'
      ? [[...bordersToInternet(site, host), ...bordersOfNat(site, host)]]
      : isGateway(to)
        ? [bordersToInternet(site, host)]
        : bordersTo(site, host, to);
  const acls = new Map(ways.flat().map(({ acl }) => [acl.id, acl]));
  return [...acls.values()].flatMap((acl): readonly Barrier[] => {
    const own = ways.map((way) => way.filter((border) => border.acl.id === acl.id).flatMap(({ passages }) => passages));
    const answer = alike(own.map((passages) => allOf(passages.map((passage) => passes(acl, passage)))));
    if (answer === 'yes') return [];
    const refused = own.flat().filter((passage) => passes(acl, passage) !== 'yes');
    return [
      {
        ...about,
        check: 'vpc.network-acl',
        subject: acl.id,
        answer,
        ...(answer === 'unknown' && { suspect: true }),
        fact:
          answer === 'no'
            ? 'its rules do not let port 443, or the answers to high ports, pass for'
            : 'it cannot be told whether its rules let port 443, and the answers to high ports, pass for',
        remedy: inOrder(
          refused.flatMap((passage) => letPass(site, acl, passage)),
          answer === 'unknown' ? 'if they do not' : undefined,
        ),
        ref: page('custom-network-acl', 'vpc/latest/userguide'),
      },
    ];
  });
}

function bordersToInternet({ network }: Site, { instance }: Host): readonly Border[] {
  const acl = aclOf(network, instance.subnet);
  return acl ? [{ acl, passages: outward(INTERNET, instance.windows) }] : [];
}

// A NAT gateway has ports of its own: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
function bordersOfNat({ network }: Site, { instance, table }: Host): readonly Border[] {
  const nat = natOf(network, table);
  const acl = nat && aclOf(network, nat.subnet);
  if (!acl || nat.subnet === instance.subnet) return [];
  const origin = network.subnets?.find(({ id }) => id === instance.subnet)?.cidr ?? '';
  const inward = outward(origin, instance.windows).map((passage) => ({ ...passage, egress: !passage.egress }));
  const answers: Passage = { egress: false, ports: { from: 1024, to: 65_535 }, peer: INTERNET };
  return [{ acl, passages: [...inward, { egress: true, ports: HTTPS, peer: INTERNET }, answers] }];
}

// There is no border within a subnet.
const bordersTo = (site: Site, { instance }: Host, endpoint: Endpoint): readonly (readonly Border[])[] =>
  subnetsOf(site, endpoint).map(({ id, cidr }) => {
    if (id === instance.subnet) return [];
    const [near, far] = [aclOf(site.network, instance.subnet), aclOf(site.network, id)];
    const origin = site.network.subnets?.find((subnet) => subnet.id === instance.subnet)?.cidr ?? '';
    const inward = outward(origin, instance.windows).map((passage) => ({ ...passage, egress: !passage.egress }));
    return [
      ...(near ? [{ acl: near, passages: outward(cidr, instance.windows) }] : []),
      ...(far ? [{ acl: far, passages: inward }] : []),
    ];
  });

const outward = (peer: string, windows: boolean): readonly Passage[] => [
  { egress: true, ports: HTTPS, peer },
  { egress: false, ports: answerPorts(windows), peer },
];

const subnetsOf = ({ network }: Site, { subnets }: Endpoint): readonly Subnet[] =>
  (network.subnets ?? []).filter(({ id }) => subnets.includes(id));

/** Gives the answer that holds for every one of several ways; `unknown` where they differ, `yes` where there is none. */
const alike = ([first = 'yes', ...others]: readonly Answer[]): Answer =>
  others.every((other) => other === first) ? first : 'unknown';
