/** A part of a pattern: text in which `*` and `?` are wildcards, or a text that stands for itself. */
export type Piece = { readonly pattern: string } | { readonly literal: string };

/**
 * Replaces the variables in a text of a policy: `${aws:username}`, `${aws:PrincipalTag/team, 'default'}`, and `${*}`, `${?}` and `${$}` for
 * the characters themselves. Undefined if one of them has no value: such a text matches nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function expand(text: string, valueOf: (key: string) => string | undefined): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(VARIABLE)) {
    pieces.push({ pattern: text.slice(end, match.index) });
    end = match.index + match[0].length;
    const [, name = '', fallback] = match;
    const value = SPECIAL.has(name) ? name : (valueOf(name) ?? fallback);
    if (value === undefined) return undefined;
    pieces.push({ literal: value });
  }
  return [...pieces, { pattern: text.slice(end) }];
}

/** Lists the keys whose values a text uses. */
export function variablesIn(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map(([, name = '']) => name).filter((name) => !SPECIAL.has(name));
}

const VARIABLE = /\$\{\s*([^},]+?)\s*(?:,\s*'([^'}]*)'\s*)?\}/g;
const SPECIAL: ReadonlySet<string> = new Set(['*', '?', '$']);
