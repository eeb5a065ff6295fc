import assert from 'node:assert/strict';
import type { Card, PageData } from '../../../src/render/html/data.ts';
import { packed, unpacked } from '../../../src/render/html/packed.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

const card = (title: string, ...rows: Card['rows']): Card => ({
  state: 1,
  kind: 'kms',
  label: 'kms.disabled',
  title,
  effect: 'sessions end at once',
  rows,
});

const data = (...cards: readonly Card[]): PageData => ({
  noun: ['finding', 'findings'],
  cure: 'What clears it',
  states: FINDING_STATES,
  stateName: { key: 'verdict', label: 'Verdict' },
  kindName: { key: 'family', label: 'Family' },
  accounts: [['111122223333', 'payments']],
  places: [
    [0, 'us-east-1'],
    [-1, ''],
  ],
  texts: ['key/1', 'key/2'],
  remedies: [[{ code: 'aws kms enable-key' }]],
  cards,
});

describe('what a page lists, as it is written', () => {
  it('can be read again', () => {
    const given = data(
      card('<one>', [0, 0, 0, 'a'], [1, -1, -1, 'b', { name: 'web-1' }]),
      {
        state: 0,
        kind: 's3',
        label: 's3.public',
        title: 'two',
        href: 'https://x',
        rows: [[0, 1, 0, 'c', { was: 'warn', since: 'new' }]],
      },
      card('three', [0, 0, 0, 'd', { name: 'web-2', causedBy: [0, 2], fields: [[0, 1]] }]),
    );
    assert.deepEqual(unpacked(JSON.parse(JSON.stringify(packed(given)))), given);
    assert.deepEqual(unpacked(packed(data())), data());
  });

  it('has each word once', () => {
    const accepted = { reason: 'a test' };
    const written = packed(data(card('one', [0, 0, 0, 'a', { accepted }]), card('two', [0, 0, 0, 'b', { accepted }])));
    assert.deepEqual(written.words, ['kms', 'kms.disabled', 'sessions end at once']);
    assert.deepEqual(written.details, [{ accepted }]);
    assert.deepEqual(written.names, []);
  });

  it('is small, whatever each finding says: under 80 bytes each beside its own words', () => {
    const cards = Array.from({ length: 1000 }, (_, at) =>
      card('', [0, 0, 0, '0123456789abcdef', { name: `web-${at}` }]),
    );
    assert.ok(JSON.stringify(packed(data(...cards))).length < 80 * 1000);
  });
});
