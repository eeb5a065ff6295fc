import assert from 'node:assert/strict';
import { runProgram } from '../../src/cli/program.ts';

const sh = (script: string): Promise<number> => runProgram('/bin/sh', ['-c', script], { ...process.env, WORD: '7' });

describe('a program on this terminal', () => {
  it('has the environment that it is given, and its exit code is ours', async () => {
    assert.equal(await sh('exit $WORD'), 7);
    assert.equal(await sh('kill -KILL $$'), 137);
  });

  it('gets the signals that come meanwhile, and they are heard no longer than that', async () => {
    const before = process.listenerCount('SIGTERM');
    const running = sh('exec sleep 60');
    process.listeners('SIGTERM').at(-1)?.('SIGTERM');
    assert.equal(await running, 143);
    assert.equal(process.listenerCount('SIGTERM'), before);
  });

  it('may be missing', async () => {
    const before = process.listenerCount('SIGTERM');
    await assert.rejects(runProgram('/nowhere/ssh', [], {}), { code: 'ENOENT' });
    assert.equal(process.listenerCount('SIGTERM'), before);
  });
});
