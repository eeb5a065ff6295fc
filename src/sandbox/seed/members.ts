import { isObject } from '../state/json.ts';
import { type Place, wrong } from './mistakes.ts';
import { byName, matching, type Rule, text, time, unless } from './rules.ts';

/** The tags of a thing, by name. */
export const tags = byName(text);

/** The creation time of things whose seed gives none. */
export const LONG_AGO = '2026-01-01T00:00:00.000Z';

export const created = unless(() => LONG_AGO, time);

export const accountId = matching(/^\d{12}$/, 'an account id of 12 digits');

/** Reads the id of something in a network, which begins with this: `vpc`. */
export const idOf = (prefix: string): Rule<string> =>
  matching(new RegExp(`^${prefix}-.`), `an id that begins with ${prefix}-`);

/** Gives the name of the object that a member belongs to, or its number if it is in a list. */
export const ownerOf = ({ names }: Place): string => names.at(-2) ?? '';

/** Numbers things by their place in a list: `v1`, `v2` and so on, or with another prefix. */
export const counted = (prefix = ''): Rule<string> => unless((place) => `${prefix}${Number(ownerOf(place)) + 1}`, text);

/** Reads a policy as JSON text; it can be written as an object. */
export const policy: Rule<string> = {
  schema: {
    description: 'a policy, as an object or as JSON text',
    anyOf: [{ type: 'object', required: ['Statement'], properties: { Statement: {} } }, { type: 'string' }],
  },
  read(value, place) {
    const found = typeof value === 'string' ? parsed(value) : value;
    if (isObject(found) && 'Statement' in found) return typeof value === 'string' ? value : JSON.stringify(value);
    throw wrong(place, 'it must be a policy: an object with a Statement, or the JSON text of one');
  },
};

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
