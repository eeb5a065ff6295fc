import type { Endpoint } from '../../facts/network.ts';
import { page } from '../page.ts';
import { type AwsCommand, awsCommand, type Commands } from '../remedy.ts';
import type { Barrier } from './barrier.ts';
import type { Dependency } from './dependencies.ts';
import { endpointFor, endpointsFor, isGateway } from './endpoints.ts';
import { holdAddresses, type ZoneAnswer, zoneAnswer } from './names.ts';
import { ec2, inOrder } from './remedies.ts';
import { hasOwnResolvers } from './resolver-barriers.ts';
import type { Site } from './site.ts';

/**
 * Finds private hosted zones that keep hosts from finding a service. They count only where the VPC has both DNS attributes, and hosts
 * ask its resolver; what a VPC lacks of these is another finding.
 */
export function zoneBarriers(site: Site, dependency: Dependency): readonly Barrier[] {
  const { vpc } = site;
  if (hasOwnResolvers(vpc) || vpc.dnsSupport === false || vpc.dnsHostnames === false) return [];
  const answer = zoneAnswer(site, dependency.service);
  if (!answer || typeof answer.leads !== 'string') return [];
  const { zone, name, leads } = answer;
  // An endpoint with private DNS is more specific than a zone that has not the very name of the service.
  const hosts = dependency.hosts.filter(
    (host) => zone.name === name || host.way !== 'none' || endpointFor(site, dependency.service, host),
  );
  if (hosts.length === 0) return [];
  const base = {
    check: 'vpc.dns-zone',
    subject: zone.id,
    dependency,
    hosts,
    ref: page('hosted-zone-private-considerations', 'Route53/latest/DeveloperGuide'),
  };
  const which = `private hosted zone ${zone.name}, which answers for ${vpc.id},`;
  if (leads === 'nothing') {
    return [{ ...base, answer: 'no', fact: `${which} has no record for`, remedy: addRecord(site, dependency, answer) }];
  }
  if (leads === 'elsewhere') {
    return [
      { ...base, answer: 'no', fact: `${which} leads elsewhere than to`, remedy: leadBack(site, dependency, answer) },
    ];
  }
  // Networks that share their zones, or their endpoints, have them for all services alike.
  const isShared =
    leads !== 'unknown' || (dependency.service !== 'ssm' && zoneAnswer(site, 'ssm')?.leads === 'unknown');
  const unread = unreadOf(site, answer);
  return [
    {
      ...base,
      answer: 'unknown',
      ...(isShared && { refutable: true as const }),
      fact: `${which} ${zone.records ? 'has records of which it cannot be seen here whether they lead to' : 'may have no record for'}`,
      remedy: inOrder([showRecords(site, answer)], `check that its record for ${name} leads to the service`),
      ...(unread && { unread }),
    },
  ];
}

/** Lists the reads that were denied, and would tell where a name leads; undefined: none. */
function unreadOf({ target, addresses }: Site, { zone }: ZoneAnswer): readonly string[] | undefined {
  const { records, owner = target.account } = zone;
  if (!records) return owner === target.account ? ['route53:ListResourceRecordSets'] : undefined;
  return holdAddresses([zone]) && !addresses ? ['ec2:DescribeNetworkInterfaces'] : undefined;
}

/** Makes a command of Route 53 for the account that a zone belongs to. */
function route53(site: Site, { zone }: ZoneAnswer, operation: string, options: AwsCommand['options']): AwsCommand {
  const { region, account } = site.target;
  const { owner = account } = zone;
  const place = owner === account ? site : { target: { region, account: owner, assumed: true as const } };
  return awsCommand(place, ['route53', operation], { 'hosted-zone-id': zone.id, ...options });
}

const showRecords = (site: Site, answer: ZoneAnswer): AwsCommand =>
  route53(site, answer, 'list-resource-record-sets', {});

/** Leads a name to the service that leads elsewhere: a record with addresses of its own is replaced. */
function leadBack(site: Site, dependency: Dependency, answer: ZoneAnswer): Commands {
  const { zone, name } = answer;
  const endpoint = endpointsFor(site, dependency.service).find((one) => !isGateway(one));
  const own = (zone.records ?? []).filter((record) => record.name === name);
  if (endpoint && own.length > 0 && own.every(({ type }) => type === 'A')) return leadTo(site, endpoint, answer);
  const to = endpoint ? `lead its record for ${name} to ${endpoint.id}` : `delete its records for ${name}, or the zone`;
  return inOrder([showRecords(site, answer)], `${to}: AWS answers for what no zone holds`);
}

/** Leads the name to the endpoint of the service; without one, lets AWS answer for it again. */
function addRecord(site: Site, { service }: Dependency, answer: ZoneAnswer): Commands {
  const { zone, name } = answer;
  const endpoint = endpointsFor(site, service).find((one) => !isGateway(one));
  if (endpoint) return leadTo(site, endpoint, answer);
  const used = (zone.records ?? []).some(({ type, name: of }) => of !== zone.name || !['NS', 'SOA'].includes(type));
  if (used) {
    const lead = `move its records into zones of just the names that they are for, and then disassociate it from ${site.vpc.id}, where other names may depend on it: AWS answers for ${name} again`;
    return inOrder([showRecords(site, answer)], lead);
  }
  return inOrder(
    [
      route53(site, answer, 'disassociate-vpc-from-hosted-zone', {
        vpc: `VPCRegion=${site.target.region},VPCId=${site.vpc.id}`,
      }),
    ],
    'if it is the only VPC of the zone, delete the zone instead; it has no records of its own',
  );
}

/** Makes the record that leads a name to an endpoint. */
function leadTo(site: Site, endpoint: Endpoint, answer: ZoneAnswer): Commands {
  const entry = (variable: string, member: string): AwsCommand => ({
    ...ec2(site, 'describe-vpc-endpoints', {
      'vpc-endpoint-ids': endpoint.id,
      query: `VpcEndpoints[0].DnsEntries[0].${member}`,
      output: 'text',
    }),
    variable,
  });
  const alias = 'AliasTarget={HostedZoneId=$zone,DNSName=$name,EvaluateTargetHealth=false}';
  return inOrder([
    entry('name', 'DnsName'),
    entry('zone', 'HostedZoneId'),
    route53(site, answer, 'change-resource-record-sets', {
      'change-batch': `Changes=[{Action=UPSERT,ResourceRecordSet={Name=${answer.name},Type=A,${alias}}}]`,
    }),
  ]);
}
