import assert from 'node:assert/strict';
import { dependenciesOf } from '../../../src/checks/vpc/dependencies.ts';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { Node } from '../../../src/facts/nodes.ts';
import type { SessionSettings } from '../../../src/facts/session-settings.ts';
import { ACCOUNT, REGION } from '../../aws.ts';
import { fakeInstance, fakeNode, fakeSettings } from '../facts.ts';
import { aHost } from './networks.ts';

const place = (region = REGION) => ({ region, partition: partitionOf(region), account: ACCOUNT });
const HOSTS = [aHost(), aHost({ instance: fakeInstance({ id: 'i-2' }) })];

const dependencies = (settings?: SessionSettings, nodes: readonly Node[] = [], region = REGION) =>
  dependenciesOf(HOSTS, nodes, settings, place(region));
const briefly = (...given: Parameters<typeof dependencies>) =>
  dependencies(...given).map(({ service, verdict }) => `${service} ${verdict}`);

describe('dependencies', () => {
  it('are ssm and ssmmessages, and s3 for the agents', () => {
    for (const settings of [undefined, fakeSettings()]) {
      assert.deepEqual(briefly(settings), ['ssm fail', 'ssmmessages fail', 's3 info']);
    }
  });

  it('are those of the preferences', () => {
    const settings = fakeSettings({ kmsKeyId: 'alias/x', cloudWatchLogGroupName: 'sessions', s3BucketName: 'logs' });
    assert.deepEqual(briefly(settings), ['ssm fail', 'ssmmessages fail', 'kms fail', 'logs fail', 's3 fail']);
    const demanded = fakeSettings({ s3BucketName: 'logs', s3EncryptionEnabled: true });
    assert.deepEqual(briefly(demanded), ['ssm fail', 'ssmmessages fail', 's3 fail']);
  });

  it('are of all hosts, but ec2messages only of those with old agents', () => {
    const nodes = [fakeNode({ agentVersion: '3.3.40.0' }), fakeNode({ id: 'i-2', agentVersion: '3.3.39.99' })];
    const found = dependencies(undefined, nodes);
    assert.deepEqual(
      found.map(({ service, hosts }) => [service, hosts.map(({ instance }) => instance.id).join()]),
      [
        ['ssm', 'i-1,i-2'],
        ['ssmmessages', 'i-1,i-2'],
        ['ec2messages', 'i-2'],
        ['s3', 'i-1,i-2'],
      ],
    );
  });

  it('compare versions by numbers, and leave out what is none', () => {
    const isNeeded = (agentVersion: string): boolean =>
      briefly(undefined, [fakeNode({ agentVersion })]).includes('ec2messages warn');
    assert.deepEqual(['3.3.4.0', '3.3.5.9', '2.3.1319.0'].map(isNeeded), [true, true, true]);
    assert.deepEqual(['3.3.40.0', '3.3.131.0', '3.10.0.0', '', 'new'].map(isNeeded), [
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it('are not ec2messages in regions that were launched without it', () => {
    const nodes = [fakeNode({ agentVersion: '3.0.0.0' })];
    const isNeeded = (region: string): boolean => briefly(undefined, nodes, region).includes('ec2messages warn');
    assert.deepEqual(['ca-west-1', 'us-east-1', 'us-gov-west-1', 'cn-north-1'].map(isNeeded), [true, true, true, true]);
    const since2024 = [
      'ap-southeast-5',
      'ap-southeast-7',
      'mx-central-1',
      'ap-east-2',
      'ap-southeast-6',
      'eusc-de-east-1',
    ];
    assert.ok(since2024.every((region) => !isNeeded(region)));
  });

  it('name the object that a log would be, in every partition', () => {
    const resource = (prefix: string, region?: string) =>
      dependencies(fakeSettings({ s3BucketName: 'logs', s3KeyPrefix: prefix }), [], region).at(-1)?.uses[0]?.resource;
    assert.equal(resource(''), 'arn:aws:s3:::logs/sandbox-0123456789abcdef0.log');
    assert.equal(resource('/a//b/'), 'arn:aws:s3:::logs/a/b/sandbox-0123456789abcdef0.log');
    assert.equal(resource('a', 'cn-north-1'), 'arn:aws-cn:s3:::logs/a/sandbox-0123456789abcdef0.log');
  });

  it('are none without hosts', () => assert.deepEqual(dependenciesOf([], [], undefined, place()), []));
});
