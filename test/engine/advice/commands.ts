// What a line of advice says, as a shell would read it, and what it does.
import assert from 'node:assert/strict';
import { Parser } from '@oclif/core';
import { setupFlags, targetFlags } from '../../../src/cli/flags.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import type { RawScope } from '../../../src/targets/scope.ts';
import type { World } from '../world.ts';
import { followAws } from './aws-cli.ts';

/** Splits a line into commands and these into words, as a POSIX shell does with quotes; `&&` parts commands. */
function split(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [, quoted] of line.matchAll(/\s*((?:'[^']*'|\\.|[^\s'\\])+)/g)) {
    if (quoted === '&&') commands.push([]);
    else
      commands
        .at(-1)
        ?.push((quoted ?? '').replaceAll(/'([^']*)'|\\(.)/g, (_, inside, escaped) => String(inside ?? escaped)));
  }
  return commands;
}

/** Gives the commands of a piece of advice, after the words that say when. */
export const commandsOf = (advice: string): readonly (readonly string[])[] =>
  split(advice.replace(/^[^:]+: (?=session-manager |aws )/, ''));

/** Tells whether a piece of advice is commands, and nothing else but the words before them. */
export const isCommands = (advice: string): boolean =>
  commandsOf(advice).every(([program]) => program === 'session-manager' || program === 'aws');

/** Does what a line says, word for word, each command only if the one before it has succeeded. */
export async function followCommands(on: World, advice: string): Promise<void> {
  for (const [program, ...words] of commandsOf(advice)) {
    if (program === 'session-manager') await followOurs(on, words);
    else if (program === 'aws') await followAws(on, words);
    else assert.fail(`this is no command: ${advice}`);
  }
}

async function followOurs(on: World, [command, ...words]: readonly string[]): Promise<void> {
  assert.equal(command, 'setup');
  const { flags } = await Parser.parse([...words], { flags: { ...targetFlags, ...setupFlags }, strict: true });
  const reports = await on.setupWhole(flags as RawInputs, flags as RawScope);
  assert.ok(reports.length > 0);
  assert.deepEqual(
    reports.flatMap(({ error }) => error ?? []),
    [],
    words.join(' '),
  );
}
