import assert from 'node:assert/strict';
import { identityOf } from '../../../src/engine/identity.ts';
import { diagnosisData } from '../../../src/render/html/cards.ts';
import type { PageData } from '../../../src/render/html/data.ts';
import { diagnosis, fault, fine, looked } from '../reports.ts';

const CATALOGUE = { 'kms.disabled': { effect: 'sessions end at once' } };

function dataOf(...targets: ReturnType<typeof looked>[]): PageData {
  const report = diagnosis(targets);
  return diagnosisData(report, report, CATALOGUE);
}

const inRegion = (region: string, extra = {}): ReturnType<typeof fault> =>
  fault({ subject: 'key/1234abcd', advice: `aws kms enable-key --key-id 1234abcd --region ${region}`, ...extra });

describe('the cards of a diagnosis', () => {
  it('put findings together that differ in their places only, with one remedy', () => {
    const { cards, places, remedies, texts, accounts } = dataOf(
      looked([inRegion('us-east-1'), ...fine(3)]),
      looked([inRegion('eu-west-1')], { region: 'eu-west-1' }),
    );
    assert.equal(cards.length, 1);
    assert.deepEqual(accounts, [['111122223333']]);
    assert.deepEqual(places, [
      [0, 'us-east-1'],
      [0, 'eu-west-1'],
    ]);
    assert.deepEqual(texts, ['key/1234abcd']);
    assert.equal(remedies.length, 1);
    const [card] = cards;
    assert.equal(card?.label, 'kms.disabled');
    assert.equal(card?.kind, 'kms');
    assert.equal(card?.effect, 'sessions end at once');
    assert.deepEqual(
      card?.rows.map((row) => row.slice(0, 4)),
      ['us-east-1', 'eu-west-1'].map((region, index) => [
        index,
        0,
        0,
        identityOf(['111122223333', region], { check: 'kms.disabled', subject: 'key/1234abcd' }),
      ]),
    );
  });

  it('come the worst first, then the most frequent', () => {
    const { cards } = dataOf(
      looked([
        fault({ verdict: 'info', check: 'a.one' }),
        fault({ check: 'b.two' }),
        fault({ check: 'c.three', subject: 'one' }),
        fault({ check: 'c.three', subject: 'two' }),
        fault({ verdict: 'unknown', check: 'd.four' }),
        fault({ verdict: 'warn', check: 'e.five' }),
      ]),
    );
    assert.deepEqual(
      cards.map(({ label }) => label),
      ['c.three', 'b.two', 'e.five', 'd.four', 'a.one'],
    );
  });

  it('put whatever of a family is unknown for one reason together', () => {
    const unknown = (check: string): ReturnType<typeof fault> =>
      fault({ verdict: 'unknown', check, summary: 'denied' });
    const { cards } = dataOf(looked([unknown('kms.missing'), unknown('kms.disabled'), unknown('s3.missing')]));
    assert.deepEqual(
      cards.map(({ label }) => label),
      ['kms.missing, kms.disabled', 's3.missing'],
    );
  });

  it('know the machine, accounts as a whole, and the names of accounts', () => {
    const { places, accounts } = dataOf(
      looked([fault({ scope: 'machine' }), fault({ scope: 'account' }), fault()], { accountName: 'payments' }),
    );
    assert.deepEqual(accounts, [['111122223333', 'payments']]);
    assert.deepEqual(
      places.toSorted(([one], [other]) => one - other),
      [
        [-1, ''],
        [0, ''],
        [0, 'us-east-1'],
      ],
    );
  });

  it('say what is caused by what, by number', () => {
    const cause = fault({ check: 'vpc.blocked', subject: 'vpc-1', causes: 1 });
    const symptom = fault({
      check: 'instance.ping-lost',
      subject: 'i-1',
      verdict: 'warn',
      causedBy: [{ check: 'vpc.blocked', subject: 'vpc-1' }],
    });
    const { cards } = dataOf(looked([symptom, cause]));
    assert.deepEqual(
      cards.map(({ label }) => label),
      ['vpc.blocked', 'instance.ping-lost'],
    );
    assert.deepEqual(cards[1]?.rows[0]?.[4], { causedBy: [0] });
  });

  it('keep names, what is accepted, and what is new', () => {
    const accepted = { reason: 'known', owner: 'ann' };
    const { cards } = dataOf(
      looked([
        fault({ subject: 'i-1', name: 'web-1', since: 'new', was: 'warn' }),
        fault({ subject: 'i-2', verdict: 'warn', accepted }),
      ]),
    );
    assert.deepEqual(
      cards.map(({ state, rows }) => [state, rows[0]?.[4]]),
      [
        [0, { name: 'web-1', since: 'new', was: 'warn' }],
        [4, { accepted, verdict: 'warn' }],
      ],
    );
  });

  it('link to pages over https only', () => {
    const hrefOf = (ref: string): string | undefined => dataOf(looked([fault({ ref })])).cards[0]?.href;
    assert.equal(hrefOf('https://docs.aws.amazon.com/x'), 'https://docs.aws.amazon.com/x');
    for (const ref of ['javascript:alert(1)', 'http://example.com', 'data:text/html,x'])
      assert.equal(hrefOf(ref), undefined);
  });

  it('identify findings by their texts as they are, not as they are shown', () => {
    const given = diagnosis([looked([fault({ subject: 'role/\u0007' })])]);
    const shown = diagnosis([looked([fault({ subject: 'role/\\x07' })])]);
    const { cards, texts } = diagnosisData(given, shown, {});
    assert.deepEqual(texts, ['role/\\x07']);
    const place = ['111122223333', 'us-east-1'];
    assert.equal(cards[0]?.rows[0]?.[3], identityOf(place, { check: 'kms.disabled', subject: 'role/\u0007' }));
  });
});
