import assert from 'node:assert/strict';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { readInstanceNames } from '../../src/facts/node-names.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const instance = (InstanceId: string, Name?: string) => ({
  InstanceId,
  Tags: [{ Key: 'Team', Value: 'x' }, ...(Name === undefined ? [] : [{ Key: 'Name', Value: Name }])],
});

describe('facts node-names', () => {
  const aws = mockAws();
  const pages = (...reservations: (readonly object[])[]): void => {
    const stub = aws.ec2.on(DescribeInstancesCommand);
    for (const [index, instances] of reservations.entries()) {
      const isLast = index === reservations.length - 1;
      stub.resolvesOnce({
        Reservations: instances.map((one) => ({ Instances: [one] })),
        ...(!isLast && { NextToken: `page ${index}` }),
      });
    }
  };

  it('are the Name tags of the instances that are asked for, over all pages, also empty ones', async () => {
    pages([instance('i-1', 'web-1')], [], [instance('i-2'), instance('i-3', ''), instance('i-4', 'other')]);
    const names = await readInstanceNames(testTarget(), ['i-1', 'i-2', 'i-3', 'mi-5']);
    assert.deepEqual([...names], [['i-1', 'web-1']]);
    assert.deepEqual(aws.inputs('ec2.DescribeInstances').at(-1), {
      Filters: [{ Name: 'instance-id', Values: ['i-1', 'i-2', 'i-3'] }],
      MaxResults: 1000,
      NextToken: 'page 1',
    });
  });

  it('are read page by page where there are more than a filter takes', async () => {
    pages([instance('i-200', 'last')]);
    const ids = Array.from({ length: 201 }, (_, index) => `i-${index}`);
    assert.deepEqual([...(await readInstanceNames(testTarget(), ids))], [['i-200', 'last']]);
    assert.deepEqual(aws.inputs('ec2.DescribeInstances'), [{ MaxResults: 1000 }]);
  });

  it('are not asked for where there are hybrid nodes only', async () => {
    assert.equal((await readInstanceNames(testTarget(), ['mi-1'])).size, 0);
    assert.deepEqual(aws.names(), []);
  });

  it('are unknown where they may not be read, and every other failure is one', async () => {
    aws.ec2.on(DescribeInstancesCommand).rejectsOnce(awsError('UnauthorizedOperation', 'no', 403));
    assert.equal((await readInstanceNames(testTarget(), ['i-1'])).size, 0);
    aws.ec2.on(DescribeInstancesCommand).rejects(awsError('InternalError'));
    await assert.rejects(readInstanceNames(testTarget(), ['i-1']), { name: 'InternalError' });
  });
});
