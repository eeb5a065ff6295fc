import type { Tags } from '../state/tags.ts';
import type { Permissions, RawInput } from './operation.ts';

/** The question of an action that is about no resource: AWS takes only `*` for it. */
export const anything: Permissions = () => [{ resource: '*' }];

/** Reads a text of an input; empty where there is none, which AWS refuses afterwards. */
export function textIn(input: RawInput, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** Reads a list of texts. */
export function textsIn(input: RawInput, name: string): readonly string[] {
  return membersIn(input, name).filter((value) => typeof value === 'string');
}

/** Reads a list of tags, whose members are called so. */
export function tagsIn(input: RawInput, name: string, key: string, value: string): Tags {
  const tags = membersIn(input, name) as readonly RawInput[];
  return Object.fromEntries(tags.map((tag) => [textIn(tag ?? {}, key), textIn(tag ?? {}, value)]));
}

function membersIn(input: RawInput, name: string): readonly unknown[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}
