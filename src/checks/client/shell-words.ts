/**
 * Takes a command line for a shell apart into simple commands: the words of each, without their quotes. What a shell would
 * substitute stays as it is written. Lenient: it reads what others have written, and runs nothing.
 */
export function commandsIn(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  let word: string | undefined;
  const end = (): void => {
    if (word !== undefined) commands.at(-1)?.push(word);
    word = undefined;
  };
  for (let at = 0; at < line.length; at += 1) {
    const rest = line.slice(at);
    const char = rest.charAt(0);
    const [text] = WHOLE.exec(rest) ?? [];
    if (text !== undefined) {
      word = `${word ?? ''}${unquoted(text)}`;
      at += text.length - 1;
    } else if (/[\s;&|(){}]/.test(char) && !(char === '{' && word !== undefined)) {
      end();
      if (!/[ \t]/.test(char)) commands.push([]);
    } else if (char === '#' && word === undefined) {
      break;
    } else {
      word = `${word ?? ''}${char}`;
    }
  }
  end();
  return commands.map(withoutKeywords).filter((words) => words.length > 0);
}

// A substitution, something in quotes, or a character that is escaped; a backslash before any other is that of a Windows path.
const WHOLE =
  /^(?:\$\((?:[^()]|\([^()]*\))*\)|\$\{[^}]*\}|`[^`]*`|"(?:\\.|\$\((?:[^()]|\([^()]*\))*\)|[^"\\])*"|'[^']*'|\\[\s"'\\$`;&|()])/s;

function unquoted(text: string): string {
  if (text.startsWith("'")) return text.slice(1, -1);
  if (text.startsWith('"')) return text.slice(1, -1).replace(/\\([\\"$`])/g, '$1');
  return text.startsWith('\\') ? text.slice(1).replace(/[\r\n]/, '') : text;
}

const withoutKeywords = (words: readonly string[]): readonly string[] => {
  const first = words.findIndex((word) => !/^(?:if|then|else|elif|do|while|until|!)$/.test(word));
  return first === -1 ? [] : words.slice(first);
};
