import assert from 'node:assert/strict';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import {
  allOf,
  anyOf,
  coversAction,
  coversArn,
  not,
  principals,
  yesOrNo,
} from '../../../src/policies/reading/statement-match.ts';

describe('a yesOrNo', () => {
  it('of all is no as soon as one is no, and not known as long as one is not', () => {
    assert.equal(allOf([]), 'yes');
    assert.equal(allOf(['yes', 'unknown']), 'unknown');
    assert.equal(allOf(['yes', 'unknown', 'no']), 'no');
  });

  it('of any is yes as soon as one is yes', () => {
    assert.equal(anyOf([]), 'no');
    assert.equal(anyOf(['no', 'unknown']), 'unknown');
    assert.equal(anyOf(['no', 'unknown', 'yes']), 'yes');
  });

  it('that is not known stays so when it is turned round', () => {
    assert.deepEqual([not('yes'), not('no'), not('unknown')], ['no', 'yes', 'unknown']);
    assert.deepEqual([yesOrNo(true), yesOrNo(false)], ['yes', 'no']);
  });
});

describe('a statement', () => {
  const statement = (part: Partial<Statement>): Statement => ({ Effect: 'Allow', Resource: '*', ...part });

  it('is about the actions that it names, by patterns and in any case', () => {
    assert.equal(coversAction(statement({ Action: ['s3:*', 'KMS:dec*'] }), 'kms:Decrypt'), true);
    assert.equal(coversAction(statement({ Action: 'kms:Encrypt' }), 'kms:Decrypt'), false);
    assert.equal(coversAction(statement({}), 'kms:Decrypt'), false);
  });

  it('is about the actions that it does not leave out', () => {
    assert.equal(coversAction(statement({ NotAction: 'iam:*' }), 'kms:Decrypt'), true);
    assert.equal(coversAction(statement({ NotAction: ['iam:*', 'kms:*'] }), 'kms:Decrypt'), false);
  });

  it('names principals by kind, and everybody under each', () => {
    assert.deepEqual(principals({ AWS: ['a', 'b'], Service: 's' }, 'AWS'), ['a', 'b']);
    assert.deepEqual(principals({ Service: 's' }, 'AWS'), []);
    assert.deepEqual(principals('*', 'AWS'), ['*']);
    assert.deepEqual(principals(undefined, 'AWS'), []);
  });
});

describe('an ARN', () => {
  it('is compared part by part', () => {
    const arn = 'arn:aws:logs:eu-west-1:111122223333:log-group:sessions';
    assert.equal(coversArn('arn:aws:logs:*:*:log-group:sess*', arn), 'yes');
    assert.equal(coversArn('arn:aws:logs:*:log-group:sessions', arn), 'no');
    assert.equal(coversArn('arn:aws:logs:*:log-group:a:b', arn), 'no');
    assert.equal(coversArn('*', arn), 'unknown');
    assert.equal(coversArn(arn, 'sessions'), 'unknown');
  });
});
