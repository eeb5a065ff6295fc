import { choice, code, type Value } from './expression.ts';
import { valueText } from './hcl.ts';
import type { Resource } from './resources.ts';

/** One block for the same resource in several regions. */
export interface Merged {
  readonly resource: Resource;
  /** The regions that have it. */
  readonly regions: readonly string[];
  /** Nested blocks that differ from region to region, by their types. */
  readonly chosen: readonly Chosen[];
}

/** Nested blocks of one type that differ from region to region. */
export interface Chosen {
  readonly type: string;
  /** A list of their attributes, by region. */
  readonly blocks: Value;
  /** The names of their attributes. */
  readonly names: readonly string[];
}

/** Makes one block of the same resource of each region: what differs is chosen by the region. */
export function merged(
  byRegion: readonly (readonly [region: string, resources: readonly Resource[]])[],
): readonly Merged[] {
  const names = new Map<string, [region: string, resource: Resource][]>();
  for (const [region, resources] of byRegion) {
    for (const resource of resources) {
      const name = `${resource.type}.${resource.name}`;
      names.set(name, [...(names.get(name) ?? []), [region, resource]]);
    }
  }
  return [...names.values()].map(mergedOne);
}

function mergedOne(entries: readonly (readonly [region: string, resource: Resource])[]): Merged {
  const resources = entries.map(([, resource]) => resource);
  const [first] = resources;
  if (!first) throw new TypeError('a resource is of one region at least');
  const chosen = (valueIn: (resource: Resource) => Value | undefined): Value | undefined => {
    const values = entries.map(([region, resource]) => [region, valueIn(resource)] as const);
    const texts = new Set(values.map(([, value]) => (value === undefined ? undefined : valueText(value))));
    if (texts.size === 1) return values[0]?.[1];
    return choice(Object.fromEntries(values.map(([region, value]) => [region, value ?? null])), code('each.key'));
  };
  const attributes = [...new Set(resources.flatMap((resource) => Object.keys(resource.attributes)))];
  const types = [...new Set(resources.flatMap(({ nested = {} }) => Object.keys(nested)))];
  const blocksOf = (type: string): readonly (readonly Readonly<Record<string, Value>>[])[] =>
    resources.map(({ nested = {} }) => nested[type] ?? []);
  const isSame = (type: string): boolean => new Set(blocksOf(type).map((blocks) => valueText(blocks))).size === 1;
  const held = resources.find((resource) => resource.lifecycle);
  return {
    resource: {
      ...first,
      about: [...new Set(resources.flatMap(({ about }) => about))],
      attributes: Object.fromEntries(attributes.map((name) => [name, chosen((resource) => resource.attributes[name])])),
      nested: Object.fromEntries(types.filter(isSame).map((type) => [type, blocksOf(type)[0] ?? []])),
      ...(held?.lifecycle && { lifecycle: held.lifecycle }),
    },
    regions: entries.map(([region]) => region),
    chosen: types
      .filter((type) => !isSame(type))
      .map((type) => ({
        type,
        blocks: chosen(({ nested = {} }) => nested[type] ?? []) ?? [],
        names: Object.keys(blocksOf(type).flat()[0] ?? {}),
      })),
  };
}
