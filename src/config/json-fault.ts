// JSON has no control characters in a text.
const TEXT = String.raw`"(?:[^"\\\u0000-\u001F]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"`;
const OTHER = String.raw`(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])`;
const TOKEN = new RegExp(String.raw`[\t\n\r ]*(?:([[\]{},:])|(${TEXT})|${OTHER}|$)`, 'y');

/** Which tokens may come next: `v` a value, `k` a key, `]` and `}` an end, `,` and `:` themselves. */
type Next = readonly string[];

/** Gives the offset of the first thing in a text that JSON does not allow there: engines tell it for some faults only. Undefined: it is JSON. */
export function jsonFault(text: string): number | undefined {
  const open: ('[' | '{')[] = [];
  let next: Next = ['v'];
  let at = 0;
  for (;;) {
    TOKEN.lastIndex = at;
    const [whole, mark, word] = TOKEN.exec(text) ?? [];
    const begin = at + /^[\t\n\r ]*/.exec(text.slice(at, at + (whole?.length ?? 4096)))![0].length;
    if (whole === undefined) return begin;
    if (begin === text.length) return next.length === 0 ? undefined : begin;
    const fits = (kind: string): boolean => next.includes(kind);
    const after = (): Next => (open.length === 0 ? [] : [',', open.at(-1) === '[' ? ']' : '}']);
    if (mark === '[' || mark === '{') {
      if (!fits('v')) return begin;
      open.push(mark);
      next = mark === '[' ? ['v', ']'] : ['k', '}'];
    } else if (mark === ']' || mark === '}') {
      if (!fits(mark)) return begin;
      open.pop();
      next = after();
    } else if (mark === ',' || mark === ':') {
      if (!fits(mark)) return begin;
      next = mark === ',' && open.at(-1) === '{' ? ['k'] : ['v'];
    } else if (word !== undefined && fits('k')) next = [':'];
    else if (fits('v')) next = after();
    else return begin;
    at += whole.length;
  }
}
