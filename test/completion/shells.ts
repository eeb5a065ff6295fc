// Shells that are run for tests of what they complete.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG, CREDENTIALS } from './commands.ts';

/** Tells whether there is such a program on this machine. */
export const isThere = (shell: string): boolean => spawnSync(shell, ['-c', 'exit 0']).status === 0;

/** Makes a folder the home of somebody with profiles. */
export function furnish(home: string): void {
  mkdirSync(join(home, '.aws'));
  writeFileSync(join(home, '.aws', 'config'), CONFIG);
  writeFileSync(join(home, '.aws', 'credentials'), CREDENTIALS);
  writeFileSync(join(home, 'session manager.yaml'), '');
}

/** Runs a script in a home, with nothing else in the environment. Throws where it prints an error, or fails. */
export function runIn(home: string, program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd: home,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'dumb', ...env },
  });
  if (status !== 0 || stderr !== '') throw new Error(`${program} exits with ${status}: ${stderr}\n${stdout}`);
  return stdout;
}

/** Gives the words that a shell has made of command lines, of which only the beginning, before a tab, was typed; by zsh's zpty. */
export function typedIn(home: string, shell: string, file: string, lines: readonly string[]): readonly string[] {
  const driver = join(home, 'driver.zsh');
  writeFileSync(
    driver,
    [
      'zmodload zsh/zpty',
      `zpty z ${shell}`,
      // What the program is called with, one word in each pair of brackets.
      `zpty -w z "stty -echo; PS1=; session-manager() { printf 'ARGS:'; printf '<%s>' \\"\\$@\\"; echo ':END'; }; . ${file}; echo REA''DY"`,
      'zpty -r -m z out "*READY*"',
      'for line in "$@"; do',
      '  zpty -w -n z "$line"$\'\\t\'',
      "  zpty -w -n z $'\\n'",
      '  zpty -r -m z out "*ARGS:*:END*"',
      '  out=${out##*ARGS:}',
      '  print -r -- "${out%%:END*}"',
      'done',
      'zpty -d z',
    ].join('\n'),
  );
  return execFileSync('zsh', ['-f', driver, ...lines], {
    cwd: home,
    encoding: 'utf8',
    timeout: 60_000,
    env: { PATH: process.env['PATH'], HOME: home, TERM: 'dumb' },
  })
    .trimEnd()
    .split('\n');
}
