/** Makes a test of whole texts from a pattern: `*` is any number of characters, `?` is one, and everything else is itself. */
export function matcherOf(pattern: string): (text: string) => boolean {
  const source = pattern.replaceAll(/[\\^$.*+?()[\]{}|/]/g, (found) =>
    found === '*' ? '.*' : found === '?' ? '.' : `\\${found}`,
  );
  const whole = new RegExp(`^${source}$`, 'su');
  return (text) => whole.test(text);
}
