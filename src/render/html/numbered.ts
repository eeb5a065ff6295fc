/** A list in which each thing stands once, known by its number. */
export interface Numbered<Thing> {
  readonly all: readonly Thing[];
  /** Gives the number of a thing, which is new if nothing like it is there. */
  numberOf(thing: Thing): number;
}

/** Begins a list; things that are the same as JSON are one. */
export function numbered<Thing>(): Numbered<Thing> {
  const all: Thing[] = [];
  const numbers = new Map<string, number>();
  return {
    all,
    numberOf(thing) {
      const key = typeof thing === 'string' ? thing : JSON.stringify(thing);
      const known = numbers.get(key);
      if (known !== undefined) return known;
      numbers.set(key, all.length);
      return all.push(thing) - 1;
    },
  };
}
