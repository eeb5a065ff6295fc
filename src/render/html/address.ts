/** Writes a wish as the part of an address behind `#`: `#account=111122223333&family=kms`. */
export const addressOf = (query: Readonly<Record<string, string>>): string =>
  `#${new URLSearchParams({ ...query }).toString()}`;
