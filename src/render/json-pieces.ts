import { jsonText } from './visible.ts';

/** Writes a value as JSON piece by piece, as `jsonText` would write it whole: a report of thousands of targets is not one text. */
export interface JsonPieces {
  /** Gives the next piece, a target that is done; with the first comes what stands before the targets. */
  target(head: object, target: unknown): string;
  /** Gives what has not been given yet of a document, up to its last line. */
  rest(document: unknown): Iterable<string>;
}

const indented = (value: unknown, margin: string): string => jsonText(value).replaceAll('\n', `\n${margin}`);

/** Begins a document. */
export function jsonPieces(): JsonPieces {
  /** Names of the members that were given. */
  const given = new Set<string>();
  let targets = 0;
  const named = (name: string, value: string): string => {
    const text = `${given.size === 0 ? '{' : ','}\n  ${JSON.stringify(name)}: ${value}`;
    given.add(name);
    return text;
  };
  const next = (target: unknown): string => {
    targets += 1;
    return `${targets === 1 ? '' : ','}\n    ${indented(target, '    ')}`;
  };
  const member = (name: string, value: unknown): string => named(name, indented(value, '  '));
  function* left(all: readonly unknown[]): Iterable<string> {
    for (const target of all.slice(targets)) yield next(target);
    yield targets > 0 ? '\n  ]' : ']';
  }
  return {
    target(head, target) {
      if (given.size > 0) return next(target);
      const before = Object.entries(head).map(([name, value]) => member(name, value));
      return [...before, named('targets', '['), next(target)].join('');
    },
    *rest(document) {
      if (!isReportLike(document)) {
        if (given.size === 0) {
          yield `${jsonText(document)}\n`;
          return;
        }
        // It ended with an error.
        yield* left([]);
      } else if (given.size > 0) yield* left(document.targets);
      for (const [name, value] of Object.entries(document as object)) {
        if (given.has(name) || value === undefined) continue;
        if (name !== 'targets') yield member(name, value);
        else {
          yield named(name, '[');
          yield* left(value as readonly unknown[]);
        }
      }
      yield '\n}\n';
    },
  };
}

const isReportLike = (value: unknown): value is { readonly targets: readonly unknown[] } =>
  typeof value === 'object' && value !== null && 'targets' in value && Array.isArray(value.targets);
