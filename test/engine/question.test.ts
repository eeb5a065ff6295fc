import assert from 'node:assert/strict';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { questionOf } from '../../src/engine/question.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';

type Raw = RawInputs & RawScope & { readonly sandbox?: boolean };

/** Makes the question of these flags. */
const asked = async (raw: Raw = {}, planned?: boolean) =>
  questionOf(raw, parseInputs(raw), await parseScope({ regions: ['eu-west-1'], ...raw }, {}), planned);

const ARN = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('a question', () => {
  it('without flags asks for nothing in particular, about what there is now', async () => {
    const before = Date.now();
    const { inputs, now, ...rest } = await asked();
    assert.deepEqual(rest, { flags: {}, invocation: {}, accountsAsked: false, planned: false });
    assert.deepEqual(inputs, parseInputs({}));
    assert.ok(now >= before && now <= Date.now());
  });

  it('counts what setup would make as being there where it is told to', async () => {
    assert.equal((await asked({}, true)).planned, true);
  });

  it('knows a log group that was asked for from the one that is always there', async () => {
    assert.equal((await asked()).inputs.logGroup.asked, false);
    assert.equal((await asked({ 'log-group': 'sessions' })).inputs.logGroup.asked, true);
  });

  for (const [raw, invocation, accountsAsked] of [
    [{ sandbox: true }, { sandbox: true }, false],
    [{ sandbox: false }, {}, false],
    [{ accounts: ['111122223333'] }, {}, true],
    [{ accounts: ['all'] }, {}, true],
    [
      { accounts: ['111122223333'], 'role-name': 'Admin', 'external-id': 'a:b' },
      { 'role-name': 'Admin', 'external-id': 'a:b' },
      true,
    ],
    [{ sandbox: true, accounts: ['all'], 'role-name': 'Admin' }, { sandbox: true, 'role-name': 'Admin' }, true],
  ] as const) {
    it(`knows how to get to the same place again: ${JSON.stringify(raw)}`, async () => {
      const question = await asked(raw);
      assert.deepEqual([question.invocation, question.accountsAsked], [invocation, accountsAsked]);
    });
  }

  for (const raw of [
    { kms: true, 'encrypt-sessions': true },
    { 'kms-key': ARN },
    { streaming: false },
    { streaming: true },
    { 's3-bucket': 'logs', 's3-prefix': 'a b', 's3-encryption': false },
    { 'idle-timeout': '15', 'max-duration': '60' },
    { 'run-as': 'ops', 'shell-profile-linux': 'bash', 'shell-profile-windows': '' },
  ] as const) {
    it(`keeps the flags that decide about preferences, as they were given: ${JSON.stringify(raw)}`, async () => {
      assert.deepEqual((await asked(raw)).flags, raw);
    });
  }

  it('keeps no other flags', async () => {
    const raw = { 'log-group': 'x', retention: '30', 'kms-alias': 'y', tag: ['a=b'], 'agent-update': false };
    assert.deepEqual((await asked(raw)).flags, {});
  });
});
