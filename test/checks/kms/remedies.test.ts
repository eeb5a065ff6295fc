import assert from 'node:assert/strict';
import { keyCommand, ownKey, repair, replaceAsymmetric, replaceLost } from '../../../src/checks/kms/remedies.ts';
import type { UsedKey } from '../../../src/checks/kms/used-key.ts';
import type { KeyLookup } from '../../../src/facts/key.ts';
import { fakeFacts } from '../facts.ts';
import { aKey, foreign } from './keys.ts';

const FACTS = fakeFacts({ ownsLogGroup: () => Promise.resolve(true) });
const use = (overrides: Partial<UsedKey> = {}): UsedKey => ({
  key: aKey(),
  forSessions: true,
  logGroup: 'audit',
  onlyAsked: false,
  preferred: 'audit',
  ...overrides,
});
const COMMON = { 'log-group': 'audit', kms: true, 'agent-update': false };
/** The roles of nodes have perhaps no permission to use a new key. */
const GRANTED = { ...COMMON, grant: true };
const ANOTHER = { 'encrypt-sessions': true, overwrite: true };

describe('remedy for a key', () => {
  it('that is lost gives sessions another one, unless it was behind our alias', async () => {
    const missing = async (name: string, forSessions = true) =>
      (await replaceLost(FACTS, use({ key: { kind: 'missing', name }, forSessions }))).flags;
    assert.deepEqual(await missing('alias/theirs'), { ...GRANTED, ...ANOTHER });
    assert.deepEqual(await missing('alias/session'), GRANTED);
    assert.deepEqual(await missing('alias/theirs', false), GRANTED);
  });

  it('of a log group that others made takes the group over: setup gives it no other key otherwise', async () => {
    const theirs = [() => Promise.resolve(false), () => Promise.reject(new Error('denied'))];
    for (const ownsLogGroup of theirs) {
      const facts = fakeFacts({ ownsLogGroup });
      const lost = { kind: 'missing', name: 'gone' } as const;
      const wanted = { ...GRANTED, overwrite: true };
      assert.deepEqual((await replaceLost(facts, use({ key: lost, forSessions: false }))).flags, wanted);
      assert.deepEqual((await replaceAsymmetric(facts, use({ forSessions: false }), foreign())).flags, wanted);
    }
  });

  it('of the wrong kind takes another alias where ours leads to it', async () => {
    assert.deepEqual((await replaceAsymmetric(FACTS, use(), aKey())).flags, {
      ...COMMON,
      'kms-alias': 'session-manager',
      ...ANOTHER,
      grant: true,
    });
    assert.deepEqual((await replaceAsymmetric(FACTS, use({ forSessions: false }), foreign())).flags, GRANTED);
  });

  it('is setup for that of a log group behind our alias alone, and only where it carries our tag', async () => {
    assert.deepEqual((await repair(FACTS, use(), aKey(), { 'rotation-days': '365' }))?.flags, {
      ...COMMON,
      'rotation-days': '365',
    });
    assert.equal(await repair(FACTS, use(), foreign()), undefined);
    assert.equal(await repair(FACTS, use(), aKey({ ours: () => Promise.resolve(false) })), undefined);
    const { ours: _ours, ...untold } = aKey();
    assert.equal(await repair(FACTS, use(), untold), undefined);
    const { logGroup: _, ...forSessions } = use();
    assert.equal(await repair(FACTS, forSessions, aKey()), undefined);
  });

  it('of our own goes behind another alias where ours leads to one that others made and that cannot be used', async () => {
    const flags = (key: KeyLookup) => ownKey({ ...FACTS, key: () => Promise.resolve(key) }, 'audit');
    const theirs = { ours: () => Promise.resolve(false) };
    const closed = { policy: { Statement: [] } };
    for (const unfit of [{ state: 'Disabled' }, { state: 'PendingDeletion' }, closed]) {
      assert.deepEqual(await flags(aKey({ ...theirs, ...unfit })), { kms: true, 'kms-alias': 'session-manager' });
      assert.deepEqual(await flags(aKey(unfit)), { kms: true });
    }
    assert.deepEqual(await flags(aKey(theirs)), { kms: true });
    assert.deepEqual(await flags({ kind: 'missing', name: 'alias/session' }), { kms: true });
    assert.deepEqual(await ownKey(FACTS), { kms: true }, 'what is behind it cannot be read');
  });

  it('may be any operation of KMS on it', () => {
    const { operation, options } = keyCommand(FACTS, 'enable-key', aKey());
    assert.deepEqual([operation, options], [['kms', 'enable-key'], { 'key-id': '1111' }]);
  });

  it('runs in the account of the key, which no profile of ours leads to', () => {
    const arn = 'arn:aws:kms:eu-west-1:999988887777:key/2222';
    const { account, profile } = keyCommand(FACTS, 'enable-key', foreign({ name: arn, arn }));
    assert.deepEqual([account, profile], ['999988887777', undefined]);
    assert.equal(keyCommand(FACTS, 'enable-key', aKey()).account, undefined);
  });
});
