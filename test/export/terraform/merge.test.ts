import assert from 'node:assert/strict';
import { code } from '../../../src/export/terraform/expression.ts';
import { valueText } from '../../../src/export/terraform/hcl.ts';
import { merged } from '../../../src/export/terraform/merge.ts';
import type { Resource } from '../../../src/export/terraform/resources.ts';

const resource = (attributes: Resource['attributes'], more: Partial<Resource> = {}): Resource => ({
  type: 'one',
  name: 'it',
  about: ['About it'],
  attributes,
  ...more,
});

describe('one block for several regions', () => {
  it('has what is the same, also by expression, and chooses what is not', () => {
    const [one, ...more] = merged([
      ['a-1', [resource({ same: code('each.key'), days: 1, none: undefined })]],
      ['b-1', [resource({ same: code('each.key'), none: undefined, last: true })]],
    ]);
    assert.deepEqual([more, one?.regions, one?.resource.about], [[], ['a-1', 'b-1'], ['About it']]);
    const { same, days, none, last } = one?.resource.attributes ?? {};
    assert.deepEqual([valueText(same ?? ''), none], ['each.key', undefined]);
    assert.equal(valueText(days ?? ''), '{\n  "a-1" = 1\n  "b-1" = null\n}[each.key]');
    assert.equal(valueText(last ?? ''), '{\n  "a-1" = null\n  "b-1" = true\n}[each.key]');
  });

  it('is only for the regions that have it', () => {
    const other = { ...resource({}), name: 'other' };
    const found = merged([
      ['a-1', [resource({}), other]],
      ['b-1', [resource({})]],
    ]);
    assert.deepEqual(
      found.map(({ resource: { name }, regions }) => [name, regions]),
      [
        ['it', ['a-1', 'b-1']],
        ['other', ['a-1']],
      ],
    );
  });

  it('has nested blocks by region where they differ', () => {
    const [targets, others] = [[{ key: 'k', values: ['v'] }], [{ key: 'l', values: ['w'] }]];
    const [same] = merged([
      ['a-1', [resource({}, { nested: { targets } })]],
      ['b-1', [resource({}, { nested: { targets } })]],
    ]);
    assert.deepEqual([same?.resource.nested, same?.chosen], [{ targets }, []]);
    const [differing] = merged([
      ['a-1', [resource({}, { nested: { targets } })]],
      ['b-1', [resource({}, { nested: { targets: others, more: [] } })]],
    ]);
    assert.deepEqual(differing?.resource.nested, { more: [] });
    const [{ type, names, blocks } = { type: '', names: [], blocks: '' }, ...rest] = differing?.chosen ?? [];
    assert.deepEqual([type, names, rest], ['targets', ['key', 'values'], []]);
    assert.match(valueText(blocks), /"b-1" = \[[^]*key += "l"/);
  });

  it('holds what one region must hold', () => {
    const lifecycle = { why: 'Why', members: { prevent_destroy: true } };
    const [one] = merged([
      ['a-1', [resource({})]],
      ['b-1', [resource({}, { lifecycle })]],
    ]);
    assert.deepEqual(one?.resource.lifecycle, lifecycle);
  });
});
