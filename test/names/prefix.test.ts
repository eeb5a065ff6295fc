import assert from 'node:assert/strict';
import { foldersOf, samePrefix } from '../../src/names/prefix.ts';

const SAME = ['ssm/logs', 'ssm/logs/', '/ssm/logs', 'ssm//logs//'];
const OTHERS = ['ssm', 'SSM/logs', 'ssm/logs/x', 'logs/ssm', 'ssm-logs', ''];

describe('prefixes of session logs', () => {
  it('are the same however many slashes there are, whichever comes first', () => {
    for (const one of SAME) for (const other of SAME) assert.ok(samePrefix(one, other), `${one} ${other}`);
    assert.ok(samePrefix('/', ''));
  });

  it('are others by their folders, and by their case', () => {
    for (const one of SAME) {
      for (const other of OTHERS) {
        assert.ok(!samePrefix(one, other), other);
        assert.ok(!samePrefix(other, one), other);
      }
    }
  });

  it('are folders', () => assert.deepEqual(foldersOf('/a//b c/'), ['a', 'b c']));
});
