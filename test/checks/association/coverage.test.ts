import assert from 'node:assert/strict';
import { coverage, reaches } from '../../../src/checks/association/coverage.ts';
import type { FoundAssociation } from '../../../src/resources/agent-update/association.ts';
import { fakeInstance, fakeNode } from '../facts.ts';
import { is, regionOf } from '../observed.ts';

const by = (...targets: FoundAssociation['targets']): FoundAssociation => ({
  id: '1',
  name: undefined,
  schedule: 'rate(1 day)',
  targets,
  doubles: [],
});
const TAG = { key: 'tag:Env', values: ['prod'] };
const ID = { key: 'InstanceIds', values: ['i-1'] };
const GROUP = { key: 'resource-groups:Name', values: ['x'] };

describe('an association', () => {
  for (const [what, targets, id, tags, answer] of [
    ['by ids, one of them', [ID], 'i-1', {}, 'yes'],
    ['by ids, another node', [ID], 'i-2', {}, 'no'],
    ['for all, a hybrid node', [{ key: 'InstanceIds', values: ['*'] }], 'mi-1', undefined, 'yes'],
    ['by a tag, a node that has it', [TAG], 'i-2', { Env: 'prod' }, 'yes'],
    ['by a tag, a node without it', [TAG], 'i-2', { env: 'prod' }, 'no'],
    ['by a tag, a hybrid node', [TAG], 'mi-1', undefined, 'unknown'],
    ['by a tag and ids, a hybrid node of another id', [TAG, ID], 'mi-1', undefined, 'no'],
    ['by a resource group, any node', [GROUP], 'i-1', { Env: 'prod' }, 'unknown'],
    ['without targets, any node', [], 'i-1', {}, 'unknown'],
  ] as const) {
    it(`reaches, ${what}: ${answer}`, () => assert.equal(reaches(by(...targets), id, tags), answer));
  }
});

describe('the coverage', () => {
  it('is the ids of nodes and instances, where all of them can be told', async () => {
    const facts = regionOf({
      instances: is([fakeInstance({ id: 'i-2', tags: { Env: 'prod' } })]),
      nodes: is([fakeNode(), fakeNode({ id: 'mi-1' })]),
    });
    const [ids, tag, group] = [by(ID), by(TAG), by(GROUP)];
    const covered = await coverage(facts, [ids, tag, group]);
    assert.deepEqual([...(covered.get(ids) ?? [])], ['i-1']);
    assert.equal(covered.get(tag), undefined);
    assert.equal(covered.get(group), undefined);
  });
});
