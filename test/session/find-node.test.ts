import assert from 'node:assert/strict';
import { DescribeInstanceInformationCommand } from '@aws-sdk/client-ssm';
import { findNode, parseName } from '../../src/session/find-node.ts';
import { ACCOUNT, awsError, mockAws, targetFault, testTarget } from '../aws.ts';

const ID = 'i-0123456789abcdef0';

describe('how a node is named', () => {
  for (const [text, expected] of [
    [ID, { by: 'id', id: ID }],
    ['i-01234567', { by: 'id', id: 'i-01234567' }],
    ['mi-0123456789abcdef0', { by: 'id', id: 'mi-0123456789abcdef0' }],
    ['ecs:prod_0123abc_0123abc-456', { by: 'task', id: 'ecs:prod_0123abc_0123abc-456' }],
    ['tag:Team=a=b', { by: 'tag', key: 'Team', value: 'a=b' }],
    ['tag:aws:autoscaling:groupName=web', { by: 'tag', key: 'aws:autoscaling:groupName', value: 'web' }],
    ['10.0.0.5', { by: 'address', address: '10.0.0.5' }],
    ['fd00::5', { by: 'address', address: 'fd00::5' }],
    ['ip-10-0-0-5.eu-west-1.compute.internal', { by: 'address', address: 'ip-10-0-0-5.eu-west-1.compute.internal' }],
    ['web-1', { by: 'tag', key: 'Name', value: 'web-1' }],
    ['i-am-a-name', { by: 'tag', key: 'Name', value: 'i-am-a-name' }],
    ['web 1 (old)', { by: 'tag', key: 'Name', value: 'web 1 (old)' }],
  ] as const) {
    it(`is read from ${text}`, () => assert.deepEqual(parseName(text), expected));
  }
});

describe('the node that a name means', () => {
  const aws = mockAws();
  const nodesAre = (...nodes: readonly object[]) =>
    aws.ssm.on(DescribeInstanceInformationCommand).resolves({ InstanceInformationList: nodes as never });

  it('is its id in one region, without a call', async () => {
    const target = testTarget();
    assert.deepEqual(await findNode([target], ID), { target, node: ID });
    assert.deepEqual(await findNode([target], 'ecs:a_b_c'), { target, node: 'ecs:a_b_c' });
    assert.deepEqual(aws.names(), []);
  });

  it('is looked up where its id may be in several regions', async () => {
    aws.ssm
      .on(DescribeInstanceInformationCommand)
      .resolvesOnce({})
      .resolves({
        InstanceInformationList: [{ InstanceId: ID }],
      });
    const targets = [testTarget('eu-west-1'), testTarget('us-east-1')];
    const { node, target } = await findNode(targets, ID);
    assert.deepEqual([node, targets.includes(target as never)], [ID, true]);
    assert.deepEqual(aws.inputs('ssm.DescribeInstanceInformation'), [
      { Filters: [{ Key: 'InstanceIds', Values: [ID] }], MaxResults: 50 },
      { Filters: [{ Key: 'InstanceIds', Values: [ID] }], MaxResults: 50 },
    ]);
  });

  for (const [name, filter] of [
    ['web-1', { Key: 'tag:Name', Values: ['web-1'] }],
    ['tag:Role=db', { Key: 'tag:Role', Values: ['db'] }],
  ] as const) {
    it(`is found by its tag: ${name}`, async () => {
      nodesAre({ InstanceId: ID });
      assert.equal((await findNode([testTarget()], name)).node, ID);
      assert.deepEqual(aws.inputs('ssm.DescribeInstanceInformation'), [{ Filters: [filter], MaxResults: 50 }]);
    });
  }

  for (const name of ['10.0.0.5', 'ip-10-0-0-5.ec2.internal']) {
    it(`is found by its address, among all: ${name}`, async () => {
      nodesAre(
        { InstanceId: 'i-00000001', IPAddress: '10.0.0.50', ComputerName: 'ip-10-0-0-50.ec2.internal' },
        { InstanceId: ID, IPAddress: '10.0.0.5', ComputerName: 'ip-10-0-0-5.ec2.internal' },
        { InstanceId: 'i-00000002' },
      );
      assert.equal((await findNode([testTarget()], name)).node, ID);
    });
  }

  it('is not guessed where there is none', async () => {
    nodesAre();
    const { message } = await targetFault(findNode([testTarget()], 'web-9'), 'NoSuchNode');
    assert.equal(message, `no node is named web-9 in ${ACCOUNT}/eu-west-1`);
  });

  it('is not guessed where there are two: both are named', async () => {
    nodesAre({ InstanceId: 'i-00000001' });
    const targets = [testTarget('eu-west-1'), testTarget('us-east-1')];
    const { message } = await targetFault(findNode(targets, 'web-1'), 'AmbiguousTarget');
    assert.equal(
      message,
      `web-1 is the name of 2 nodes: i-00000001 (${ACCOUNT}/eu-west-1), i-00000001 (${ACCOUNT}/us-east-1)`,
    );
  });

  it('is not guessed for a task of ECS in several regions', async () => {
    const targets = [testTarget('eu-west-1'), testTarget('us-east-1')];
    await targetFault(findNode(targets, 'ecs:a_b_c'), 'AmbiguousTarget');
  });

  it('is not known where nodes may not be listed', async () => {
    aws.ssm.on(DescribeInstanceInformationCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(findNode([testTarget()], 'web-1'), { name: 'AccessDeniedException' });
  });
});
