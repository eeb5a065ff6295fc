import assert from 'node:assert/strict';
import { differencesBesides, haveOf } from '../../../src/resources/preferences/differences.ts';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';

describe('differences of a document', () => {
  it('show an input as it is written, and the default of a text with parameters', () => {
    const parameters = { key: { default: 'alias/x' } };
    const document = { ...newDocument({}), inputs: { kmsKeyId: '{{ key }}', s3KeyPrefix: '{{ team }}' }, parameters };
    assert.deepEqual(haveOf(document, 'kmsKeyId'), { have: '{{ key }}', default: 'alias/x' });
    assert.deepEqual(haveOf(document, 's3KeyPrefix'), { have: '{{ team }}', default: null });
    assert.deepEqual(haveOf(document, 's3BucketName'), { have: null });
  });

  it('are its type, its status, its default version and, if something is written, its format', () => {
    const inEffect = { number: '1', ours: true, document: newDocument({}) };
    const fields = (have: Parameters<typeof differencesBesides>[0], rewritten = false) =>
      differencesBesides(have, rewritten, false).map(({ field }) => field);
    assert.deepEqual(fields({ inEffect, format: 'YAML' }), []);
    assert.deepEqual(fields({ inEffect, format: 'YAML' }, true), ['documentFormat']);
    assert.deepEqual(fields({ inEffect: { ...inEffect, status: 'Failed' }, format: 'YAML' }), [
      'status',
      'documentFormat',
    ]);
    const draft = { ...inEffect, number: '2', status: 'Failed' };
    assert.deepEqual(fields({ inEffect, latest: draft }), ['defaultVersion', 'latestStatus']);
    assert.deepEqual(fields({ inEffect: { ...inEffect, document: undefined }, type: 'Command' }), ['content']);
  });
});
