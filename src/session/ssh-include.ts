/** Writes the line that has ssh read a file of ours. */
export const includeLine = (path: string): string => `Include ${/\s/.test(path) ? `"${path}"` : path}`;

/** Puts a line at the top of a configuration of ssh, before everything that holds for some hosts only; undefined: it is there. */
export function withInclude(text: string, line: string): string | undefined {
  for (const each of text.split('\n')) {
    if (isLine(each, line)) return undefined;
    if (/^\s*(host|match)\b/i.test(each)) break;
  }
  const end = /^[^\n]*\r\n/.test(text) ? '\r\n' : '\n';
  return `${line}${end}${text}`;
}

/** Takes a line out, wherever it is; everything else stays as it is, to the byte. */
export const withoutInclude = (text: string, line: string): string =>
  text
    .split(/(?<=\n)/)
    .filter((each) => !isLine(each, line))
    .join('');

const isLine = (text: string, line: string): boolean => text.trim() === line;
