/** Splits a command into words as the agent does: by blanks, with quotes and backslashes, and nothing else of a shell. */
export function wordsOf(command: string): readonly string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: string | undefined;
  for (let at = 0; at < command.length; at += 1) {
    const letter = command.charAt(at);
    if (letter === '\\' && quote !== "'") {
      at += 1;
      word = (word ?? '') + command.charAt(at);
    } else if (quote !== undefined) {
      if (letter === quote) quote = undefined;
      else word = (word ?? '') + letter;
    } else if (letter === "'" || letter === '"') {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  return word === undefined ? words : [...words, word];
}
