import { isObject } from './json.ts';
import type { State } from './state.ts';

/** Names that lead from the state to a part of it: `['accounts', '123456789012', 'eu-central-1']`. */
export type Path = readonly string[];

/** One change: the new value at a path; without a value, the path is removed. */
export type Patch = readonly [path: Path, value?: unknown];

/** Remembers a part of the state; the result lists what has changed in it since. */
export function watch(state: State, path: Path): () => readonly Patch[] {
  const part = path.reduce(memberOf, state);
  if (part === state.sessions) return watchMembers(state.sessions, path);
  const before: unknown = part === undefined ? undefined : JSON.parse(JSON.stringify(part));
  return () => differences(before, path.reduce(memberOf, state), path);
}

/** Remembers a part whose members are replaced, never changed, such as the sessions of roles, of which there may be thousands. */
function watchMembers(part: Readonly<Record<string, object>>, path: Path): () => readonly Patch[] {
  const names = Object.keys(part);
  const before = new Set(Object.values(part));
  return () => {
    const now = Object.keys(part);
    const added = now.filter((name) => !before.has(part[name] ?? {}));
    const isLess = now.length - added.length < names.length;
    const gone = isLess ? names.filter((name) => !Object.hasOwn(part, name)) : [];
    return [
      ...gone.map((name): Patch => [[...path, name]]),
      ...added.map((name): Patch => [[...path, name], part[name]]),
    ];
  };
}

/** Makes a change. What is at the end of a list has its index for a name. */
export function apply(state: State, [path, ...value]: Patch): void {
  let parent: unknown = state;
  for (const name of path.slice(0, -1)) {
    if (!isObject(parent)) return;
    parent = parent[name] ??= {};
  }
  const last = path.at(-1);
  if (last === undefined) return;
  if (Array.isArray(parent)) {
    parent[Number(last)] = value[0];
    return;
  }
  if (!isObject(parent)) return;
  if (value.length === 0) delete parent[last];
  else parent[last] = value[0];
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function differences(before: unknown, after: unknown, path: Path): readonly Patch[] {
  if (before === after) return [];
  if (isObject(before) && isObject(after)) {
    return Object.keys({ ...before, ...after }).flatMap((name) =>
      differences(before[name], after[name], [...path, name]),
    );
  }
  if (after === undefined) return [[path]];
  if (Array.isArray(before) && isLonger(before, after)) {
    return after.slice(before.length).map((item, index) => [[...path, `${before.length + index}`], item] as const);
  }
  return JSON.stringify(before) === JSON.stringify(after) ? [] : [[path, after]];
}

/** Tells whether a list has only grown: then what is kept of it is what was added, however long it is. */
function isLonger(before: unknown, after: unknown): after is readonly unknown[] {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length === 0 || after.length <= before.length)
    return false;
  return JSON.stringify(before) === JSON.stringify(after.slice(0, before.length));
}
