import assert from 'node:assert/strict';
import { FINDING_STATES, stateOf } from '../../../src/render/html/states.ts';
import { fault } from '../reports.ts';

describe('the states of findings', () => {
  it('have a place for every verdict, the worst first', () => {
    assert.deepEqual(
      (['fail', 'warn', 'unknown', 'info'] as const).map((verdict) => stateOf(fault({ verdict }))),
      [0, 1, 2, 3],
    );
    assert.equal(FINDING_STATES[0]?.word, 'fail');
  });

  it('have what somebody has accepted apart, whatever its verdict', () => {
    const accepted = { reason: 'known' };
    for (const verdict of ['fail', 'info'] as const) assert.equal(stateOf(fault({ verdict, accepted })), 4);
  });
});
