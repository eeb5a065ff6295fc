import assert from 'node:assert/strict';
import { noSuchCommand } from '../../src/cli/refusal.ts';

const KNOWN = ['doctor', 'plan', 'setup'];

describe('a command that there is not', () => {
  for (const [id, message, suggestions] of [
    ['doctr', 'there is no command doctr; did you mean doctor?', ['doctor']],
    ['setpu', 'there is no command setpu; did you mean setup?', ['setup']],
    ['plug', 'there is no command plug; the commands are doctor, plan, setup', KNOWN],
    ['nothing', 'there is no command nothing; the commands are doctor, plan, setup', KNOWN],
    ['setup:now:please', 'setup takes no arguments: now please', []],
  ] as const) {
    it(`is told from those that there are: ${id}`, () => {
      const error = noSuchCommand(id, KNOWN);
      assert.deepEqual([error.message, error.suggestions], [message, suggestions]);
    });
  }
});
