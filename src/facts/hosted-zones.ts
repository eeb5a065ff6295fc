import { pagesOf } from '../aws/answers/pages.ts';
import { unlessDenied } from '../aws/errors.ts';
import type { Target } from '../targets/target.ts';

/** A private hosted zone, which answers in its VPCs for every name at or beneath its own. */
export interface HostedZone {
  readonly id: string;
  /** In lower case, without the dot at its end. */
  readonly name: string;
  /** An account, or a service of AWS such as `vpce.amazonaws.com`; absent where that is not said. */
  readonly owner?: string;
  /** Absent: they were not read, because the zone is of no interest or of another account, or that was denied. */
  readonly records?: readonly DnsRecord[];
}

export interface DnsRecord {
  /** The whole name, in lower case and without the dot at its end; a wildcard begins with `*`. */
  readonly name: string;
  readonly type: string;
  /** Addresses, the names that an alias or a CNAME stands for, or what else the type holds. */
  readonly values: readonly string[];
}

/**
 * Reads the private hosted zones of a VPC, with the records of those that answer for AWS's names in its region. Zones that a Route 53
 * Profile brings are not among them: https://docs.aws.amazon.com/Route53/latest/APIReference/API_ListHostedZonesByVPC.html
 */
export async function readHostedZones(target: Target, vpc: string): Promise<readonly HostedZone[]> {
  const client = await target.route53();
  const VPCRegion = target.region as never;
  const found: HostedZone[] = [];
  const pages = pagesOf('ListHostedZonesByVPC', (NextToken) =>
    client.listHostedZonesByVPC({ VPCId: vpc, VPCRegion, ...(NextToken !== undefined && { NextToken }) }),
  );
  for await (const { HostedZoneSummaries = [] } of pages) {
    for (const { HostedZoneId: id = '', Name = '', Owner } of HostedZoneSummaries) {
      const owner = Owner?.OwningAccount ?? Owner?.OwningService;
      found.push({ id, name: nameOf(Name), ...(owner !== undefined && { owner }) });
    }
  }
  return Promise.all(found.map((zone) => withRecords(target, zone)));
}

/** Tells whether a zone holds names of AWS in this region, and can be read at all. */
function isOfInterest({ account, region, partition }: Target, { name, owner = account }: HostedZone): boolean {
  const names = `${region}.${partition.dnsSuffix}`;
  return owner === account && (`.${name}`.endsWith(`.${names}`) || `.${names}`.endsWith(`.${name}`));
}

async function withRecords(target: Target, zone: HostedZone): Promise<HostedZone> {
  if (!isOfInterest(target, zone)) return zone;
  const records = await unlessDenied(readRecords(target, zone.id));
  return records ? { ...zone, records } : zone;
}

async function readRecords(target: Target, HostedZoneId: string): Promise<readonly DnsRecord[]> {
  const client = await target.route53();
  const records: DnsRecord[] = [];
  // The next page has no token, but a place.
  const pages = pagesOf('ListResourceRecordSets', async (place) => {
    const start = place === undefined ? {} : (JSON.parse(place) as object);
    const page = await client.listResourceRecordSets({ HostedZoneId, ...start });
    const next = {
      StartRecordName: page.NextRecordName,
      StartRecordType: page.NextRecordType,
      StartRecordIdentifier: page.NextRecordIdentifier,
    };
    return {
      sets: page.ResourceRecordSets ?? [],
      ...(page.IsTruncated === true && { NextToken: JSON.stringify(next) }),
    };
  });
  for await (const { sets } of pages) {
    for (const { Name = '', Type = '', ResourceRecords = [], AliasTarget } of sets) {
      const values = AliasTarget ? [AliasTarget.DNSName ?? ''] : ResourceRecords.map(({ Value = '' }) => Value);
      records.push({
        name: nameOf(Name),
        type: Type,
        values: values.map((value) => value.toLowerCase().replace(/\.$/, '')),
      });
    }
  }
  return records;
}

const nameOf = (written: string): string =>
  written
    .toLowerCase()
    .replace(/\.$/, '')
    .replace(String.raw`\052`, '*');
