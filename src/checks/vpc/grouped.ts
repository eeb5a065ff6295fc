import type { Host } from './site.ts';

/** Groups hosts by a thing of theirs; those without one are left out. */
export function grouped<Thing extends { readonly id: string }>(
  hosts: readonly Host[],
  thingOf: (host: Host) => Thing | undefined,
): readonly (readonly [Thing, readonly Host[]])[] {
  const groups = new Map<string, [Thing, Host[]]>();
  for (const host of hosts) {
    const thing = thingOf(host);
    if (!thing) continue;
    const known = groups.get(thing.id);
    if (known) known[1].push(host);
    else groups.set(thing.id, [thing, [host]]);
  }
  return [...groups.values()];
}
