import assert from 'node:assert/strict';
import {
  keyPolicyStatement,
  liftDenial,
  READ_KEYS,
  userPolicyCommand,
  whereAllowed,
} from '../../src/checks/permission-remedies.ts';
import { regionOf } from './observed.ts';

const ARN = 'arn:aws:iam::111122223333:role/web';

describe('remedies for permissions', () => {
  it('name the account and the region of a policy for people', () =>
    assert.equal(
      userPolicyCommand(regionOf(), '--kms'),
      'session-manager policy user --kms --accounts 111122223333 --regions eu-west-1',
    ));

  it('say where something is allowed: by tags of nodes, by what a request has, or both', () => {
    assert.equal(whereAllowed(['aws:SourceIp']), 'aws:SourceIp of the request');
    assert.equal(whereAllowed(['ssm:resourceTag/Team', 'aws:ResourceTag/Team']), 'the tag Team of the node');
    assert.equal(
      whereAllowed(['ssm:resourceTag/Team', 'aws:SourceIp']),
      'the tag Team of the node and aws:SourceIp of the request',
    );
  });

  it('lift a Deny instead of allowing more, and show how to find it', () => {
    const find = (...resources: readonly string[]) => {
      const { lead, commands } = liftDenial(regionOf(), ARN, ['a:One', 'a:Two'], resources);
      assert.match(lead, /^lift it, .*to find it$/);
      assert.equal(commands.length, 1);
      return commands[0]?.kind === 'aws' ? commands[0] : assert.fail();
    };
    const options = { 'policy-source-arn': ARN, 'action-names': ['a:One', 'a:Two'] };
    assert.deepEqual(find().operation, ['iam', 'simulate-principal-policy']);
    assert.deepEqual(find().options, options);
    assert.deepEqual(find('arn:1', 'arn:2').options, { ...options, 'resource-arns': ['arn:1', 'arn:2'] });
  });

  it('show the statement that a key policy lacks', () => {
    assert.deepEqual(keyPolicyStatement(ARN, 'kms:Decrypt'), {
      kind: 'statement',
      lead: 'add this statement to the key policy',
      statement: { Effect: 'Allow', Principal: { AWS: ARN }, Action: 'kms:Decrypt', Resource: '*' },
    });
  });

  it('let those see the key who may not', () => assert.match(READ_KEYS.text, /--for doctor$/));
});
