import assert from 'node:assert/strict';
import type { Row } from '../../../src/render/html/data.ts';
import { acceptedText, everything, newText, remedyOf, titleOf } from '../../../src/render/html/rows.ts';
import { card, pageData } from './page-data.ts';

const row = (place: number, subject = 0): Row => [place, subject, 0, 'id'];

describe('a row of a page', () => {
  const data = pageData([card({ rows: [row(0), row(1)] }), card({ rows: [row(2)] })]);

  it('has a number, counted over all cards', () =>
    assert.deepEqual(
      everything(data).map(({ first, rows }) => [first, rows.length]),
      [
        [0, 2],
        [2, 1],
      ],
    ));

  it('has the words of its place in what clears it, and in the title what all rows share', () => {
    assert.deepEqual(remedyOf(data, row(1)), [{ code: 'aws kms enable-key --region eu-west-1' }]);
    const slotted = card({ title: 'a key of \u0001 in \u0002' });
    assert.equal(titleOf(data, slotted, [row(0), row(1)]), 'a key of ‹region› in 111122223333');
    assert.equal(titleOf(data, slotted, [row(0)]), 'a key of us-east-1 in 111122223333');
  });

  it('says who has accepted it, and whether it is new', () => {
    const accepted = { reason: 'a test', owner: 'ann', expires: '2027-01-31' };
    assert.equal(acceptedText({ accepted, verdict: 'fail' }), 'fail, accepted by ann until 2027-01-31: a test');
    assert.equal(acceptedText({ accepted: { reason: 'a test' } }), 'accepted: a test');
    assert.equal(acceptedText({}), undefined);
    assert.deepEqual(
      [newText({ since: 'new' }), newText({ since: 'new', was: 'warn' }), newText({ since: 'unchanged' }), newText({})],
      ['new', 'new, was warn', undefined, undefined],
    );
  });
});
