import type { Wanted } from '../wanted.ts';
import { call, code, each, type Value } from './expression.ts';
import type { Asked } from './request.ts';
import { attributes, GAP, type Item } from './hcl.ts';
import { documentOf } from './imported.ts';
import { five, givenKey, inWords, six, type Words } from './words.ts';

/** Writes the regions, and the preferences document of each. */
export function localItems(asked: Asked): readonly Item[] {
  const { wanted, regions, provider } = asked;
  const keyed = provider === '5' && wanted.key?.kind === 'managed';
  const arns = Object.fromEntries(regions.map((region) => [region, five(region).keyArn]));
  return [
    ...attributes({ regions: call('toset', [...regions]) }),
    ...(keyed ? [GAP, ...attributes({ key_arns: arns })] : []),
    GAP,
    ...attributes({ documents: documents(asked) }),
  ];
}

function documents(asked: Asked): Value {
  const { wanted, regions, provider, found = [], inputs } = asked;
  const there = found.flatMap((one): (readonly [string, Value])[] => {
    const document = documentOf({ inputs, found: one });
    if (document === undefined) return [];
    const { region } = one.place;
    if (typeof document === 'string') return [[region, document]];
    const words = { ...(provider === '6' ? six(JSON.stringify(region)) : five(region)), ...givenKey(wanted) };
    return [[region, call('jsonencode', inWords(document, words))]];
  });
  const names = there.map(([region]) => region);
  const others = regions.filter((region) => !names.includes(region));
  const theirs: Value = Object.fromEntries(there);
  if (others.length === 0) return theirs;
  const collection =
    there.length === 0 ? 'local.regions' : `[${others.map((region) => JSON.stringify(region)).join(', ')}]`;
  const made = each(`for region in ${collection} : region`, call('jsonencode', documentIn(wanted, wordsIn(asked))));
  return there.length === 0 ? made : call('merge', made, theirs);
}

const wordsIn = ({ wanted, provider }: Asked): Words => ({
  ...six('region'),
  ...(provider === '5' && { keyArn: code('local.key_arns[region]') }),
  ...givenKey(wanted),
});

// JSON writes the edges of tokens as \u0000.
const documentIn = ({ document }: Wanted, words: Words): Value =>
  inWords(JSON.parse(document.content.replaceAll('\0', '\\u0000')), words);
