import assert from 'node:assert/strict';
import { DELIVERY, deliversOnly } from '../../src/resources/log-group-class.ts';
import { logGroup } from '../../src/resources/log-group.ts';
import { ACCOUNT, inputsOf, REGION, targetFault, testTarget } from '../aws.ts';
import { partitionOf } from '../../src/aws/regions.ts';

describe('the class of a log group', () => {
  const place = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
  const want = logGroup.want(inputsOf(), place, {}) ?? assert.fail();
  const judged = (itsClass?: string) =>
    logGroup.judge?.(testTarget(), want, {
      name: 'sessions',
      arn: 'arn',
      deletionProtection: false,
      storedBytes: 0,
      ...(itsClass !== undefined && { class: itsClass }),
    }) ?? assert.fail();

  it('is named where it does not serve, with the way out', async () => {
    const fault = await targetFault(judged(DELIVERY), 'LogGroupUnfit');
    assert.equal(fault.message, deliversOnly('sessions').message);
    assert.match(fault.advice ?? '', /name another one with --log-group/);
  });

  it('is no obstacle where it is another one', async () => {
    await judged();
    await judged('INFREQUENT_ACCESS');
  });
});
