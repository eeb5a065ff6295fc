import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { PAGES, pathOf } from '../../scripts/docs/pages.ts';
import { emptyHome, words } from './cli.ts';

/** A command that a page shows after a prompt, and what it prints. */
interface Screen {
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  /** The program that `jq` runs on what is printed. */
  readonly filter: readonly string[] | undefined;
  readonly output: string;
}

/** The default path of the state. */
const STATE = '~/.local/share/session-manager/sandbox.json';

// A line that ends with a pipe goes on in the next one.
const screensOf = (block: string): readonly Screen[] =>
  [...block.matchAll(/^\$ ((?:.*\|\n)*.*)\n((?:(?!\$ ).*\n)*)/gm)].map(([, line = '', output = '']) => {
    const [command = '', filter] = line.split(/\|\s+(?=jq )/);
    const all = words(command);
    const program = all.indexOf('session-manager');
    return {
      environment: Object.fromEntries(all.slice(0, program).map((setting) => /^(\w+)=(.*)$/.exec(setting)!.slice(1))),
      args: all.slice(program + 1),
      filter: filter === undefined ? undefined : words(filter.trim()).slice(1),
      output,
    };
  });

/** Every block that shows screens, by page; those of one block share a home. */
const BLOCKS = PAGES.flatMap((page) =>
  [...readFileSync(pathOf(page), 'utf8').matchAll(/^```\n(\$ [\s\S]*?)^```$/gm)].map(([, block = '']) => ({
    page,
    screens: screensOf(block),
  })),
);

const hasJq = spawnSync('jq', ['--version']).status === 0;

describe('the documents show what is printed', () => {
  it('in the README by setup and doctor, and what fills the sandbox for them', () => {
    const shown = BLOCKS.filter(({ page }) => page === 'README.md').flatMap(({ screens }) => screens);
    assert.deepEqual(
      shown.map(({ args }) => args[0]),
      ['setup', 'sandbox', 'doctor'],
    );
  });

  for (const { page, screens } of BLOCKS) {
    it(`in ${page} by ${screens.map(({ args }) => args[0]).join(' and ')}`, async function () {
      if (!hasJq && screens.some(({ filter }) => filter)) this.skip();
      const home = emptyHome();
      try {
        for (const { environment, args, filter, output } of screens) {
          const own = args[0] === 'sandbox' || args.includes('--sandbox') ? [] : ['--sandbox'];
          const { stdout, stderr } = await home.run([...args, ...own], environment);
          const printed = filter ? spawnSync('jq', filter, { input: stdout, encoding: 'utf8' }).stdout : stdout;
          assert.equal(printed.replaceAll(home.stateFile, STATE), output, stderr);
        }
      } finally {
        home.clear();
      }
    });
  }
});
