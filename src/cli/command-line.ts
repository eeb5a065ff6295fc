/** Gives the words that are ours: those up to `--`. */
export function ownWords(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf('--');
  return end < 0 ? argv : argv.slice(0, end);
}

/**
 * Prepares a command line for oclif, which looks for `--help` in all words up to `--`, before it knows the command. The command of a
 * node begins behind the node, and is none of our business: so it comes behind `--`, and a second one tells that no option of ssh is meant.
 */
export async function commandLine(words: readonly string[]): Promise<readonly string[]> {
  const [name = '', ...rest] = words;
  if (name !== 'ssh') return words;
  const [{ sshFlags }, { divideWords }] = await Promise.all([import('./flags.ts'), import('../session/ssh-words.ts')]);
  const takesValue = (word: string): boolean =>
    Object.entries(sshFlags).some(
      ([flag, { type, char }]) => type === 'option' && (word === `--${flag}` || word === `-${char}`),
    );
  const [ours, theirs] = divideWords(rest, takesValue);
  return theirs.length === 0 ? words : [name, ...ours, '--', ...theirs];
}
