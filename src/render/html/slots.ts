/** What differs from place to place in texts that are otherwise alike. */
export interface Filling {
  readonly region: string;
  readonly account: string;
  readonly subject: string;
}

// Text that is visible has no control characters, so nothing in it is taken for one of these.
// They are made, not written: the program of a page would have them as they are, which HTML does not allow.
const [REGION = '', ACCOUNT = '', SUBJECT = '', NAME = ''] = [1, 2, 3, 4].map((code) => String.fromCharCode(code));

/** Shorter texts stand in others by chance. */
const SHORTEST = 8;

/**
 * Puts slots in the place of the region, the account and the subject, so that commands that differ in nothing else are one. `text` has
 * no control characters; `filled` gives it back.
 */
export function slotted(text: string, { region, account, subject }: Filling): string {
  const name = nameOf(subject);
  const slots: readonly (readonly [string, string])[] = [
    [subject, SUBJECT],
    [name, NAME],
    [region, REGION],
    [account, ACCOUNT],
  ];
  return slots.reduce((made, [word, slot]) => (word.length < SHORTEST ? made : made.replaceAll(word, slot)), text);
}

/** Fills the slots of a text. */
export const filled = (text: string, { region, account, subject }: Filling): string =>
  text
    .split(SLOTS)
    .map((part) => {
      if (part === REGION) return region;
      if (part === ACCOUNT) return account;
      if (part === SUBJECT) return subject;
      return part === NAME ? nameOf(subject) : part;
    })
    .join('');

const SLOTS = new RegExp(`([${REGION}${ACCOUNT}${SUBJECT}${NAME}])`);

// `role/web` is `web` in commands.
const nameOf = (subject: string): string => subject.slice(subject.indexOf('/') + 1);
