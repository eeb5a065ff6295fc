import assert from 'node:assert/strict';
import { DescribeInstanceInformationCommand, GetConnectionStatusCommand } from '@aws-sdk/client-ssm';
import { activatedAmong, connectionReader, isHybrid, readNodes } from '../../src/facts/nodes.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { fakeNode } from '../checks/facts.ts';

describe('facts nodes', () => {
  const aws = mockAws();

  it('are those of all pages, with what Systems Manager tells of them', async () => {
    const lastPing = new Date('2026-01-01');
    aws.ssm
      .on(DescribeInstanceInformationCommand)
      .resolvesOnce({
        InstanceInformationList: [
          {
            InstanceId: 'mi-1',
            PingStatus: 'Online',
            AgentVersion: '3.3.131.0',
            PlatformType: 'Windows',
            PlatformName: 'Microsoft Windows Server 2022 Datacenter',
            PlatformVersion: '10.0.20348',
            Name: 'edge-1',
            LastPingDateTime: lastPing,
            IamRole: 'Edge',
            IPAddress: '10.0.1.5',
          },
        ],
        NextToken: 'more',
      })
      .resolvesOnce({ InstanceInformationList: [{ InstanceId: 'i-1' }] });
    assert.deepEqual(await readNodes(testTarget()), [
      {
        id: 'mi-1',
        ping: 'Online',
        agentVersion: '3.3.131.0',
        platform: 'Windows',
        system: 'Microsoft Windows Server 2022 Datacenter 10.0.20348',
        name: 'edge-1',
        lastPing,
        role: 'Edge',
        address: '10.0.1.5',
      },
      { id: 'i-1', ping: '', agentVersion: '', platform: '' },
    ]);
    assert.deepEqual(aws.inputs('ssm.DescribeInstanceInformation').at(-1), { MaxResults: 50, NextToken: 'more' });
  });

  it('are not known where they may not be listed', async () => {
    aws.ssm.on(DescribeInstanceInformationCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(readNodes(testTarget()), { name: 'AccessDeniedException' });
  });

  it('are hybrid by their ids', () => {
    assert.deepEqual(
      ['mi-1', 'i-1', 'i-mi-1'].map((id) => isHybrid({ id })),
      [true, false, false],
    );
  });

  it('are at an address by an activation where a hybrid one is online there', () => {
    const isActivated = activatedAmong([
      fakeNode({ id: 'mi-1', address: '10.0.0.1' }),
      fakeNode({ id: 'mi-2', address: '10.0.0.2', ping: 'ConnectionLost' }),
      fakeNode({ id: 'i-3', address: '10.0.0.3' }),
      fakeNode({ id: 'mi-4' }),
      fakeNode({ id: 'mi-5', address: '' }),
    ]);
    assert.deepEqual(['10.0.0.1', '10.0.0.2', '10.0.0.3', ''].map(isActivated), [true, false, false, false]);
  });

  describe('with a channel', () => {
    it('are all of which AWS does not say that they have none', async () => {
      const status = (Target: string) => aws.ssm.on(GetConnectionStatusCommand, { Target });
      status('i-1').resolves({ Status: 'notconnected' });
      status('i-2').resolves({ Status: 'connected' });
      status('i-3').resolves({});
      const isConnected = connectionReader(testTarget());
      assert.deepEqual(await Promise.all(['i-1', 'i-2', 'i-3'].map(isConnected)), [false, true, true]);
      assert.equal(aws.names().length, 3);
    });

    it('are asked about sixteen at a time: more are throttled', async () => {
      let [under, most] = [0, 0];
      aws.ssm.on(GetConnectionStatusCommand).callsFake(async () => {
        most = Math.max(most, (under += 1));
        await Promise.resolve();
        under -= 1;
        return { Status: 'notconnected' };
      });
      const isConnected = connectionReader(testTarget());
      const many = Array.from({ length: 50 }, (_, index) => `i-${index}`);
      assert.ok((await Promise.all(many.map(isConnected))).every((answer) => !answer));
      assert.equal(most, 16);
    });

    it('are not known where one may not be asked about', async () => {
      aws.ssm.on(GetConnectionStatusCommand).rejects(awsError('AccessDeniedException'));
      await assert.rejects(connectionReader(testTarget())('i-1'), { name: 'AccessDeniedException' });
    });
  });
});
