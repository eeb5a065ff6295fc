const held = new Map<string, RegExp>();

/** What is shorter is no secret that could be told from a word. */
const SHORTEST = 8;

/** A long secret is known by its beginning: whoever repeats it may have cut it. */
const BEGINNING = 20;

/** Remembers secrets that this process holds, so that `withoutSecrets` knows them wherever they come back. */
export function holdSecrets(...secrets: readonly (string | undefined)[]): void {
  for (const secret of secrets) {
    if (secret === undefined || secret.length < SHORTEST || held.has(secret)) continue;
    const begins = Array.from(secret.slice(0, BEGINNING), (character) => ESCAPED[character] ?? literal(character));
    const rest = secret.length > BEGINNING ? String.raw`(?:[\w+/=.~-]|\\/|%[\dA-F]{2})*` : '';
    held.set(secret, new RegExp(begins.join('') + rest, 'gi'));
  }
}

/** Holds the secrets of credentials, and passes them on. */
export function holdCredentials<
  Credentials extends { readonly secretAccessKey: string; readonly sessionToken?: string },
>(credentials: Credentials): Credentials {
  holdSecrets(credentials.secretAccessKey, credentials.sessionToken);
  return credentials;
}

/** Replaces every secret that is held by `…`, also where it was cut, or escaped as in a URL or in JSON. */
export function withoutSecrets(text: string): string {
  let bare = text;
  for (const pattern of held.values()) bare = bare.replace(pattern, '…');
  return bare;
}

/** Removes user and password from what was to be a URL: all up to the last @, since a password can contain anything. */
export const withoutPassword = (url: string): string => url.replace(/^([\w+.-]*:?\/\/)?.*@/s, '$1…@');

const literal = (character: string): string => character.replace(/[\\^$.*+?()[\]{}|/-]/, String.raw`\$&`);

const ESCAPED: Readonly<Record<string, string>> = {
  '/': String.raw`(?:\\?/|%2F)`,
  '+': String.raw`(?:\+|%2B)`,
  '=': '(?:=|%3D)',
};
