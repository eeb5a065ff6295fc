import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Config } from '@oclif/core/config';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { emptyHome, words } from './cli.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

describe('the scripts that complete command lines', () => {
  const home = emptyHome();
  after(() => home.clear());

  for (const shell of ['bash', 'zsh', 'fish']) {
    it(`name every command, flag, letter, choice and check: ${shell}`, async () => {
      const { code, stdout, stderr } = await home.run(['completion', shell]);
      assert.deepEqual([code, stderr], [0, '']);
      const { commands } = await Config.load(ROOT);
      const told = commands.flatMap(({ id, flags, args }) => [
        ...id.split(':'),
        ...Object.values(args).flatMap(({ options = [] }) => options),
        ...Object.values(flags).flatMap((flag) => [
          ...(flag.hidden ? [] : [shell === 'fish' ? `-l ${flag.name}` : `--${flag.name}`]),
          ...(flag.type === 'boolean' && flag.allowNo ? [`no-${flag.name}`] : []),
          ...(flag.type === 'option' ? (flag.options ?? []) : []),
        ]),
      ]);
      for (const word of [...told, ...Object.keys(CATALOGUE), 'eu-central-2'])
        assert.ok(stdout.includes(word), `${word} is not in it`);
      assert.equal(
        stdout.split('\n').some((line) => line !== line.trimEnd()),
        false,
      );
    });
  }

  for (const [line, told] of [
    ['completion', 'shell'],
    ['completion powershell', 'powershell'],
    ['completion bash zsh', 'zsh'],
  ] as const) {
    it(`are for the shells that there is one for, and asked for one by one: ${line}`, async () => {
      const { code, stdout, stderr } = await home.run(words(line));
      assert.deepEqual([code, stdout], [2, '']);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(stderr.includes(told), stderr);
    });
  }
});
