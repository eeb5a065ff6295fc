import assert from 'node:assert/strict';
import { blocksOf } from '../../src/render/blocks.ts';
import { because, causesOf, elsewhere } from '../../src/render/symptoms.ts';
import { fault } from './reports.ts';

describe('words for what is caused', () => {
  const one = { subjects: ['vpc-1'] };
  const many = { subjects: ['vpc-1', 'vpc-2'] };

  it('say what has become of nodes, and how many', () => {
    assert.equal(because({ check: 'instance.not-managed', count: 26 }, one), '26 nodes are not managed because of it');
    assert.equal(because({ check: 'instance.ping-lost', count: 1 }, many), '1 node is lost because of them');
    assert.equal(because({ check: 'instance.not-connected', count: 2 }, one), '2 nodes hold no channel because of it');
  });

  it('name the check of what is no node', () => {
    assert.equal(because({ check: 'log-group.missing', count: 1 }, one), 'because of it, log-group.missing');
  });

  it('do not say for certain what is not known', () => {
    const unknown = { check: 'kms.missing', count: 1, verdict: 'unknown' } as const;
    assert.equal(because(unknown, one), 'perhaps because of it, kms.missing');
    assert.equal(
      because({ ...unknown, check: 'instance.not-connected' }, many),
      '1 node holds no channel perhaps because of them',
    );
  });

  it('count what is shown below', () => {
    const cause = fault({ check: 'instance.role-trust', subject: 'role/web' });
    const lost = ['i-1', 'i-2'].map((subject) => fault({ check: 'instance.ping-lost', subject }));
    const [block] = blocksOf([cause], new Map(lost.map((each) => [each, [cause]])));
    assert.deepEqual(elsewhere(block ?? assert.fail()), ['2 nodes are lost because of it, as said below']);
  });

  it('name causes, with their region where that is another', () => {
    const causedBy = [{ check: 'a.b' }, { check: 'c.d', subject: 'role/web', region: 'us-east-1' }];
    assert.deepEqual(causesOf({ causedBy }), ['a.b', 'c.d of role/web, in us-east-1']);
    assert.deepEqual(causesOf({}), []);
  });
});
