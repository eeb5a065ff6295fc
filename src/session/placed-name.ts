/** A name of a node that says where it is: `web-1.eu-west-1.prod`. */
export interface PlacedName {
  readonly name: string;
  readonly region: string;
  readonly profile: string;
}

/**
 * Reads `name.region.profile`, where there is such a region, and such a profile; a name may hold dots, and so may a profile.
 * Undefined: it is the whole name.
 */
export function readPlacedName(
  text: string,
  isRegion: (name: string) => boolean,
  isProfile: (name: string) => boolean,
): PlacedName | undefined {
  const parts = text.split('.');
  for (let at = 1; at < parts.length - 1; at += 1) {
    const [region = '', profile] = [parts[at], parts.slice(at + 1).join('.')];
    if (!isRegion(region) || !isProfile(profile)) continue;
    return { name: parts.slice(0, at).join('.'), region, profile };
  }
  return undefined;
}
