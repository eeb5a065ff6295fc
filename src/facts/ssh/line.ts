/** A line of a configuration of SSH, as ssh takes it apart: a keyword in lower case, and the rest. */
export interface Line {
  readonly keyword: string;
  readonly value: string;
}

// Between both there are blanks, and at most one =: https://man.openbsd.org/ssh_config
const LINE = /^[ \t\r\f]*(?:"([^"]*)"|([^ \t\r\f="]+))[ \t]*=?[ \t]*(.*?)[ \t\r\f]*$/;

/** Takes a line apart; undefined: it is empty, or a comment. */
export function lineOf(text: string): Line | undefined {
  const [, quoted, plain, value = ''] = LINE.exec(text) ?? [];
  const keyword = quoted ?? plain;
  if (keyword === undefined || keyword === '' || keyword.startsWith('#')) return undefined;
  return { keyword: keyword.toLowerCase(), value };
}

const WORD = /[ \t]*(#.*|(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\\.|[^\s"'\\])+)/gy;

/** Lists the arguments of a line; a comment ends them. */
export const argumentsOf = (value: string): readonly string[] => {
  const words = [...value.matchAll(WORD)].map(([, word = '']) => word);
  const comment = words.findIndex((word) => word.startsWith('#'));
  return words
    .slice(0, comment === -1 ? undefined : comment)
    .map((word) => word.replace(/\\(["'\\ ])|["']/g, (_, escaped: string | undefined) => escaped ?? ''));
};
