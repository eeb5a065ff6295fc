// A small reader of Terraform's expressions, for what @cdktf/hcl2json leaves as it is written: it does not know our writer.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

/** Gives the value of a reference: `aws_kms_key.session["us-east-1"].arn` as its steps. */
export type Lookup = (steps: readonly string[]) => unknown;

const FUNCTIONS: Readonly<Record<string, (...values: readonly never[]) => unknown>> = {
  jsonencode: (value: unknown) => JSON.stringify(value),
  toset: (value: readonly unknown[]) => value,
  merge: (...values: readonly object[]) => Object.assign({}, ...values) as object,
  sha256: (value: string) => createHash('sha256').update(value).digest('hex'),
  substr: (value: string, from: number, length: number) => value.slice(from, from + length),
};

/** Works out an expression. */
export function evaluate(text: string, lookup: Lookup): unknown {
  let at = 0;
  const skip = (): void => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const peek = (): string => {
    skip();
    return text[at] ?? '';
  };
  const take = (expected: string): void => {
    assert.equal(peek() && text.slice(at, at + expected.length), expected, `at ${text.slice(at, at + 40)}`);
    at += expected.length;
  };
  const taken = (pattern: RegExp): string | undefined => {
    skip();
    const [found] = new RegExp(pattern.source, 'uy').exec(text.slice(at)) ?? [];
    at += found?.length ?? 0;
    return found;
  };

  function expression(scope: Lookup): unknown {
    let value: unknown;
    const start = peek();
    if (start === '"') value = quoted(scope);
    else if (start === '[') value = list(scope);
    else if (start === '{') value = object(scope);
    else {
      const number = taken(/-?\d+(?:\.\d+)?/);
      if (number !== undefined) return Number(number);
      const name = taken(/[A-Za-z_][\w-]*/) ?? assert.fail(`no expression at ${text.slice(at, at + 40)}`);
      if (text[at] === '(') return call(name, scope);
      if (name === 'null') return null;
      if (name === 'true' || name === 'false') return name === 'true';
      return scope(steps(name, scope));
    }
    while (text[at] === '[') value = (value as Readonly<Record<string, unknown>>)[String(index(scope))];
    return value;
  }

  function index(scope: Lookup): unknown {
    take('[');
    const key = expression(scope);
    take(']');
    return key;
  }

  function steps(first: string, scope: Lookup): readonly string[] {
    const found = [first];
    for (;;) {
      if (text[at] === '[') found.push(String(index(scope)));
      else if (text[at] === '.') {
        at += 1;
        found.push(taken(/[\w-]+/) ?? assert.fail('a name is missing'));
      } else return found;
    }
  }

  function call(name: string, scope: Lookup): unknown {
    const values = listed('(', ')', scope);
    const work = FUNCTIONS[name] ?? assert.fail(`no function ${name}`);
    return work(...(values as readonly never[]));
  }

  const list = (scope: Lookup): readonly unknown[] => listed('[', ']', scope);

  function listed(start: string, end: string, scope: Lookup): readonly unknown[] {
    take(start);
    const values: unknown[] = [];
    while (peek() !== end) {
      values.push(expression(scope));
      if (peek() === ',') take(',');
    }
    take(end);
    return values;
  }

  function object(scope: Lookup): unknown {
    take('{');
    const before = at;
    if (taken(/for\s/) !== undefined) return comprehension(scope);
    at = before;
    const members: [string, unknown][] = [];
    while (peek() !== '}') {
      const name = peek() === '"' ? String(quoted(scope)) : (taken(/[\w-]+/) ?? assert.fail('a key is missing'));
      take('=');
      members.push([name, expression(scope)]);
      if (peek() === ',') take(',');
    }
    take('}');
    return Object.fromEntries(members);
  }

  function comprehension(scope: Lookup): unknown {
    const names = [taken(/\w+/) ?? ''];
    while (peek() === ',') {
      take(',');
      names.push(taken(/\w+/) ?? '');
    }
    take('in');
    const collection = expression(scope) as Readonly<Record<string, unknown>>;
    take(':');
    const body = at;
    const pairs = Array.isArray(collection) ? collection.map((item) => [item, item]) : Object.entries(collection);
    const members = pairs.map(([key, value]) => {
      at = body;
      const inner: Lookup = ([first = '', ...rest]) => {
        if (first === names.at(-1)) return value;
        return first === names[0] ? key : scope([first, ...rest]);
      };
      const name = String(expression(inner));
      take('=>');
      return [name, expression(inner)];
    });
    take('}');
    return Object.fromEntries(members);
  }

  const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

  function quoted(scope: Lookup): unknown {
    take('"');
    let value = '';
    for (;;) {
      const rest = text.slice(at);
      const character = rest[0] ?? assert.fail('a quote is missing');
      if (character === '"') break;
      if (/^[$%]{2}\{/.test(rest)) {
        value += rest.slice(1, 3);
        at += 3;
      } else if (rest.startsWith('${')) {
        at += 2;
        value += String(expression(scope));
        take('}');
      } else if (character === '\\') {
        const [whole, digits] = /^\\(?:u([\da-f]{4})|U([\da-f]{8}))/.exec(rest) ?? [];
        const long = /^\\U([\da-f]{8})/.exec(rest)?.[1];
        const code = digits ?? long;
        value +=
          code === undefined
            ? (ESCAPES[rest[1] ?? ''] ?? assert.fail(rest.slice(0, 2)))
            : String.fromCodePoint(Number.parseInt(code, 16));
        at += whole?.length ?? 2;
      } else {
        value += character;
        at += 1;
      }
    }
    take('"');
    return value;
  }

  const value = expression(lookup);
  assert.equal(peek(), '', `something is left: ${text.slice(at, at + 40)}`);
  return value;
}
