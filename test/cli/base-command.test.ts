import assert from 'node:assert/strict';
import { columns } from '../../src/cli/base-command.ts';

describe('the columns of the terminal', () => {
  const { stdout } = process;
  const before = Object.getOwnPropertyDescriptor(stdout, 'columns');
  const wide = (value: number | undefined): number => {
    Object.defineProperty(stdout, 'columns', { value, configurable: true, writable: true });
    return columns();
  };
  afterEach(() => {
    if (before) Object.defineProperty(stdout, 'columns', before);
    else Reflect.deleteProperty(stdout, 'columns');
  });

  it('are 80 where there is no terminal, or one that does not say how wide it is', () => {
    assert.deepEqual([wide(120), wide(undefined), wide(0)], [120, 80, 80]);
  });
});
