import assert from 'node:assert/strict';
import { sparing, sparingServices, without } from '../../src/checks/sparing.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';

const DENY: Statement = { Effect: 'Deny', Principal: '*', Action: ['a:One', 'a:Two'], Resource: '*' };

describe('a Deny that spares somebody', () => {
  it('spares a role beside those that are spared already', () => {
    const first = sparing(DENY, 'arn:1');
    assert.deepEqual(first.Condition, { ArnNotEquals: { 'aws:PrincipalArn': ['arn:1'] } });
    assert.deepEqual(sparing(first, 'arn:2').Condition, { ArnNotEquals: { 'aws:PrincipalArn': ['arn:1', 'arn:2'] } });
  });

  it('spares the services of AWS, under the conditions that it has', () => {
    const Condition = { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { a: 'b' } };
    assert.deepEqual(sparingServices({ ...DENY, Condition }).Condition, {
      StringEquals: { a: 'b' },
      Bool: { 'aws:SecureTransport': 'true', 'aws:PrincipalIsAWSService': 'false' },
    });
  });

  it('is left without single actions, unless nothing is left or a pattern covers more', () => {
    assert.deepEqual(without(DENY, ['A:one']), { ...DENY, Action: ['a:Two'] });
    assert.equal(without(DENY, ['a:One', 'a:Two']), undefined);
    assert.equal(without({ ...DENY, Action: ['a:*', 'b:One'] }, ['a:One']), undefined);
  });
});
