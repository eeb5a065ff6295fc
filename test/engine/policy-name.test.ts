import assert from 'node:assert/strict';
import { policyName } from '../../src/engine/policy-name.ts';
import { parsePolicyRequest } from '../../src/policies/documents/request.ts';
import { parseScope } from '../../src/targets/scope.ts';
import { badInput } from '../aws.ts';

describe('the name of a policy', () => {
  it('is what IAM takes', async () => {
    const scope = await parseScope({}, {});
    const request = parsePolicyRequest('user', {});
    assert.equal(policyName('Session+Users=1,2.@-_', request, scope), 'Session+Users=1,2.@-_');
    for (const name of ['', 'a b', 'a/b', 'x'.repeat(129)])
      badInput(() => policyName(name, request, scope), '--create');
  });

  it('is not that of the policy which setup --grant keeps, in whatever capitals', async () => {
    const scope = await parseScope({}, {});
    const request = parsePolicyRequest('user', {});
    for (const name of ['session-manager-sessions', 'Session-Manager-Sessions'])
      badInput(() => policyName(name, request, scope), '--create', name, '--grant');
    assert.equal(policyName('session-manager-sessions-2', request, scope), 'session-manager-sessions-2');
  });

  it('is refused where the policy is longer than IAM takes', async () => {
    const scope = await parseScope({ regions: ['us-east-1', 'eu-west-1'] }, {});
    const nodes = Array.from({ length: 40 }, (_, index) => `i-0123456789abcd${String(index).padStart(3, '0')}`);
    const request = parsePolicyRequest('user', { instance: nodes });
    badInput(() => policyName('users', request, scope), '--create users', '6144');
    const operator = parsePolicyRequest('operator', { 'log-group': 'x'.repeat(512) });
    badInput(() => policyName('operators', operator, scope), '6144', 'a part of --for');
    assert.equal(policyName('operators', parsePolicyRequest('operator', {}), scope), 'operators');
  });
});
