import assert from 'node:assert/strict';
import { accountMatrix, accountsSection, byAccount, nameOf } from '../../../src/render/html/accounts.ts';
import { FINDING_STATES } from '../../../src/render/html/states.ts';

const TARGETS = [
  { account: '111122223333', accountName: 'payments', region: 'us-east-1' },
  { account: null, profile: 'dev', region: 'eu-west-1' },
  { account: '111122223333', accountName: 'payments', region: 'eu-west-1' },
];

const cell = (counts: readonly number[]) => ({ counts, ok: 0 });

describe('accounts beside regions', () => {
  it('have a row for each account, by its profile where it is not known, with its name', () => {
    const { columns, rows } = accountMatrix(TARGETS, (here) => cell([here.length]));
    assert.deepEqual(columns, ['us-east-1', 'eu-west-1']);
    assert.deepEqual(rows, [
      {
        label: '111122223333',
        name: 'payments',
        query: { account: '111122223333' },
        cells: [cell([1]), cell([1])],
      },
      { label: 'dev', query: { account: 'dev' }, cells: [undefined, cell([1])] },
    ]);
    assert.deepEqual([...byAccount(TARGETS).keys()], ['111122223333', 'dev']);
    assert.deepEqual(nameOf([]), {});
  });

  it('have a column for what is of an account as a whole, where that is asked for', () => {
    const matrix = accountMatrix(
      TARGETS,
      () => undefined,
      (there) => cell([there.length]),
    );
    assert.deepEqual(matrix.columns, ['whole account', 'us-east-1', 'eu-west-1']);
    assert.deepEqual(
      matrix.rows.map(({ cells }) => cells[0]),
      [cell([2]), cell([1])],
    );
    const { markup } = accountsSection(matrix, FINDING_STATES).body;
    assert.match(markup, /<a href="#region=account">whole account<\/a>/);
    assert.match(markup, /<a href="#region=us-east-1">/);
  });
});
