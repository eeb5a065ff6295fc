/** What a line that begins with `~` asks of us, instead of the node, as in ssh. */
export type Escape = 'leave' | 'help';

/** What is typed: bytes for the node, and wishes for us. */
export type Typed = { readonly bytes: Buffer } | { readonly escape: Escape };

const TILDE = 0x7e;
/** What begins a new line on a terminal: Enter, a line feed and Ctrl-C. */
const NEW_LINE: ReadonlySet<number> = new Set([0x0d, 0x0a, 0x03]);

const ESCAPES: ReadonlyMap<number, Escape> = new Map([
  [0x2e, 'leave'],
  [0x3f, 'help'],
]);

/** Makes a reader of what is typed: `~.` at the beginning of a line leaves, `~?` tells so, `~~` is a tilde. */
export function escapeReader(): (typed: Buffer) => readonly Typed[] {
  let atStart = true;
  let afterTilde = false;
  return (typed) => {
    const found: Typed[] = [];
    const bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) found.push({ bytes: Buffer.from(bytes.splice(0)) });
    };
    for (const byte of typed) {
      if (afterTilde) {
        afterTilde = false;
        const escape = ESCAPES.get(byte);
        if (escape) {
          flush();
          found.push({ escape });
          atStart = true;
          continue;
        }
        bytes.push(TILDE);
        if (byte !== TILDE) bytes.push(byte);
        atStart = NEW_LINE.has(byte);
      } else if (atStart && byte === TILDE) afterTilde = true;
      else {
        bytes.push(byte);
        atStart = NEW_LINE.has(byte);
      }
    }
    flush();
    return found;
  };
}
