import type { Endpoint } from '../../facts/network.ts';
import { allOf, type Answer } from '../../policies/reading/statement-match.ts';
import { page } from '../page.ts';
import type { AwsCommand } from '../remedy.ts';
import { admitAll } from './capture.ts';
import { replaceEndpoint } from './endpoint-set.ts';
import { actionsOf, policyAdmits, policyOf, refusedBy, type Use } from './endpoint-policy.ts';
import { isGateway } from './endpoints.ts';
import type { Dependency } from './dependencies.ts';
import { zoneAnswer } from './names.ts';
import { openPaths } from './open-paths.ts';
import { admit, inOrder, extendPolicy, showEndpoint, takeOut, turnDnsOn, turnPrivateDnsOn } from './remedies.ts';
import { hasOwnResolvers } from './resolver-barriers.ts';
import { groupsAdmit } from './security-groups.ts';
import type { Host, Site } from './site.ts';
import type { Barrier } from './barrier.ts';

const PRIVATE_DNS = page('create-interface-endpoint', 'vpc/latest/privatelink');

/** The states of an endpoint that is being created or changed. */
const SOON = ['pending', 'partial'];

/** Finds what is wrong with the endpoint that these hosts use for a service. */
export function endpointBarriers(
  site: Site,
  dependency: Dependency,
  endpoint: Endpoint,
  all: readonly Host[],
): readonly Barrier[] {
  const closed = all.filter(({ way }) => way === 'none');
  const named = isGateway(endpoint) || endpoint.privateDns;
  const base = { dependency, subject: endpoint.id, answer: 'no', ref: page('setup-create-vpc') } as const;
  if (endpoint.state !== 'available') {
    const remedy =
      endpoint.state === 'failed'
        ? inOrder(replaceEndpoint(site, endpoint))
        : inOrder([showEndpoint(site, endpoint, '[State,FailureReason,LastError]')]);
    const fact = `its state is ${endpoint.state}, and no other way leads to`;
    const passing: Dependency =
      SOON.includes(endpoint.state) && dependency.verdict === 'fail' ? { ...dependency, verdict: 'warn' } : dependency;
    const barrier: Barrier = { ...base, dependency: passing, check: 'vpc.endpoint-state', hosts: closed, fact, remedy };
    if (closed.length > 0) return [barrier];
    const hosts = all.filter(({ way }) => way === 'perhaps');
    const doubt = `its state is ${endpoint.state}, and it cannot be seen here whether another way leads to`;
    return hosts.length > 0 ? [{ ...barrier, hosts, answer: 'unknown', fact: doubt }] : [];
  }
  // Hosts that have another way out use the endpoint only under the service's own name.
  const hosts = named ? all : closed;
  const { vpc } = site;
  const dnsOff =
    endpoint.privateDns && !hasOwnResolvers(vpc) && (vpc.dnsSupport === false || vpc.dnsHostnames === false);
  const barriers: readonly (Barrier | false)[] = [
    // Where a zone has something to say of the name, that is the finding.
    !named &&
      !zoneAnswer(site, dependency.service) && {
        ...base,
        check: 'vpc.private-dns',
        // Where no endpoint has it, a Route 53 Profile or a rule may name them all.
        ...(site.endpoints.every((one) => isGateway(one) || !one.privateDns) && { elsewhere: true as const }),
        hosts: closed,
        fact: 'its private DNS is off, and no other way leads to',
        ...(site.zonesDenied && {
          answer: 'unknown' as const,
          unread: ['route53:ListHostedZonesByVPC'],
          fact: 'its private DNS is off, and private hosted zones, which may lead to it instead, cannot be read, for',
        }),
        remedy: inOrder(
          [...turnDnsOn(site), ...captured(site, dependency, endpoint), turnPrivateDnsOn(site, endpoint)],
          site.zonesDenied && 'if no private hosted zone leads to it',
        ),
        ref: PRIVATE_DNS,
      },
    dnsOff && {
      ...base,
      check: 'vpc.dns',
      subject: vpc.id,
      hosts: closed,
      fact: 'its DNS support or DNS hostnames are off, and with them the private DNS for',
      remedy: inOrder([...captured(site, dependency, endpoint), ...turnDnsOn(site)]),
      ref: PRIVATE_DNS,
    },
    ...policyBarriers(site, dependency, endpoint, hosts),
    ...(isGateway(endpoint) ? [] : admissionBarriers(site, dependency, endpoint, hosts)),
  ];
  return barriers.filter((barrier) => barrier !== false).filter((barrier) => barrier.hosts.length > 0);
}

/** Makes the commands that open the way to an endpoint to all whom its private DNS would lead there. */
function captured(site: Site, dependency: Dependency, endpoint: Endpoint): readonly AwsCommand[] {
  const named = { ...endpoint, privateDns: true };
  const endpoints = site.endpoints.map((other) => (other.id === endpoint.id ? named : other));
  return [...admitAll(site, endpoint), ...openPaths({ ...site, endpoints }, dependency)];
}

function policyBarriers(
  site: Site,
  dependency: Dependency,
  endpoint: Endpoint,
  hosts: readonly Host[],
): readonly Barrier[] {
  const groups = alikeSenders(endpoint, hosts);
  return groups.flatMap((alike) => policyBarrier(site, dependency, endpoint, alike, groups) ?? []);
}

/** Groups hosts whose requests a policy cannot tell apart. */
function alikeSenders(endpoint: Endpoint, hosts: readonly Host[]): readonly (readonly Host[])[] {
  const one = /:assumed-role\/|aws:userid/i.test(endpoint.policy ?? '');
  const groups = new Map<string | undefined, Host[]>();
  for (const host of hosts) {
    const key = one ? host.instance.id : host.role?.arn;
    const known = groups.get(key);
    if (known) known.push(host);
    else groups.set(key, [host]);
  }
  return [...groups.values()];
}

function policyBarrier(
  site: Site,
  dependency: Dependency,
  endpoint: Endpoint,
  hosts: readonly Host[],
  all: readonly (readonly Host[])[],
): Barrier | undefined {
  const { uses } = dependency;
  const [sender = {}] = hosts;
  const admits = (some: readonly Use[]): Answer =>
    allOf(some.map((use) => policyAdmits(endpoint, use, site.target, sender)));
  const answer = admits(uses);
  if (answer === 'yes') return undefined;
  const base = {
    check: 'vpc.endpoint-policy',
    subject: endpoint.id,
    dependency: { ...dependency, ...dependency.whenDenied },
    hosts,
    // Nodes that are connected show that what they did so far is allowed, and nothing of what it takes besides.
    ...(answer !== admits(uses.filter(({ unproven }) => !unproven)) && { unproven: true as const }),
    ref: page('vpc-endpoints-access', 'vpc/latest/privatelink'),
  };
  const policy = policyOf(endpoint);
  if (answer === 'unknown' || !policy) {
    return {
      ...base,
      answer: 'unknown',
      fact: 'it depends on conditions or lists in its policy whether it allows what nodes need of',
      remedy: inOrder(
        [showEndpoint(site, endpoint, 'PolicyDocument')],
        `check that it allows ${actionsOf(uses).join(', ')}`,
      ),
    };
  }
  // An endpoint has one policy, so what all nodes lack is one change of it.
  const refused = all.map(([one = {}]) => refusedBy(endpoint, uses, site.target, one));
  const [denied] = refused.filter(({ denying }) => denying.length > 0);
  const [denying] = denied?.denying ?? [];
  const lacking = refused.flatMap((one) => one.uses);
  return {
    ...base,
    answer,
    fact: 'its policy does not allow what nodes need of',
    remedy: denying ? takeOut(denying, denied?.uses ?? uses) : extendPolicy(site, endpoint, policy, lacking),
  };
}

function admissionBarriers(
  site: Site,
  dependency: Dependency,
  endpoint: Endpoint,
  hosts: readonly Host[],
): readonly Barrier[] {
  const answers = hosts.map((host) => [host, letsIn(site, endpoint, host)] as const);
  return (['no', 'unknown'] as const).flatMap((answer): readonly Barrier[] => {
    const refused = answers.filter(([, given]) => given === answer).map(([host]) => host);
    if (refused.length === 0) return [];
    return [
      {
        check: 'vpc.security-group',
        subject: endpoint.id,
        dependency,
        hosts: refused,
        answer,
        fact:
          answer === 'no'
            ? 'its security groups do not let nodes in on port 443, for'
            : 'it cannot be told whether its security groups let nodes in on port 443, for',
        remedy: inOrder(
          admit(site, endpoint.securityGroups, refused),
          answer === 'unknown' ? 'if they do not' : undefined,
        ),
        ref: page('setup-create-vpc'),
      },
    ];
  });
}

const letsIn = ({ network }: Site, { securityGroups }: Endpoint, { instance }: Host): Answer =>
  groupsAdmit(network, securityGroups, 'ingress', { cidr: instance.privateIp, groups: instance.securityGroups });
