import assert from 'node:assert/strict';
import { familyMatrix, machineCell, placeMatrix } from '../../../src/render/html/finding-matrices.ts';
import { diagnosis, fault, fine, looked } from '../reports.ts';

const REPORT = diagnosis([
  looked([fault(), fault({ verdict: 'warn' }), ...fine(2), fault({ scope: 'account', check: 'user.start' })], {
    accountName: 'payments',
  }),
  looked(fine(3), { region: 'eu-west-1' }),
  looked([], {
    account: '444455556666',
    region: 'eu-west-1',
    status: 'failed',
    error: { code: 'AccessDenied', message: 'denied' },
  }),
]);

describe('accounts beside regions', () => {
  it('count what is found in each region, and in each account as a whole', () => {
    const { columns, rows } = placeMatrix(REPORT);
    assert.deepEqual(columns, ['whole account', 'us-east-1', 'eu-west-1']);
    assert.deepEqual(
      rows.map(({ label, name }) => [label, name]),
      [
        ['111122223333', 'payments'],
        ['444455556666', undefined],
      ],
    );
    assert.deepEqual(
      rows[0]?.cells.map((cell) => [cell?.counts, cell?.ok]),
      [
        [[1, 0, 0, 0, 0], 0],
        [[1, 1, 0, 0, 0], 2],
        [[0, 0, 0, 0, 0], 3],
      ],
    );
  });

  it('tell what was not looked at from what could not be', () => {
    const [, other] = placeMatrix(REPORT).rows;
    assert.deepEqual(
      other?.cells.map((cell) => cell?.ended),
      [undefined, undefined, 'failed'],
    );
    assert.equal(other?.cells[1], undefined);
  });

  it('have no column for whole accounts where nothing is looked at there', () =>
    assert.deepEqual(placeMatrix(diagnosis([looked(fine(1))])).columns, ['us-east-1']));
});

describe('families beside places', () => {
  it('count what is found of each family', () => {
    const { columns, rows, of } = familyMatrix(REPORT);
    assert.equal(of, 'places');
    assert.deepEqual(columns, ['fine', 'kms', 'user']);
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['111122223333', '111122223333/us-east-1', '111122223333/eu-west-1'],
    );
    assert.deepEqual(rows[1]?.cells[1]?.counts, [1, 1, 0, 0, 0]);
    assert.deepEqual(rows[1]?.query, { account: '111122223333', region: 'us-east-1' });
    assert.equal(rows[1]?.cells[2], undefined);
  });

  it('have accounts in the place of regions where there are many', () => {
    const targets = Array.from({ length: 60 }, (_, index) =>
      looked([fault()], { account: `${100_000_000_000 + (index % 3)}`, region: `us-east-${index}` }),
    );
    const { rows, of } = familyMatrix(diagnosis(targets));
    assert.equal(of, 'accounts');
    assert.deepEqual(
      rows.map(({ cells }) => cells[0]?.counts[0]),
      [20, 20, 20],
    );
    assert.deepEqual(rows[0]?.query, { account: '100000000000' });
  });

  it('have a row for this machine', () => {
    const { rows } = familyMatrix(diagnosis([looked([fault(), fault({ scope: 'machine', check: 'client.plugin' })])]));
    assert.deepEqual(
      rows.map(({ label, query }) => [label, query.account]),
      [
        ['this machine', 'machine'],
        ['111122223333/us-east-1', '111122223333'],
      ],
    );
  });
});

describe('this machine', () => {
  it('is counted where it was looked at', () => {
    assert.equal(machineCell(REPORT), undefined);
    const cell = machineCell(diagnosis([looked([fault({ scope: 'machine', verdict: 'info' })])]));
    assert.deepEqual(cell?.counts, [0, 0, 0, 1, 0]);
  });
});
