import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { type Values, valuesOf } from '../../src/completion/values.ts';

const wordsOf = (values: Values): readonly string[] => (values.kind === 'words' ? values.words : []);

describe('what the value of a flag can be', () => {
  it('is one of the words that the command line takes', () => {
    assert.deepEqual(valuesOf({ name: 'format', options: ['text', 'csv'] }), {
      kind: 'words',
      words: ['text', 'csv'],
      isList: false,
    });
  });

  it('is a region of any partition, several, or all', () => {
    const regions = wordsOf(valuesOf({ name: 'regions' }));
    assert.equal(regions[0], 'all');
    for (const name of ['us-east-1', 'eu-central-2', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'eusc-de-east-1'])
      assert.ok(regions.includes(name), name);
    assert.ok(!wordsOf(valuesOf({ name: 'exclude-regions' })).includes('all'));
  });

  it('is a check or a family of them', () => {
    const checks = wordsOf(valuesOf({ name: 'only' }));
    for (const id of [...Object.keys(CATALOGUE), 'kms', 'log-group']) assert.ok(checks.includes(id), id);
    assert.equal(new Set(checks).size, checks.length);
    assert.deepEqual(valuesOf({ name: 'explain' }), valuesOf({ name: 'only' }));
  });

  it('is what the table of inputs says: a list of words, or one', () => {
    const tasks = valuesOf({ name: 'for', helpValue: 'a,b' });
    assert.ok(tasks.kind === 'words' && tasks.isList && tasks.words.includes('plan'));
    const days = valuesOf({ name: 'retention', helpValue: 'days' });
    assert.deepEqual(wordsOf(valuesOf({ name: 'fail-on', helpValue: 'new|fail|warn|never' })), [
      'new',
      'fail',
      'warn',
      'never',
    ]);
    assert.ok(days.kind === 'words' && !days.isList && days.words.includes('365'));
  });

  it('is a profile, a file, or anything', () => {
    assert.deepEqual(valuesOf({ name: 'profiles' }), { kind: 'profiles', isList: true });
    assert.deepEqual(valuesOf({ name: 'org-profile' }), { kind: 'profiles', isList: false });
    for (const helpValue of ['file', 'FILE', 'FILE|json', 'path'])
      assert.deepEqual(valuesOf({ name: 'x', helpValue }), { kind: 'files' });
    for (const helpValue of ['profile', 'text', undefined])
      assert.deepEqual(valuesOf({ name: 'x', helpValue }), { kind: 'any' });
  });
});
