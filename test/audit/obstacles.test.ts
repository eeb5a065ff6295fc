import assert from 'node:assert/strict';
import { obstaclesOf } from '../../src/audit/obstacles.ts';
import type { Policy, Statement } from '../../src/policies/reading/policy.ts';
import { denied, is } from '../checks/observed.ts';

const ASKED = [{ action: 'logs:PutLogEvents', resource: 'arn:aws:logs:us-east-1:1:log-group:audit:*', context: {} }];
const statement = (Effect: 'Allow' | 'Deny', Action: string, more: Partial<Statement> = {}): Statement => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});
const user = (own: readonly Statement[], boundary?: readonly Statement[]) => ({
  attached: is([]),
  policies: is([{ Statement: own }]),
  boundary: is(boundary && ({ Statement: boundary } satisfies Policy)),
});

describe('what keeps a role from something', () => {
  it('is each Deny about it, in its policies and in its boundary', async () => {
    const [own, limit] = [statement('Deny', 'logs:*'), statement('Deny', '*')];
    const other = statement('Deny', 'logs:*', { Resource: 'arn:aws:logs:us-east-1:1:log-group:other:*' });
    const found = await obstaclesOf(user([own, other], [statement('Allow', '*'), limit]), ASKED);
    assert.deepEqual(
      found.denials.map((each) => each.statement),
      [own, limit],
    );
    assert.equal(found.boundary, undefined);
  });

  it('is its boundary where that leaves something out', async () => {
    const found = await obstaclesOf(user([], [statement('Allow', 's3:*')]), ASKED);
    assert.deepEqual(found, { denials: [], boundary: { Statement: [statement('Allow', 's3:*')] } });
  });

  it('is not found where policies may not be read', async () => {
    const hidden = { attached: denied, policies: denied, boundary: denied };
    assert.deepEqual(await obstaclesOf(hidden, ASKED), { denials: [] });
  });
});
