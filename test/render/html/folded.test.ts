import assert from 'node:assert/strict';
import type { Card } from '../../../src/render/html/data.ts';
import { cureWords, type Folded, folded } from '../../../src/render/html/folded.ts';
import { relationsOf } from '../../../src/render/html/relations.ts';
import { everything } from '../../../src/render/html/rows.ts';
import { card, pageData } from './page-data.ts';

const LIMITS = { rows: 2000, ofCard: 200 };

function fold(cards: readonly Card[], limits = LIMITS): { readonly told: readonly Folded[]; readonly cut: number } {
  const data = pageData(cards);
  return folded(data, everything(data), relationsOf(data), limits);
}

/** What is told of the parts of a card, in words. */
const linesIn = ({ parts }: Folded): readonly string[] =>
  parts.flatMap(({ lines }) =>
    lines.map(({ where, notes }) =>
      [...where.map(({ places, subjects }) => [places, ...subjects].join(': ')), ...notes].join(' | '),
    ),
  );

describe('findings in few words', () => {
  it('name all subjects of a place behind it, and places with the same subjects together', () => {
    const { told } = fold([
      card({
        rows: [
          [0, 0, 1, 'a', { name: 'web' }],
          [0, 1, 1, 'b', { since: 'new' }],
          [2, 1, 1, 'c'],
        ],
      }),
      card({
        label: 'kms.missing',
        rows: [
          [0, 0, 1, 'd'],
          [1, 0, 1, 'e'],
          [3, -1, 1, 'f'],
          [4, -1, 1, 'g'],
        ],
      }),
    ]);
    assert.deepEqual(told.map(linesIn), [
      ['111122223333 (payments)/us-east-1: one (web): two (new) | 444455556666/us-east-1: two'],
      ['111122223333 (payments) in us-east-1 and eu-west-1: one | 444455556666; this machine'],
    ]);
  });

  it('are one where they differ in numbers and versions only, each with its own words', () => {
    const { told } = fold([
      card({ title: 'agent 2.3.1.0 is too old' }),
      card({ title: 'agent 3.0.1.0 is too old', rows: [[1, 1, 0, 'b']] }),
      card({ title: 'agent 3.0.1.0 is too old', state: 1 }),
    ]);
    assert.deepEqual(
      told.map(({ title, count }) => [title, count]),
      [
        ['agents 2.3.1.0 to 3.0.1.0 are too old', 2],
        ['agent 3.0.1.0 is too old', 1],
      ],
    );
    assert.deepEqual(linesIn(told[0]!), [
      '111122223333 (payments)/us-east-1: one | agent 2.3.1.0 is too old',
      '111122223333 (payments)/eu-west-1: two | agent 3.0.1.0 is too old',
    ]);
  });

  it('have what clears them once, by a number, and say where others take the same with ids of their own', () => {
    const { told } = fold([
      card({
        rows: [
          [0, 0, 0, 'a'],
          [1, 0, 0, 'b'],
          [0, 1, 1, 'c'],
        ],
      }),
      card({ label: 'kms.missing', rows: [[1, 0, 0, 'd']] }),
    ]);
    assert.deepEqual(
      told.map(({ parts }) => parts.map(({ cure }) => [cure?.number, cure?.words, cure?.isLikewise])),
      [
        [
          [1, [{ code: 'aws kms enable-key --region us-east-1' }], true],
          [2, ['look at it'], false],
        ],
        [[1, [], true]],
      ],
    );
  });

  it('say where what is not told again is', () => {
    const words = (extra: Partial<Parameters<typeof cureWords>[1]>): string =>
      cureWords({ cure: 'What clears it' }, { number: 3, words: ['x'], isLikewise: false, ...extra });
    assert.equal(words({}), 'What clears it (3)');
    assert.equal(words({ words: [] }), 'What clears it (3): as above');
    assert.equal(
      words({ words: [], isLikewise: true }),
      'What clears it (3): as above, with ids and regions of its own for each',
    );
  });

  it('have no cure of their own where something causes them, and say what', () => {
    const { told } = fold([
      card({ label: 'vpc.route', rows: [[0, 0, 1, 'a']] }),
      card({ label: 'instance.lost', rows: [[0, 1, 1, 'b', { causedBy: [0], fields: [[2, 3]] }]] }),
    ]);
    assert.deepEqual(told.map(linesIn), [
      ['111122223333 (payments)/us-east-1: one | is why there is 1 other finding'],
      ['111122223333 (payments)/us-east-1: two | owner: ann | because of vpc.route of one'],
    ]);
    assert.equal(told[1]?.parts[0]?.cure, undefined);
  });

  it('are cut where there are too many, and say how many are left out', () => {
    const many = Array.from({ length: 10 }, (_, at): Card['rows'][number] => [0, 0, 1, String(at)]);
    const cards = [card({ rows: many }), card({ label: 'b', rows: many }), card({ label: 'c', rows: many })];
    const { told, cut } = fold(cards, { rows: 12, ofCard: 8 });
    assert.deepEqual([told.length, told[0]?.count, cut], [2, 10, 18]);
  });
});
