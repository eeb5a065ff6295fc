import assert from 'node:assert/strict';
import { isOfNodes, ofNodes } from '../../src/render/of-nodes.ts';

describe('what has become of nodes', () => {
  it('is said of one and of several', () => {
    assert.equal(ofNodes('instance.ping-lost', 1), '1 node is lost');
    assert.equal(ofNodes('instance.not-connected', 2), '2 nodes hold no channel');
  });

  it('is what some checks are about, and others are not', () => {
    assert.deepEqual([isOfNodes('instance.not-managed'), isOfNodes('log-group.missing')], [true, false]);
    assert.equal(ofNodes('log-group.missing', 1), undefined);
  });
});
