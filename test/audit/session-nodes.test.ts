import assert from 'node:assert/strict';
import { anyNode, sessionNodes, tagContext } from '../../src/audit/session-nodes.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';
import { denied, is, regionOf } from '../checks/observed.ts';

describe('nodes for sessions', () => {
  it('are running instances, with their tags, and hybrid nodes, whose tags are not known', async () => {
    const facts = regionOf({
      instances: is([fakeInstance({ tags: { Team: 'a' } })]),
      nodes: is([fakeNode(), fakeNode({ id: 'mi-1' })]),
    });
    assert.deepEqual(await sessionNodes(facts), [
      { id: 'i-1', resource: 'arn:aws:ec2:eu-west-1:111122223333:instance/i-1', tags: { Team: 'a' }, tagsKnown: true },
      { id: 'mi-1', resource: 'arn:aws:ssm:eu-west-1:111122223333:managed-instance/mi-1', tags: {}, tagsKnown: false },
    ]);
  });

  it('are none where they may not be read, and one can be made up', async () => {
    const facts = regionOf({ instances: denied, nodes: denied });
    assert.deepEqual(await sessionNodes(facts), []);
    assert.equal(anyNode(facts.target).resource, 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0');
  });

  it('give requests two condition keys for a tag', () => {
    assert.deepEqual(tagContext({ Team: 'a' }), { 'ssm:resourceTag/Team': ['a'], 'aws:ResourceTag/Team': ['a'] });
  });
});
