import assert from 'node:assert/strict';
import { consequenceWords, relationsOf } from '../../../src/render/html/relations.ts';
import { card, pageData } from './page-data.ts';

describe('which finding is caused by which', () => {
  const caused = { causedBy: [0] };
  const data = pageData([
    card({ label: 'vpc.route', rows: [[0, 0, -1, 'a']] }),
    card({
      label: 'instance.lost',
      rows: [
        [0, 1, -1, 'b', caused],
        [0, 0, -1, 'c', caused],
        [0, 1, -1, 'd'],
      ],
    }),
  ]);
  const relations = relationsOf(data);

  it('is told with what the cause is about, unless both are about the same', () => {
    const words = [...(data.cards[1]?.rows ?? [])].map((row) => relations.causesOf(row).map((cause) => cause.words));
    assert.deepEqual(words, [['vpc.route of one'], ['vpc.route'], []]);
  });

  it('is counted', () => {
    assert.deepEqual([relations.consequencesOf(0), relations.consequencesOf(1)], [2, 0]);
    assert.equal(consequenceWords(1, data.noun).join(''), 'is why there is 1 other finding');
    assert.equal(consequenceWords(2000, data.noun).join(''), 'is why there are 2,000 other findings');
  });
});
