import assert from 'node:assert/strict';
import { withColoursOf } from '../../src/cli/colours.ts';

/** The variables while something is loaded for a stream. */
const during = (isTTY: boolean): Promise<unknown> =>
  withColoursOf({ isTTY }, async () => [process.env['NO_COLOR'], process.env['FORCE_COLOR']]);

describe('a library that decides about colours when it is loaded', () => {
  const { NO_COLOR } = process.env;

  afterEach(() => {
    delete process.env['FORCE_COLOR'];
    process.env['NO_COLOR'] = NO_COLOR;
  });

  it('is told what holds for its stream, and nobody else', async () => {
    process.env['NO_COLOR'] = '';
    assert.deepEqual(await during(true), [undefined, '1']);
    assert.deepEqual(await during(false), ['1', undefined]);
    assert.deepEqual([process.env['NO_COLOR'], process.env['FORCE_COLOR']], ['', undefined]);
  });

  it('is told that 0 forces none', async () => {
    process.env['FORCE_COLOR'] = '0';
    assert.deepEqual(await during(true), ['1', undefined]);
    assert.equal(process.env['FORCE_COLOR'], '0');
  });
});
