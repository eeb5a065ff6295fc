import assert from 'node:assert/strict';
import { deletedPrincipals, namedPrincipals } from '../../../src/policies/reading/deleted-principals.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';

const ROLE = 'AROACKCEVSQ6C2EXAMPLE';
const USER = 'AIDACKCEVSQ6C2EXAMPLE';
const of = (...principals: readonly Partial<Statement>[]) => ({
  Statement: principals.map((principal) => ({
    Effect: 'Allow' as const,
    Action: 'kms:*',
    Resource: '*',
    ...principal,
  })),
});

describe('principals of a policy', () => {
  it('are identities and accounts, each once, spared or not; no services', () => {
    const policy = of(
      { Principal: { AWS: ['111122223333', ROLE], Service: 'logs.eu-west-1.amazonaws.com' } },
      { NotPrincipal: { AWS: ROLE } },
      { Principal: '*' },
      {},
    );
    assert.deepEqual(namedPrincipals(policy), ['111122223333', ROLE, '*']);
  });

  it('were deleted where a unique id stands for them', () => {
    const names = ['111122223333', 'arn:aws:iam::111122223333:role/AROACKCEVSQ6C2EXAMPLE', ROLE, USER, '*'];
    assert.deepEqual(deletedPrincipals(of({ Principal: { AWS: names } })), [ROLE, USER]);
    assert.deepEqual(deletedPrincipals(undefined), []);
  });
});
