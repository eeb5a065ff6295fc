import type { Place } from '../aws/place.ts';

/** What an engine knows only where it works; each writes it in words of its own: `${AWS::Region}`. `keyArn`: of the key that encrypts. */
export type Token = 'account' | 'region' | 'partition' | 'dnsSuffix' | 'keyArn';

// No argument, variable or value of AWS holds this character, so no text of a user looks like a token.
const EDGE = '\0';

/** Writes a token into a text. */
export const tokenText = (token: Token): string => `${EDGE}${token}${EDGE}`;

/** The place where an engine works, whichever that is. */
export const ANYWHERE: Place & { readonly account: string } = {
  account: tokenText('account'),
  region: tokenText('region'),
  partition: {
    name: tokenText('partition'),
    dnsSuffix: tokenText('dnsSuffix'),
    globalRegion: tokenText('region'),
  },
};

/** A text between tokens, or a token. */
export type Piece = string | { readonly token: Token };

/** Gives JSON of texts with tokens as a text with tokens: JSON writes their edges as \u0000, unless the backslash is itself written with one. */
export const tokensInJson = (json: string): string =>
  json.replaceAll(/(?<!\\)((?:\\\\)*)\\u0000/g, (_, before: string) => `${before}${EDGE}`);

/** Takes a text apart into what is written as it is, and tokens; without empty pieces. */
export const pieces = (text: string): readonly Piece[] =>
  text
    .split(EDGE)
    .map((piece, index): Piece => (index % 2 === 0 ? piece : { token: piece as Token }))
    .filter((piece) => piece !== '');

/** Tells whether a text holds a token. */
export const hasToken = (text: string): boolean => text.includes(EDGE);

/** Puts a token in place of a text wherever it stands in a value. */
export function withToken<Value>(value: Value, text: string, token: Token): Value {
  const replaced = (one: unknown): unknown => {
    if (typeof one === 'string') return one.replaceAll(text, () => tokenText(token));
    if (Array.isArray(one)) return one.map(replaced);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [name, replaced(member)]));
  };
  return replaced(value) as Value;
}
