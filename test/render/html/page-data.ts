// What pages list, for tests.
import type { Card, PageData } from '../../../src/render/html/data.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

export const card = (extra: Partial<Card> = {}): Card => ({
  state: 0,
  kind: 'kms',
  label: 'kms.disabled',
  title: 'it is disabled',
  rows: [[0, 0, 0, 'a']],
  ...extra,
});

/** Two regions of an account, one of another, that account, and this machine; three subjects, and a remedy for each region. */
export const pageData = (cards: readonly Card[], extra: Partial<PageData> = {}): PageData => ({
  noun: ['finding', 'findings'],
  cure: 'What clears it',
  states: FINDING_STATES,
  stateName: { key: 'verdict', label: 'Verdict' },
  kindName: { key: 'family', label: 'Family' },
  accounts: [['111122223333', 'payments'], ['444455556666']],
  places: [
    [0, 'us-east-1'],
    [0, 'eu-west-1'],
    [1, 'us-east-1'],
    [1, ''],
    [-1, ''],
  ],
  texts: ['one', 'two', 'owner', 'ann'],
  remedies: [[{ code: 'aws kms enable-key --region \u0001' }], ['look at it']],
  cards,
  ...extra,
});
