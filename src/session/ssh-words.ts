/** The options of ssh that take a value: getopt in ssh.c of OpenSSH 9.9. */
const WITH_VALUE = 'bceilmopBDEFIJLOPQRSWw';

/** What was typed for ssh, behind the node. */
export interface SshWords {
  readonly options: readonly string[];
  /** The command for the node. */
  readonly command: readonly string[];
  /** Whether the user brings keys. */
  readonly bringsKey: boolean;
}

/**
 * Divides the words of a command line: those that are ours up to the node, and those for ssh. The command begins behind the node, as it
 * does for ssh, or behind `--`, where options of ssh may be, too. `takesValue`: whether the word behind such a flag belongs to it.
 */
export function divideWords(
  words: readonly string[],
  takesValue: (flag: string) => boolean,
): readonly [ours: readonly string[], theirs: readonly string[]] {
  let hasNode = false;
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (word === '--') return [words.slice(0, at), words.slice(at + 1)];
    if (/^-./.test(word)) at += takesValue(word) ? 1 : 0;
    else if (hasNode) return [words.slice(0, at), ['--', ...words.slice(at)]];
    else hasNode = true;
  }
  return [words, []];
}

/** Reads words for ssh as ssh does: options, then a command. */
export function readSshWords(words: readonly string[]): SshWords {
  let at = 0;
  let bringsKey = false;
  while (at < words.length && /^-./.test(words[at] ?? '')) {
    const word = words[at] ?? '';
    at += 1;
    if (word === '--') return { options: words.slice(0, at - 1), command: words.slice(at), bringsKey };
    const letter = Array.from(word.slice(1)).findIndex((each) => WITH_VALUE.includes(each));
    if (letter < 0) continue;
    const isAlone = letter === word.length - 2;
    const value = isAlone ? (words[at] ?? '') : word.slice(letter + 2);
    if (isAlone) at += 1;
    bringsKey ||= /[iI]/.test(word[letter + 1] ?? '') || (word[letter + 1] === 'o' && OWN_KEY.test(value));
  }
  return { options: words.slice(0, at), command: words.slice(at), bringsKey };
}

const OWN_KEY = /^\s*(?:IdentityFile|IdentityAgent|PKCS11Provider|CertificateFile)\b/i;
