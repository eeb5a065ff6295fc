/** Writes a text as one word of bash or zsh, whatever is in it. */
export const shellQuoted = (text: string): string =>
  /^[\w.,/@%+=:-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Writes a text as one word of fish, whatever is in it. */
export const fishQuoted = (text: string): string =>
  /^[\w.,/@%+=:-]+$/.test(text) ? text : `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
