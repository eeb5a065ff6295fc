import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { emptyHome, words } from './cli.ts';

const README = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** What the README says that a command prints: the blocks that begin with a prompt. */
const shown = [...README.matchAll(/^```\n\$ session-manager (.+)\n([\s\S]*?)^```$/gm)].map(
  ([, line = '', output = '']) => ({
    line,
    output,
  }),
);

describe('the README shows', () => {
  it('two screens', () => {
    assert.deepEqual(
      shown.map(({ line }) => line.split(' ')[0]),
      ['setup', 'doctor'],
    );
  });

  for (const { line, output } of shown) {
    it(`what ${line.split(' ')[0] ?? ''} prints`, async () => {
      const home = emptyHome();
      try {
        if (line.startsWith('doctor')) await home.run(['sandbox', '--seed', 'fleet']);
        const { stdout } = await home.run([...words(line), '--sandbox']);
        assert.equal(stdout, output);
      } finally {
        home.clear();
      }
    });
  }
});
