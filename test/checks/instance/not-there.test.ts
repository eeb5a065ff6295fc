import assert from 'node:assert/strict';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { notThere } from '../../../src/checks/instance/not-there.ts';
import { mockAws, REGION } from '../../aws.ts';
import { fakeInstance, fakeNode } from '../facts.ts';
import { finding, is, regionOf } from '../observed.ts';

const ID = 'i-0123456789abcdef0';

describe('the check of one node that was asked for', () => {
  const aws = mockAws();
  const inState = (Name?: 'stopped' | 'pending' | 'running'): void => {
    aws.ec2.on(DescribeInstancesCommand).resolves({
      Reservations: Name ? [{ Instances: [{ InstanceId: ID, State: { Name } }] }] : [],
    });
  };
  const without = () => regionOf({ instances: is([]), nodes: is([]) });

  it('has nothing to say where it runs, is a node elsewhere, or is no instance at all', async () => {
    assert.equal(await notThere(ID).run(regionOf({ instances: is([fakeInstance()]), nodes: is([]) })), undefined);
    const hybrid = regionOf({ instances: is([]), nodes: is([fakeNode({ id: 'mi-0123456789abcdef0' })]) });
    assert.equal(await notThere('mi-0123456789abcdef0').run(hybrid), undefined);
    assert.equal(await notThere('ecs:cluster_task_runtime').run(regionOf()), undefined);
    inState('running');
    assert.equal(await notThere(ID).run(without()), undefined);
  });

  it('fails where its instance is stopped, and starts it', async () => {
    inState('stopped');
    const { summary, advice } = await finding(notThere(ID), without(), `fail instance.ping-lost ${ID}`);
    assert.match(summary, /its instance is stopped/);
    assert.match(advice, new RegExp(`aws ec2 start-instances --instance-ids ${ID}`));
  });

  it('waits for one that is about to run', async () => {
    inState('pending');
    const { advice } = await finding(notThere(ID), without(), `fail instance.ping-lost ${ID}`);
    assert.match(advice, /wait until it runs/);
  });

  for (const id of [ID, 'mi-0123456789abcdef0']) {
    it(`fails where there is no ${id}`, async () => {
      inState();
      const { summary } = await finding(notThere(id), without(), `fail instance.not-managed ${id}`);
      assert.match(summary, new RegExp(`there is no such node in ${REGION}`));
    });
  }
});
