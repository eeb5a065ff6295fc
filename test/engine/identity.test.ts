import assert from 'node:assert/strict';
import { identitiesOf, identityOf, numberedAfter, placeOf } from '../../src/engine/identity.ts';
import { fault, fine, looked } from '../render/reports.ts';

const AT = { account: '111122223333', region: 'us-east-1' } as const;

describe('the identity of a finding', () => {
  it('depends on its check, its place and its subject', () => {
    const known = { check: 'kms.disabled', subject: 'key/1' };
    const place = ['111122223333', 'us-east-1'];
    const identities = [
      identityOf(place, known),
      identityOf(place, { ...known, check: 'kms.missing' }),
      identityOf(place, { ...known, subject: 'key/2' }),
      identityOf(place, { check: known.check }),
      identityOf(['111122223333'], known),
      identityOf(['111122223333', 'eu-west-1'], known),
    ];
    assert.equal(new Set(identities).size, identities.length);
    for (const identity of identities) assert.match(identity, /^[\da-f]{16}$/);
  });

  it('is the same for ever: other tools keep it', () =>
    assert.equal(
      identityOf(['111122223333', 'us-east-1'], { check: 'kms.disabled', subject: 'key/1' }),
      '07795e30208d2ffa',
    ));

  it('does not depend on what is said of it, on what else there is, or on the order of targets', () => {
    const [one, other] = [fault({ subject: 'key/1' }), fault({ subject: 'key/2' })];
    const reworded = { ...one, verdict: 'warn', summary: 'other words', ref: 'https://a' } as const;
    const before = identitiesOf([looked([one, ...fine(2)])]);
    const after = identitiesOf([looked([other], { region: 'eu-west-1' }), looked([other, reworded])]);
    assert.equal(before.get(one), after.get(reworded));
    assert.equal(before.size, 1);
  });

  it('has a number where two things are said of one', () => {
    const [one, other] = [
      fault({ scope: 'account', subject: 'role/web' }),
      fault({ scope: 'account', subject: 'role/web' }),
    ];
    const identities = identitiesOf([looked([one]), looked([other], { region: 'eu-west-1' })]);
    assert.equal(identities.get(other), `${identities.get(one)}:2`);
  });
});

describe('what is not there any more', () => {
  const twice = fault({ scope: 'account', subject: 'role/web' });
  const targets = [looked([twice]), looked([{ ...twice }], { region: 'eu-west-1' })];
  const [id = '', second = ''] = identitiesOf(targets).values();

  it('has no identity of what is still there, whatever number it had', () => {
    assert.equal(second, `${id}:2`);
    const gone = numberedAfter(targets.slice(1), [{ id }, { id: `${id}:2` }, { id: 'fedcba9876543210' }]);
    assert.deepEqual(
      gone.map((one) => one.id),
      [`${id}:2`, `${id}:3`, 'fedcba9876543210'],
    );
  });

  it('is numbered alike when it is numbered again', () => {
    const once = numberedAfter(targets.slice(1), [{ id }]);
    assert.deepEqual(numberedAfter(targets.slice(1), once), once);
  });
});

describe('the place of a finding', () => {
  it('is the machine, the account or the region; a profile stands for an account that is not known', () => {
    assert.deepEqual(placeOf(AT, { scope: 'machine' }), []);
    assert.deepEqual(placeOf(AT, { scope: 'account' }), ['111122223333']);
    assert.deepEqual(placeOf(AT, { scope: 'region' }), ['111122223333', 'us-east-1']);
    assert.deepEqual(placeOf({ ...AT, account: null, profile: 'dev' }, { scope: 'account' }), ['dev']);
    assert.deepEqual(placeOf({ ...AT, account: null }, { scope: 'account' }), ['default']);
  });
});
