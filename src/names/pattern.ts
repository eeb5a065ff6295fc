/** Tells whether a text has characters that stand for others. */
export const isPattern = (text: string): boolean => /[*?]/.test(text);

/**
 * Makes a test of whole texts from a pattern: `*` is any number of characters, `?` is one, and everything else is itself. It takes time
 * in proportion to pattern times text, whatever the pattern is: files of others may say it.
 */
export function matching(pattern: string): (text: string) => boolean {
  if (!isPattern(pattern)) return (text) => text === pattern;
  const wanted = Array.from(pattern);
  return (text) => {
    const given = Array.from(text);
    let [at, next] = [0, 0];
    // Where the last star was, and how far it reached.
    let [star, reached] = [-1, 0];
    while (at < given.length) {
      if (wanted[next] === '*') {
        star = next;
        reached = at;
        next += 1;
      } else if (next < wanted.length && (wanted[next] === '?' || wanted[next] === given[at])) {
        at += 1;
        next += 1;
      } else if (star >= 0) {
        reached += 1;
        at = reached;
        next = star + 1;
      } else return false;
    }
    return wanted.slice(next).every((one) => one === '*');
  };
}
