import { AwsError } from '../../protocols/aws-error.ts';
import { required, structure, text } from '../../protocols/shape.ts';
import type { DnsRecord, HostedZone } from '../../state/route53.ts';
import { type Context, reads, type Service } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { textIn } from '../permission.ts';

const MOST = 100;
const maxItems = text({ pattern: '[0-9]+' });

const limitOf = (asked: string | undefined): number => Math.min(Math.max(Number(asked ?? MOST), 1), MOST);

/** Writes a name as Route 53 does: with a dot at its end, and an asterisk as an escape. */
const written = (name: string): string => `${name.replace(/^\*/, String.raw`\052`)}.`;

/** Sorts records as Route 53 does: by their labels from the end. */
const keyOf = ({ name, type }: DnsRecord): string => `${name.split('.').toReversed().join('.')} ${type}`;

/** Actions: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonroute53.html */
export const route53: Service = {
  name: 'route53',
  protocol: 'route53-xml',
  invalid: 'InvalidInput',
  internal: 'InternalError',
  permissions: {
    ListHostedZonesByVPC: () => [{ resource: '*' }, { action: 'ec2:DescribeVpcs', resource: '*' }],
    ListResourceRecordSets: ({ partition }, input) => [
      { resource: `arn:${partition.id}:route53:::hostedzone/${textIn(input, 'HostedZoneId')}` },
    ],
  },
  operations: {
    ListHostedZonesByVPC: reads(
      structure({
        VPCId: required(text({ max: 1024 })),
        VPCRegion: required(text({ min: 1, max: 64 })),
        MaxItems: maxItems,
        NextToken: text({ max: 1024 }),
      }),
      ({ state, account }, { VPCId, VPCRegion, MaxItems, NextToken }) => {
        const zones = state.accounts[account]?.[VPCRegion]?.hostedZones ?? {};
        const { items, next } = pageOf(
          sorted(zones).filter(([, { vpcs }]) => vpcs.includes(VPCId)),
          ([id]) => id,
          {
            limit: limitOf(MaxItems),
            token: NextToken,
            invalid: () => new AwsError('InvalidPaginationToken', 'The value that you specified is invalid.'),
          },
        );
        const HostedZoneSummaries = items.map(([id, { name, owner = account }]) => ({
          HostedZoneId: id,
          Name: `${name}.`,
          Owner: /^\d{12}$/.test(owner) ? { OwningAccount: owner } : { OwningService: owner },
        }));
        return { HostedZoneSummaries, MaxItems: String(limitOf(MaxItems)), NextToken: next };
      },
    ),
    ListResourceRecordSets: reads(
      structure({
        HostedZoneId: required(text({ max: 32 })),
        StartRecordName: text({ max: 1024 }),
        StartRecordType: text(),
        StartRecordIdentifier: text({ min: 1, max: 128 }),
        MaxItems: maxItems,
      }),
      (context, { HostedZoneId, StartRecordName: name, StartRecordType: type = '', MaxItems }) => {
        const limit = limitOf(MaxItems);
        const all = [...zoneOf(context, HostedZoneId).records].toSorted((one, other) =>
          keyOf(one) < keyOf(other) ? -1 : 1,
        );
        const first = name === undefined ? '' : keyOf({ name: plain(name), type } as DnsRecord);
        const rest = all.filter((record) => keyOf(record) >= first);
        const next = rest[limit];
        return {
          ResourceRecordSets: rest.slice(0, limit).map(shown),
          IsTruncated: next !== undefined,
          MaxItems: String(limit),
          ...(next && { NextRecordName: written(next.name), NextRecordType: next.type }),
        };
      },
    ),
  },
};

const plain = (name: string): string => name.replace(/\.$/, '').replace(String.raw`\052`, '*');

const shown = ({ name, type, values, alias }: DnsRecord): object => ({
  Name: written(name),
  Type: type,
  ...(alias === undefined
    ? { TTL: 300, ResourceRecords: values.map((Value) => ({ Value })) }
    : { AliasTarget: { HostedZoneId: 'Z7HUB22UULQXV', DNSName: `${alias}.`, EvaluateTargetHealth: false } }),
});

/** Finds a zone by its id, in whatever region its VPCs are. Only the account of a zone can read its records. */
function zoneOf({ state, account, caller }: Context, id: string): HostedZone {
  const zones = Object.values(state.accounts[account] ?? {}).map(({ hostedZones = {} }) => hostedZones);
  const zone = zones.find((some) => Object.hasOwn(some, id))?.[id];
  if (!zone) throw new AwsError('NoSuchHostedZone', `No hosted zone found with ID: ${id}`, 404);
  if (zone.owner !== undefined && zone.owner !== account) {
    throw new AwsError('AccessDenied', `User: ${caller.arn} is not authorized to access this resource`, 403);
  }
  return zone;
}
