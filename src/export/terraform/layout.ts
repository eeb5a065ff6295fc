import { call, code, type Value } from './expression.ts';
import type { Asked } from './request.ts';
import { attributes, block, type Block, comment, GAP, type Item } from './hcl.ts';
import { type Adopted, adopted, type Import } from './imported.ts';
import { type Chosen, merged, type Merged } from './merge.ts';
import { type Manner, regionalResources, type Resource } from './resources.ts';
import { five, givenKey, six, slugOf, type Words } from './words.ts';

/** Writes the resources of all regions, and what of them is imported. */
export const layoutOf = (asked: Asked): readonly Item[] =>
  asked.provider === '6' ? inOneBlock(asked) : blockByBlock(asked);

function inOneBlock(asked: Asked): readonly Item[] {
  const all = asked.regions.map((region) => [region, resourcesIn(asked, region, six('each.key'))] as const);
  const blocks = merged(all.map(([region, { resources }]) => [region, resources]));
  const imports = all.flatMap(([region, one]) =>
    one.imports.map((found) => importBlock(`${found.type}.${found.name}["${region}"]`, `${found.id}@${region}`)),
  );
  return [
    ...notesOf(all.map(([, { notes }]) => notes).flat()),
    ...blocks.flatMap((one) => mergedItems(one, asked.regions)),
    ...imports,
  ];
}

function mergedItems({ resource, regions, chosen }: Merged, all: readonly string[]): readonly Item[] {
  const isEverywhere = regions.length === all.length;
  const forEach = isEverywhere ? code('local.regions') : call('toset', [...regions]);
  return resourceItems(resource, resource.name, { for_each: forEach, region: code('each.key') }, chosen);
}

function blockByBlock(asked: Asked): readonly Item[] {
  return asked.regions.flatMap((region, index) => {
    const { resources, imports, notes } = resourcesIn(asked, region, five(region));
    const called = ({ name }: Pick<Import, 'name'>): string => `${name}_${slugOf(region)}`;
    const meta = index === 0 ? {} : { provider: code(`aws.${slugOf(region)}`) };
    return [
      ...notesOf(notes),
      ...resources.flatMap((resource) => resourceItems(resource, called(resource), meta)),
      ...imports.map((found) => importBlock(`${found.type}.${called(found)}`, found.id)),
    ];
  });
}

const notesOf = (notes: readonly string[]): readonly Item[] => (notes.length === 0 ? [] : [comment(...notes), GAP]);

function resourcesIn(asked: Asked, region: string, words: Words): Adopted {
  const { wanted, inputs, provider, found } = asked;
  const { key } = inputs;
  const manner: Manner = {
    protection: provider === '6',
    ...(key?.kind === 'managed' && key.rotationDays !== undefined && { rotationDays: key.rotationDays }),
  };
  const resources = regionalResources(wanted, { ...words, ...givenKey(wanted) }, manner);
  const there = found?.find(({ place }) => place.region === region);
  return there ? adopted(resources, { inputs, found: there, manner }) : { resources, imports: [], notes: [] };
}

/** Writes a block by which Terraform takes over what is there. */
export const importBlock = (address: string, id: Value): Block =>
  block('import', [], attributes({ to: code(address), id }));

function resourceItems(
  { type, about, attributes: values, nested = {}, lifecycle }: Resource,
  name: string,
  meta: Readonly<Record<string, Value>>,
  chosen: readonly Chosen[] = [],
): readonly Item[] {
  const body = [
    ...attributes(meta),
    ...(Object.keys(meta).length > 0 ? [GAP] : []),
    ...attributes(values),
    ...Object.entries(nested).flatMap(([kind, blocks]) =>
      blocks.map((one) => block(kind, [], attributes(written(one)))),
    ),
    ...chosen.map(dynamicBlock),
    ...(lifecycle ? [block('lifecycle', [], [comment(lifecycle.why), ...attributes(lifecycle.members)])] : []),
  ];
  return [...(about.length > 0 ? [comment(...about)] : []), block('resource', [type, name], body)];
}

const written = (values: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== null));

const dynamicBlock = ({ type, blocks, names }: Chosen): Block =>
  block(
    'dynamic',
    [type],
    [
      ...attributes({ for_each: blocks }),
      block('content', [], attributes(Object.fromEntries(names.map((name) => [name, code(`${type}.value.${name}`)])))),
    ],
  );
