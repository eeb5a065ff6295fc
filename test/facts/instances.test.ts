import assert from 'node:assert/strict';
import { DescribeInstancesCommand, type Instance } from '@aws-sdk/client-ec2';
import { readInstances, readInstanceState } from '../../src/facts/instances.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts instances', () => {
  const aws = mockAws();
  const reservation = (...Instances: readonly Instance[]) => ({ Instances: [...Instances] });
  const read = () => readInstances(testTarget());
  const one = async (instance: Instance) => {
    aws.ec2.on(DescribeInstancesCommand).resolves({ Reservations: [reservation(instance)] });
    return (await read())[0] ?? assert.fail('there is one');
  };

  it('are the running ones of all reservations on all pages', async () => {
    aws.ec2
      .on(DescribeInstancesCommand)
      .resolvesOnce({
        Reservations: [reservation({ InstanceId: 'i-1' }, { InstanceId: 'i-2' }), reservation({ InstanceId: 'i-3' })],
        NextToken: 'more',
      })
      .resolvesOnce({ Reservations: [reservation({ InstanceId: 'i-4' })] });
    assert.deepEqual(
      (await read()).map(({ id }) => id),
      ['i-1', 'i-2', 'i-3', 'i-4'],
    );
    const Filters = [{ Name: 'instance-state-name', Values: ['running'] }];
    assert.deepEqual(aws.inputs('ec2.DescribeInstances').at(-1), { Filters, MaxResults: 1000, NextToken: 'more' });
    assert.equal(aws.names().length, 2);
  });

  it('are one that is asked for by its id, whether it runs or not, even if the endpoint does not filter', async () => {
    const all = ['i-1', 'i-2'].map((InstanceId): Instance => ({ InstanceId, State: { Name: 'running' } }));
    const stopped: Instance = { InstanceId: 'i-3', State: { Name: 'stopped' } };
    aws.ec2.on(DescribeInstancesCommand).resolves({ Reservations: [reservation(...all, stopped)] });
    assert.deepEqual(
      (await readInstances(testTarget(), 'i-2')).map(({ id }) => id),
      ['i-2'],
    );
    assert.deepEqual(aws.inputs('ec2.DescribeInstances').at(-1), {
      Filters: [
        { Name: 'instance-state-name', Values: ['running'] },
        { Name: 'instance-id', Values: ['i-2'] },
      ],
      MaxResults: 1000,
    });
    assert.deepEqual(await Promise.all(['i-1', 'i-3', 'i-4'].map((id) => readInstanceState(testTarget(), id))), [
      'running',
      'stopped',
      undefined,
    ]);
  });

  it('are no others, even if the endpoint does not filter', async () => {
    const states = ['pending', 'running', 'stopping', 'stopped', 'terminated'] as const;
    const all = states.map((Name): Instance => ({ InstanceId: Name, State: { Name } }));
    aws.ec2.on(DescribeInstancesCommand).resolves({ Reservations: [reservation(...all)] });
    assert.deepEqual(
      (await read()).map(({ id }) => id),
      ['running'],
    );
  });

  it('tell all that sessions depend on', async () => {
    const launched = new Date('2026-01-01');
    const found = await one({
      InstanceId: 'i-1',
      IamInstanceProfile: { Arn: 'arn:profile' },
      VpcId: 'vpc-1',
      SubnetId: 'subnet-1',
      PrivateIpAddress: '10.0.0.1',
      PublicIpAddress: '192.0.2.1',
      SecurityGroups: [{ GroupId: 'sg-1' }],
      NetworkInterfaces: [{ Groups: [{ GroupId: 'sg-1' }, { GroupId: 'sg-2' }] }],
      MetadataOptions: { HttpEndpoint: 'disabled' },
      Platform: 'windows' as 'Windows',
      LaunchTime: launched,
      Tags: [{ Key: 'Name', Value: 'web' }, { Key: 'empty' }],
    });
    assert.deepEqual(found, {
      id: 'i-1',
      profile: 'arn:profile',
      vpc: 'vpc-1',
      subnet: 'subnet-1',
      privateIp: '10.0.0.1',
      hasPublicIp: true,
      hasIpv6: false,
      securityGroups: ['sg-1', 'sg-2'],
      metadataOff: true,
      windows: true,
      launched,
      tags: { Name: 'web', empty: '' },
      name: 'web',
    });
  });

  it('have nothing where EC2 says nothing', async () => {
    assert.deepEqual(await one({ InstanceId: 'i-1', MetadataOptions: { HttpEndpoint: 'enabled' } }), {
      id: 'i-1',
      vpc: '',
      subnet: '',
      privateIp: '',
      hasPublicIp: false,
      hasIpv6: false,
      securityGroups: [],
      metadataOff: false,
      windows: false,
      tags: {},
    });
  });

  it('have IPv6 by themselves or by an interface', async () => {
    assert.equal((await one({ Ipv6Address: '2001:db8::1' })).hasIpv6, true);
    const Ipv6Addresses = [{ Ipv6Address: '2001:db8::1' }];
    assert.equal((await one({ NetworkInterfaces: [{}, { Ipv6Addresses }] })).hasIpv6, true);
    assert.equal((await one({ NetworkInterfaces: [{ Ipv6Addresses: [] }] })).hasIpv6, false);
  });

  it('pass on what is not meant for them where that is not checked', async () => {
    const NetworkInterfaces = [{ NetworkInterfaceId: 'eni-1', SourceDestCheck: false }];
    const { interfaces, forwards } = await one({ NetworkInterfaces });
    assert.deepEqual([interfaces, forwards], [['eni-1'], true]);
    assert.equal((await one({ SourceDestCheck: false })).forwards, true);
    assert.equal((await one({ SourceDestCheck: true, NetworkInterfaces })).forwards, true);
    assert.equal((await one({ SourceDestCheck: true })).forwards, undefined);
  });

  it('are not known where they may not be listed', async () => {
    aws.ec2.on(DescribeInstancesCommand).rejects(awsError('UnauthorizedOperation'));
    await assert.rejects(read(), { name: 'UnauthorizedOperation' });
  });
});
