import assert from 'node:assert/strict';
import { filled, slotted } from '../../../src/render/html/slots.ts';

const HERE = { region: 'us-east-1', account: '111122223333', subject: 'role/reporting' };
const THERE = { region: 'ap-southeast-2', account: '444455556666', subject: 'role/web-servers' };

describe('slots', () => {
  const command = ({ region, account, subject }: typeof HERE): string =>
    `aws iam get-role --role-name ${subject.slice(5)} --region ${region} # arn:aws:iam::${account}:${subject}`;

  it('make one of texts that differ in their places and subjects', () =>
    assert.equal(slotted(command(HERE), HERE), slotted(command(THERE), THERE)));

  it('give back what was there', () => {
    for (const filling of [HERE, THERE])
      assert.equal(filled(slotted(command(filling), filling), filling), command(filling));
    assert.equal(filled(slotted(command(HERE), HERE), THERE), command(THERE));
  });

  it('are not made of short names, which stand in other words by chance', () => {
    const filling = { ...HERE, subject: 'role/a' };
    assert.equal(slotted('a role/a', filling), 'a role/a');
  });

  it('leave texts alone where nothing is known', () => {
    const nothing = { region: '', account: '', subject: '' };
    assert.equal(filled(slotted('as it is', nothing), nothing), 'as it is');
  });
});
