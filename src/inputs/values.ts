import { UserError } from '../errors.ts';
import type { Many, Rule } from './input.ts';

/** Makes the error for a value that is not allowed: it names the value and what is allowed. */
export const invalid = (
  flag: string,
  value: string,
  why: string,
  suggestions: readonly string[] = [],
  options?: ErrorOptions,
): UserError => new UserError('invalid-value', `${flag} ${JSON.stringify(value)}: ${why}`, suggestions, options);

/** Reads a whole number within bounds. Throws a UserError that names the flag, the value and what is allowed. */
export function wholeNumber(flag: string, text: string, least: number, most: number, unit = ''): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw invalid(flag, text, `it must be a whole number from ${least} to ${most}${unit && ` ${unit}`}`);
}

/** Splits values that were separated by commas, given one by one, or both. Throws a UserError if there is none. */
export function list(flag: string, values: Many): readonly string[] {
  const items = [values]
    .flat()
    .flatMap((value) => value.split(','))
    .map((item) => item.trim());
  const found = [...new Set(items.filter((item) => item !== ''))];
  if (found.length === 0) throw new UserError('invalid-value', `${flag} is empty: give at least one value`);
  return found;
}

/** Says which rule a text breaks; undefined if it keeps them all. */
export const brokenRule = (rules: readonly Rule[], text: string): string | undefined =>
  rules.find(([allowed]) => !(allowed instanceof RegExp ? allowed.test(text) : allowed.includes(text)))?.[1];
