import assert from 'node:assert/strict';
import { usualOrder } from '../../src/render/order.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const things = (count: number) => Array.from({ length: count }, (_, index) => fault({ summary: `thing ${index}` }));

describe('the order of a diagnosis', () => {
  it('is by target where there is little to tell, however many targets or nodes there are', () => {
    const nodes = Array.from({ length: 500 }, (_, index) => fault({ subject: `i-${index}` }));
    const sound = Array.from({ length: 200 }, (_, index) => looked(fine(3), { region: `r-${index}` }));
    assert.equal(usualOrder(diagnosis([looked(things(20)), ...sound])), 'target');
    assert.equal(usualOrder(diagnosis([looked(nodes)])), 'target');
  });

  it('is by cause where there is more to tell than fits on a screen or two', () => {
    assert.equal(usualOrder(diagnosis([looked(things(21))])), 'cause');
    const error = { code: 'X', message: 'x' };
    const failed = Array.from({ length: 21 }, (_, index) =>
      looked([], { region: `r-${index}`, status: 'failed', error }),
    );
    assert.equal(usualOrder(diagnosis(failed)), 'cause');
  });
});
