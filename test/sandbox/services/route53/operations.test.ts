import assert from 'node:assert/strict';
import { ListHostedZonesByVPCCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import type { Faults } from '../../../../src/sandbox/door/faults.ts';
import { emptyState, regionOf } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';

function clientWith(faults: Faults = {}) {
  const state = emptyState();
  const record = (name: string) => ({ name, type: 'A' as const, values: ['10.0.1.9'] });
  regionOf(state, ACCOUNT, 'eu-west-1').hostedZones = {
    Z1: {
      name: 'amazonaws.com',
      vpcs: ['vpc-1', 'vpc-2'],
      records: [record('ssm.amazonaws.com'), { ...record('*.amazonaws.com'), values: [], alias: 'vpce-1.example' }],
    },
    Z2: { name: 'example.com', vpcs: ['vpc-1'], owner: '111111111111', records: [] },
    Z3: { name: 'example.org', vpcs: ['vpc-1'], owner: 'efs.amazonaws.com', records: [] },
  };
  return clientsOf(createSandbox({ state, faults })).route53;
}

const BY_VPC = { VPCId: 'vpc-1', VPCRegion: 'eu-west-1' } as const;

describe('sandbox: route53', () => {
  it('lists the zones of a VPC with their owners, page by page', async () => {
    const client = clientWith();
    const first = await client.send(new ListHostedZonesByVPCCommand({ ...BY_VPC, MaxItems: 2 }));
    assert.deepEqual(first.HostedZoneSummaries, [
      { HostedZoneId: 'Z1', Name: 'amazonaws.com.', Owner: { OwningAccount: ACCOUNT } },
      { HostedZoneId: 'Z2', Name: 'example.com.', Owner: { OwningAccount: '111111111111' } },
    ]);
    const { NextToken } = first;
    const rest = await client.send(new ListHostedZonesByVPCCommand({ ...BY_VPC, NextToken }));
    assert.deepEqual(
      rest.HostedZoneSummaries?.map(({ Owner }) => Owner),
      [{ OwningService: 'efs.amazonaws.com' }],
    );
    assert.equal(rest.NextToken, undefined);
    const none = await client.send(new ListHostedZonesByVPCCommand({ ...BY_VPC, VPCRegion: 'eu-west-2' }));
    assert.deepEqual(none.HostedZoneSummaries, []);
    await refused(
      client.send(new ListHostedZonesByVPCCommand({ ...BY_VPC, NextToken: 'x' })),
      'InvalidPaginationToken',
    );
  });

  it('lists records as Route 53 writes them, page by page', async () => {
    const client = clientWith();
    const first = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', MaxItems: 1 }));
    assert.equal(first.ResourceRecordSets?.[0]?.Name, String.raw`\052.amazonaws.com.`);
    assert.equal(first.ResourceRecordSets?.[0]?.AliasTarget?.DNSName, 'vpce-1.example.');
    assert.equal(first.IsTruncated, true);
    const { NextRecordName: StartRecordName, NextRecordType: StartRecordType } = first;
    const rest = await client.send(
      new ListResourceRecordSetsCommand({ HostedZoneId: 'Z1', StartRecordName, StartRecordType }),
    );
    assert.deepEqual(rest.ResourceRecordSets, [
      { Name: 'ssm.amazonaws.com.', Type: 'A', TTL: 300, ResourceRecords: [{ Value: '10.0.1.9' }] },
    ]);
    assert.equal(rest.IsTruncated, false);
  });

  it('refuses the records of zones that are missing, or of others', async () => {
    const client = clientWith();
    await refused(client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z9' })), 'NoSuchHostedZone');
    await refused(client.send(new ListResourceRecordSetsCommand({ HostedZoneId: 'Z2' })), 'AccessDenied');
    const denied = clientWith({ deniedActions: ['route53:List*'] });
    await refused(denied.send(new ListHostedZonesByVPCCommand(BY_VPC)), 'AccessDenied');
  });
});
