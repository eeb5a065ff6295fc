import assert from 'node:assert/strict';
import { grouped } from '../../../src/checks/vpc/grouped.ts';
import { aHost, tableWith } from './networks.ts';

describe('hosts', () => {
  it('are grouped by a thing of theirs, and left out without one', () => {
    const [one, two] = [aHost(), aHost({ table: { ...tableWith(), id: 'rtb-2' } })];
    const groups = grouped([one, two, aHost({ table: undefined }), one], ({ table }) => table);
    assert.deepEqual(
      groups.map(([{ id }, hosts]) => [id, hosts.length]),
      [
        ['rtb-1', 2],
        ['rtb-2', 1],
      ],
    );
  });
});
