import assert from 'node:assert/strict';
import { parseEntering } from '../../src/targets/entering.ts';

const HUB = 'arn:aws:iam::111111111111:role/hub';
const SPOKE = 'arn:aws:iam::222222222222:role/path/spoke';
const POLICY = '{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}';
const WITH = { accounts: true, profiles: undefined };
const WITHOUT = { accounts: false, profiles: undefined };

describe('how roles are assumed', () => {
  it('is read from flags', async () => {
    const raw = { 'role-chain': `${HUB},${SPOKE}`, 'role-session-name': 'ops', 'role-duration': '900' };
    assert.deepEqual(await parseEntering({ ...raw, 'session-policy': POLICY }, WITH), {
      roleChain: [HUB, SPOKE],
      roleSessionName: 'ops',
      roleDuration: 900,
      sessionPolicy: POLICY,
    });
    assert.deepEqual(await parseEntering({}, WITHOUT), {});
  });

  for (const [raw, asked, why] of [
    [
      { 'role-duration': '900' },
      WITHOUT,
      /--role-duration is about roles that are assumed: give --accounts or --role-chain/,
    ],
    [{ 'session-policy': POLICY }, WITHOUT, /--session-policy is about roles/],
    [{ 'role-session-name': 'ops' }, WITHOUT, /--role-session-name is about roles/],
    [{ 'role-duration': '899' }, WITH, /from 900 to 43200 seconds/],
    [{ 'role-session-name': 'a b' }, WITH, /2 to 64 letters/],
    [{ 'role-chain': 'hub' }, WITH, /must be the ARN of a role/],
    [{ 'role-chain': 'arn:aws:iam::111111111111:user/ann' }, WITH, /must be the ARN of a role/],
    [{ 'role-chain': [HUB, 'arn:aws-cn:iam::222222222222:role/x'] }, WITH, /spans partitions aws and aws-cn/],
    [{ 'role-chain': HUB }, { ...WITH, profiles: ['a', 'b'] }, /begins with one profile, not with 2/],
    [
      { 'role-chain': HUB, 'role-duration': '3601' },
      WITH,
      /AWS allows 3600 seconds at most for a role that is assumed from a role/,
    ],
    [{ 'role-chain': [HUB, SPOKE], 'role-duration': '3601' }, WITHOUT, /AWS allows 3600 seconds at most/],
  ] as const) {
    it(`is refused before any call: ${why.source}`, async () => {
      await assert.rejects(parseEntering(raw, asked), why);
    });
  }

  it('may hold longer where only one role is assumed', async () => {
    const raw = { 'role-chain': HUB, 'role-duration': '43200' };
    assert.equal((await parseEntering(raw, WITHOUT)).roleDuration, 43_200);
  });
});
