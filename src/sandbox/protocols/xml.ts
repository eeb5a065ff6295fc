import { isObject } from '../state/json.ts';

/**
 * Writes a value as the content of an XML element. Undefined members are left out; the elements of a list are named `item`, which can
 * depend on the name of the list, those of a Map `entry`, with a `key` and a `value`.
 */
export function xml(value: unknown, item: string | ((list: string) => string) = 'member', list = ''): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) {
    const name = typeof item === 'string' ? item : item(list);
    return value.map((element) => `<${name}>${xml(element, item)}</${name}>`).join('');
  }
  if (value instanceof Map) {
    return [...value].map(([key, held]) => `<entry>${xml({ key, value: held }, item)}</entry>`).join('');
  }
  if (isObject(value)) {
    return Object.entries(value)
      .filter(([, child]) => child !== undefined)
      .map(([name, child]) => `<${name}>${xml(child, item, name)}</${name}>`)
      .join('');
  }
  return (typeof value === 'string' ? value : JSON.stringify(value)).replace(
    /[&<>"'\r\n]/g,
    (character) => `&#${character.charCodeAt(0)};`,
  );
}
