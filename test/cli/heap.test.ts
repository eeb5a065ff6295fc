import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { keepHeapSmall } from '../../src/cli/heap.ts';

describe('a heap that is kept small', () => {
  it('is so by a flag that V8 knows, and may be set while the program runs', () => {
    assert.match(execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' }), /--heap-growing-percent /);
    keepHeapSmall();
    assert.equal([...Array(1e5).keys()].length, 1e5);
  });
});
