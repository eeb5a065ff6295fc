import assert from 'node:assert/strict';

/** The options of a command by their names; a switch has no values. */
export type Options = Readonly<Record<string, readonly string[]>>;

/** The one value of an option. */
export function one(options: Options, name: string): string {
  const [value, ...more] = options[name] ?? assert.fail(`--${name} is missing`);
  assert.deepEqual(more, [], `--${name} has one value`);
  return value ?? assert.fail(`--${name} has no value`);
}
