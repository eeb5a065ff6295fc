import assert from 'node:assert/strict';
import { isColoured, paintFor } from '../../src/render/paint.ts';

const ENVIRONMENTS: readonly (readonly [environment: NodeJS.ProcessEnv, onTerminal: boolean, elsewhere: boolean])[] = [
  [{}, true, false],
  [{ TERM: 'dumb' }, false, false],
  [{ NO_COLOR: '1' }, false, false],
  [{ NO_COLOR: 'false' }, false, false],
  [{ NO_COLOR: '' }, true, false],
  [{ FORCE_COLOR: '0' }, false, false],
  [{ FORCE_COLOR: 'false' }, false, false],
  [{ FORCE_COLOR: '' }, true, true],
  [{ FORCE_COLOR: '1' }, true, true],
  [{ FORCE_COLOR: '2' }, true, true],
  [{ FORCE_COLOR: '3', TERM: 'dumb' }, true, true],
  [{ FORCE_COLOR: 'true' }, true, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, true],
  [{ NO_COLOR: '1', FORCE_COLOR: '0' }, false, false],
  [{ NO_COLOR: '1', FORCE_COLOR: '' }, false, false],
];

describe('colours', () => {
  for (const [environment, onTerminal, elsewhere] of ENVIRONMENTS) {
    it(`follow the environment and the terminal: ${JSON.stringify(environment)}`, () => {
      assert.deepEqual([isColoured(environment, true), isColoured(environment, false)], [onTerminal, elsewhere]);
    });
  }

  it('are put on text, or not', () => {
    assert.equal(paintFor({}, true).red('x'), '\u001B[31mx\u001B[39m');
    assert.equal(paintFor({}, false).red('x'), 'x');
  });
});
