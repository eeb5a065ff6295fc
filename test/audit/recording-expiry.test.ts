import assert from 'node:assert/strict';
import { expiredBy, firstExpiry } from '../../src/audit/recording-expiry.ts';

const at = (time: string): number => Date.parse(`2026-08-${time}:00Z`);

describe('a recording in a bucket', () => {
  const is = (rule: object, now: string, put = '15T10:30'): boolean =>
    expiredBy([{ prefix: '', ...rule }], ['ssm/jane-1.log', '/ssm/jane-1.log'], { put: at(put), now: at(now) }) !==
    undefined;

  it('expires at the midnight after so many days', () => {
    assert.deepEqual([is({ days: 3 }, '18T23:59'), is({ days: 3 }, '19T00:00')], [false, true]);
    assert.deepEqual([is({ days: 1 }, '16T23:59', '15T00:00'), is({ days: 1 }, '17T00:00', '15T00:00')], [false, true]);
  });

  it('expires from a date on, at the midnight after it was put there', () => {
    const date = at('20T00:00');
    assert.deepEqual([is({ date }, '19T23:59'), is({ date }, '20T00:00')], [false, true]);
    assert.deepEqual([is({ date }, '25T23:59', '25T01:00'), is({ date }, '26T00:00', '25T01:00')], [false, true]);
  });

  it('expires by rules for its key, in any of its forms', () => {
    for (const [prefix, expected] of [
      ['ssm/', true],
      ['/ssm', true],
      ['ssm/jane-1.log', true],
      ['ssm/jane-2', false],
      ['SSM/', false],
    ] as const) {
      assert.equal(is({ prefix, days: 1 }, '30T00:00'), expected, prefix);
    }
  });

  it('does not expire before the midnight after it was put there', () => {
    assert.equal(firstExpiry(at('15T10:30')), at('16T00:00'));
    assert.equal(firstExpiry(at('15T00:00')), at('16T00:00'));
  });
});
