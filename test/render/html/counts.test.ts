import assert from 'node:assert/strict';
import { countItems } from '../../../src/render/html/counts.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

describe('the counts at the top of a page', () => {
  const items = countItems(FINDING_STATES, 'verdict', (index) => [3, 0, 1, 0][index] ?? 0);

  it('lead to what they count, and are not there where there is nothing', () =>
    assert.deepEqual(
      items.map(({ markup }) => /href="([^"]*)".*<b>(\d+)<\/b> (\w+)</.exec(markup)?.slice(1)),
      [
        ['#verdict=fail', '3', 'fail'],
        ['#verdict=unknown', '1', 'unknown'],
      ],
    ));
});
