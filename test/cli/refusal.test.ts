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

  for (const [id, message] of [
    ['export:teraform', 'there is no command export teraform; did you mean export terraform?'],
    ['export:nothing', 'there is no command export nothing; the commands are export cloudformation, export terraform'],
    ['export:terraform:now', 'export terraform takes no arguments: now'],
    ['exprot', 'there is no command exprot; the commands are doctor, export cloudformation, export terraform'],
  ] as const) {
    it(`is told by its words where there are commands below it: ${id}`, () => {
      assert.equal(noSuchCommand(id, ['doctor', 'export:cloudformation', 'export:terraform']).message, message);
    });
  }
});
