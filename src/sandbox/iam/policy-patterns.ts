import type { Piece } from './policy-variables.ts';
import { literal } from './wildcard.ts';

/** Tells whether a text matches a pattern; its wildcards stand for any characters. */
export function matchesText(pieces: readonly Piece[], text: string): boolean {
  return compiled('text', pieces).test(text);
}

/** Gives the pattern with its wildcards as ordinary characters. */
export function plainText(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ('literal' in piece ? piece.literal : piece.pattern)).join('');
}

/**
 * Tells whether a resource matches a pattern of a Resource element: wildcards stay within a part of the ARN, except for a `*` at the end of a part.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export function matchesResource(pieces: readonly Piece[], resource: string): boolean {
  return compiled('resource', pieces).test(resource);
}

/**
 * Tells whether an ARN matches a pattern of a condition: each of the six parts by itself.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pieces: readonly Piece[], arn: string): boolean {
  const isArn = (text: string): boolean => text.split(':').length >= 6;
  if (!isArn(arn) || !isArn(plainText(pieces))) return false;
  return compiled('arn', pieces).test(arn);
}

/** Writes a wildcard in one of the six parts of a pattern (0 to 5), as the last character of this part or not. */
type Wild = (wildcard: string, part: number, last: boolean) => string;

const WILD = {
  text: (wildcard) => (wildcard === '*' ? '.*' : '.'),
  resource(wildcard, part, last) {
    if (wildcard === '*') return part === 5 || last ? '.*' : '[^:]*';
    return part === 5 ? '.' : '[^:]';
  },
  arn: (wildcard, part) => `${part === 5 ? '.' : '[^:]'}${wildcard === '*' ? '*' : ''}`,
} as const satisfies Readonly<Record<string, Wild>>;

const cache = new Map<string, RegExp>();

/** Gives the regular expression of a pattern, compiled once if it contains no variable. */
function compiled(kind: keyof typeof WILD, pieces: readonly Piece[]): RegExp {
  const [only, ...more] = pieces;
  if (!only || more.length > 0 || 'literal' in only) return compile(pieces, WILD[kind]);
  const key = `${kind} ${only.pattern}`;
  const known = cache.get(key) ?? compile(pieces, WILD[kind]);
  if (cache.size < 10_000) cache.set(key, known);
  return known;
}

function compile(pieces: readonly Piece[], wild: Wild): RegExp {
  let source = '';
  let part = 0;
  for (const [at, piece] of pieces.entries()) {
    if ('literal' in piece) {
      source += literal(piece.literal);
      continue;
    }
    const rest = at === pieces.length - 1;
    const tokens = piece.pattern.split(/([:*?])/).filter((token) => token !== '');
    for (const [index, token] of tokens.entries()) {
      const next = tokens[index + 1];
      if (token === ':') part = Math.min(part + 1, 5);
      source +=
        token === '*' || token === '?'
          ? wild(token, part, next === ':' || (next === undefined && rest))
          : literal(token);
    }
  }
  return new RegExp(`^${source}$`, 's');
}
