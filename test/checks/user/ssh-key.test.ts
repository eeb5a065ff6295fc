import assert from 'node:assert/strict';
import type { Access } from '../../../src/audit/access.ts';
import type { AccountAudit } from '../../../src/audit/account.ts';
import { sshKeys } from '../../../src/checks/user/ssh-key.ts';
import type { Decision, Ruling } from '../../../src/facts/simulation.ts';
import type { Statement } from '../../../src/policies/reading/policy.ts';
import { advised, brief, is } from '../observed.ts';
import { ALICE, factsOf, having, region } from './alice.ts';

const PUSH = 'ec2-instance-connect:SendSSHPublicKey';
const NAMED: Statement = { Effect: 'Allow', Action: PUSH, Resource: '*' };

/** What is found where IAM decides so; `keys`: condition keys on which pushing depends. */
async function found(
  decide: (action: string, resource: string) => Decision,
  {
    statements = [NAMED] as readonly Statement[],
    node = 'arn:aws:ec2:eu-west-1:1:instance/i-1',
    keys = [] as readonly string[],
  } = {},
) {
  const ruling = (action: string, resource: string): Ruling => ({
    decision: decide(action, resource),
    keys: action === PUSH ? keys : [],
  });
  const access = {
    administrator: false,
    regions: [
      {
        facts: region(),
        ruling,
        groups: [
          { ids: ['i-1'], tags: {}, sample: { resource: node }, ruling: (action: string) => ruling(action, node) },
        ],
      },
    ],
  } as unknown as Access;
  const facts: AccountAudit = { ...factsOf(), access: is(access) };
  return (await sshKeys(facts, { ...ALICE, ...having(...statements) })).map(advised);
}

describe('check user: SSH keys', () => {
  const refused = (action: string): Decision => (action === PUSH ? 'denied' : 'allowed');

  it('tells that no key can be pushed to the nodes for which policies name it', async () => {
    const [one, ...more] = await found(refused);
    assert.deepEqual([one && brief(one), more], ['info user.ssh-key user/alice', []]);
    assert.match(one?.advice ?? '', /policy user --ssh --os-user NAME.*--no-key$/);
  });

  for (const [what, statements] of [
    ['nobody names', []],
    ['only everything names', [{ ...NAMED, Action: '*' }]],
    ['only a Deny names', [{ ...NAMED, Effect: 'Deny' }]],
  ] as const) {
    it(`says nothing where ${what} it`, async () => assert.deepEqual(await found(refused, { statements }), []));
  }

  it('says nothing where it is allowed, or conditions decide, such as the user of the node', async () => {
    assert.deepEqual(await found(() => 'allowed'), []);
    assert.deepEqual(await found(refused, { keys: ['ec2:osuser'] }), []);
    assert.deepEqual(await found((action) => (action === PUSH ? 'unknown' : 'allowed')), []);
  });

  it('says nothing of those who may start no session for SSH, nor of hybrid nodes', async () => {
    const document = ':document/AWS-StartSSHSession';
    assert.deepEqual(await found((_, resource) => (resource.endsWith(document) ? 'denied' : 'allowed')), []);
    assert.deepEqual(await found(refused, { node: 'arn:aws:ssm:eu-west-1:1:managed-instance/mi-1' }), []);
  });
});
