/** Checks that a part of JSON is of a kind; `where` names it. Throws an Error that says where it is not. */
export type Shape = (value: unknown, where: string) => void;

const wrong = (where: string, must: string): Error => new Error(`${where} must be ${must}`);

/** A text. */
export const text: Shape = (value, where) => {
  if (typeof value !== 'string') throw wrong(where, 'a text');
};

/** A text that matches a pattern; `what` says which in words. */
export const matching =
  (pattern: RegExp, what: string): Shape =>
  (value, where) => {
    if (typeof value !== 'string' || !pattern.test(value)) throw wrong(where, what);
  };

/** One of these values. */
export const oneOf =
  (...values: readonly unknown[]): Shape =>
  (value, where) => {
    if (!values.includes(value)) throw wrong(where, values.map(String).join(' or '));
  };

/** A value that has one of these shapes; `what` says which in words. */
export const either =
  (what: string, ...shapes: readonly Shape[]): Shape =>
  (value, where) => {
    const fits = (shape: Shape): boolean => {
      try {
        shape(value, where);
        return true;
      } catch {
        return false;
      }
    };
    if (!shapes.some(fits)) throw wrong(where, what);
  };

/** A list of such items. */
export const list =
  (item: Shape): Shape =>
  (value, where) => {
    if (!Array.isArray(value)) throw wrong(where, 'a list');
    for (const [index, entry] of value.entries()) item(entry, `${where}[${index}]`);
  };

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object whose values are such, by any names. */
export const map =
  (item: Shape): Shape =>
  (value, where) => {
    if (!isRecord(value)) throw wrong(where, 'an object');
    for (const [name, entry] of Object.entries(value)) item(entry, `${where}.${name}`);
  };

/** An object with members that are there, and those that may be; no others, unless it is `open`. */
export const record =
  (members: Readonly<Record<string, Shape>>, optional: Readonly<Record<string, Shape>> = {}, open = false): Shape =>
  (value, where) => {
    if (!isRecord(value)) throw wrong(where, 'an object');
    for (const name of Object.keys(members)) if (!Object.hasOwn(value, name)) throw wrong(`${where}.${name}`, 'there');
    const all = { ...members, ...optional };
    for (const [name, entry] of Object.entries(value)) {
      const shape = Object.hasOwn(all, name) ? all[name] : undefined;
      if (!shape && open) continue;
      if (!shape) throw new Error(`${where}.${name} means nothing here`);
      shape(entry, `${where}.${name}`);
    }
  };
