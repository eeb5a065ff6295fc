import assert from 'node:assert/strict';
import type { Remedy } from '../../src/checks/remedy.ts';
import { adviceLikeness } from '../../src/engine/likeness.ts';
import { fault } from '../render/reports.ts';

const make = (region: string, subject: string, subnets: readonly string[]): Remedy => ({
  kind: 'aws',
  operation: ['ec2', 'create-vpc-endpoint'],
  options: {
    'vpc-id': subject,
    'service-name': `com.amazonaws.${region}.ssm`,
    'subnet-ids': subnets,
    cidr: '10.0.0.0/16',
  },
  region,
  account: region === 'us-east-1' ? '111122223333' : '444455556666',
});

describe('advice that is alike', () => {
  it('is for other things, regions or accounts, and else the same', () => {
    const [one, other] = [
      fault({ subject: 'vpc-1', remedy: make('us-east-1', 'vpc-1', ['subnet-1']) }),
      fault({ subject: 'vpc-2', remedy: make('ap-southeast-2', 'vpc-2', ['subnet-2', 'subnet-3']) }),
    ];
    assert.equal(adviceLikeness(one), adviceLikeness(other));
    const role = (name: string) =>
      fault({ subject: `role/${name}`, advice: `aws iam attach-role-policy --role-name ${name}` });
    assert.equal(adviceLikeness(role('web')), adviceLikeness(role('batch')));
  });

  it('is not that of another check, or with another option', () => {
    const one = fault({ subject: 'i-1', advice: 'aws ec2 x --instance-id i-1' });
    assert.notEqual(adviceLikeness(one), adviceLikeness({ ...one, check: 'kms.missing' }));
    assert.notEqual(
      adviceLikeness(one),
      adviceLikeness(fault({ subject: 'i-2', advice: 'aws ec2 y --instance-id i-2' })),
    );
  });
});
