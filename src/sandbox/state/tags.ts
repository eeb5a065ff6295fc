export type Tags = Record<string, string>;
/** Adds or replaces tags. */
export function addTags(tags: Tags, added: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(added)) tags[name] = value;
}

/** Removes the tags of these names that are there. */
export function removeTags(tags: Tags, names: readonly string[]): void {
  for (const name of names) delete tags[name];
}

/** Counts the tags that there would be with these added. */
export function countWith(tags: Tags, added: Readonly<Record<string, string>>): number {
  return new Set([...Object.keys(tags), ...Object.keys(added)]).size;
}

/** Finds the first name that is reserved for AWS. */
export function reservedTag(names: readonly string[]): string | undefined {
  return names.find((name) => name.toLowerCase().startsWith('aws:'));
}
