import assert from 'node:assert/strict';
import { KEY_READING_ADVICE, keyPolicyAdvice, liftAdvice } from '../../src/checks/permission-advice.ts';
import { aws, regionOf } from './observed.ts';

const ARN = 'arn:aws:iam::111122223333:role/web';

describe('advice about permissions', () => {
  it('lifts a Deny instead of allowing more, and shows how to find it', () => {
    const find = `iam simulate-principal-policy --policy-source-arn ${ARN} --action-names a:One a:Two`;
    const advice = (...resources: readonly string[]) => liftAdvice(regionOf(), ARN, ['a:One', 'a:Two'], resources);
    assert.equal(advice(), `lift it, since no further permission helps; to find it: ${aws(find)}`);
    assert.ok(advice('arn:1', 'arn:2').endsWith(aws(`${find} --resource-arns arn:1 arn:2`)));
  });

  it('shows the statement that a key policy lacks', () => {
    const [, statement = ''] =
      /^add this statement to the key policy: (.*)$/.exec(keyPolicyAdvice(ARN, 'kms:Decrypt')) ?? [];
    assert.deepEqual(JSON.parse(statement), {
      Effect: 'Allow',
      Principal: { AWS: ARN },
      Action: 'kms:Decrypt',
      Resource: '*',
    });
  });

  it('lets those see the key who may not', () => assert.match(KEY_READING_ADVICE, /--for doctor$/));
});
