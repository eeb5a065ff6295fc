import assert from 'node:assert/strict';
import { ListHostedZonesByVPCCommand, ListResourceRecordSetsCommand } from '@aws-sdk/client-route-53';
import { readHostedZones } from '../../src/facts/hosted-zones.ts';
import { ACCOUNT, awsError, mockAws, testTarget } from '../aws.ts';

const summary = (HostedZoneId: string, Name: string, Owner: object = { OwningAccount: ACCOUNT }) => ({
  HostedZoneId,
  Name,
  Owner,
});

describe('facts hosted zones', () => {
  const aws = mockAws();

  it('are those of all pages, with the records of those that hold names of AWS in the region', async () => {
    aws.route53
      .on(ListHostedZonesByVPCCommand)
      .resolves({ HostedZoneSummaries: [summary('Z1', 'Amazonaws.com.')], MaxItems: 1, NextToken: 'more' })
      .on(ListHostedZonesByVPCCommand, { NextToken: 'more' })
      .resolves({
        HostedZoneSummaries: [
          summary('Z2', 'example.com.'),
          summary('Z3', 'ssm.eu-west-1.amazonaws.com.', { OwningService: 'vpce.amazonaws.com' }),
          summary('Z4', 'eu-west-1.amazonaws.com.', { OwningAccount: '999988887777' }),
        ],
        MaxItems: 1,
      });
    aws.route53
      .on(ListResourceRecordSetsCommand)
      .resolves({
        ResourceRecordSets: [
          { Name: 'ssm.eu-west-1.amazonaws.com.', Type: 'A', ResourceRecords: [{ Value: '10.0.1.9' }] },
        ],
        IsTruncated: true,
        NextRecordName: '\\052.amazonaws.com.',
        NextRecordType: 'A',
        MaxItems: 1,
      })
      .on(ListResourceRecordSetsCommand, { StartRecordName: '\\052.amazonaws.com.' })
      .resolves({
        ResourceRecordSets: [
          {
            Name: '\\052.amazonaws.com.',
            Type: 'A',
            AliasTarget: { HostedZoneId: 'Z7', DNSName: 'vpce-1.example.', EvaluateTargetHealth: false },
          },
        ],
        IsTruncated: false,
        MaxItems: 1,
      });
    assert.deepEqual(await readHostedZones(testTarget(), 'vpc-1'), [
      {
        id: 'Z1',
        name: 'amazonaws.com',
        owner: ACCOUNT,
        records: [
          { name: 'ssm.eu-west-1.amazonaws.com', type: 'A', values: ['10.0.1.9'] },
          { name: '*.amazonaws.com', type: 'A', values: ['vpce-1.example'] },
        ],
      },
      { id: 'Z2', name: 'example.com', owner: ACCOUNT },
      { id: 'Z3', name: 'ssm.eu-west-1.amazonaws.com', owner: 'vpce.amazonaws.com' },
      { id: 'Z4', name: 'eu-west-1.amazonaws.com', owner: '999988887777' },
    ]);
    assert.deepEqual(aws.inputs('route53.ListHostedZonesByVPC')[0], { VPCId: 'vpc-1', VPCRegion: 'eu-west-1' });
  });

  it('have no records where reading these is denied', async () => {
    aws.route53
      .on(ListHostedZonesByVPCCommand)
      .resolves({ HostedZoneSummaries: [summary('Z1', 'amazonaws.com.')], MaxItems: 1 });
    aws.route53.on(ListResourceRecordSetsCommand).rejects(awsError('AccessDenied', 'no', 403));
    assert.deepEqual(await readHostedZones(testTarget(), 'vpc-1'), [
      { id: 'Z1', name: 'amazonaws.com', owner: ACCOUNT },
    ]);
  });
});
