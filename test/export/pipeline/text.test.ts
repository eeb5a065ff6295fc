import assert from 'node:assert/strict';
import { Document, parse } from 'yaml';
import { textNode } from '../../../src/export/pipeline/text.ts';

const written = (text: string): string => new Document({ value: textNode(text) }).toString({ lineWidth: 0 });

describe('a text in a pipeline', () => {
  for (const text of ['111111111111,222222222222', '1_000', 'yes', 'off', '2026-01-01', '1:30', '0777', '~', '']) {
    it(`is in quotes, so that no reader takes it for something else: ${text}`, () => {
      assert.equal(written(text), `value: "${text}"\n`);
    });
  }

  for (const text of ['say "\\$x"', 'a\nb\n', '  a\n\n b', '\ta # b\n...\n---\n', 'a\n \n\n', 'é\u2028\u0007']) {
    it(`is read as it was given: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parse(written(text)), { value: text });
    });
  }
});
