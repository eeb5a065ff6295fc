import { pieces, type Token } from '../tokens.ts';
import type { Wanted } from '../wanted.ts';
import { code, type Expression, template, type Value } from './expression.ts';

/** How the resources of a region speak of what is around them. */
export interface Words {
  /** The name of the region. */
  readonly region: string | Expression;
  /** Refers to an attribute of another resource of the same region. */
  reference(type: string, name: string, attribute: string): Expression;
  /** The ARN of the key that encrypts. */
  readonly keyArn: string | Expression;
  /** The preferences document. */
  readonly document: Expression;
}

/** Puts expressions in place of the tokens in a value. */
export function inWords(value: unknown, words: Words): Value {
  if (typeof value === 'string') return textInWords(value, words);
  if (Array.isArray(value)) return value.map((item) => inWords(item, words));
  if (typeof value !== 'object' || value === null) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inWords(member, words)]));
}

const textInWords = (text: string, words: Words): Value =>
  template(pieces(text).map((piece) => (typeof piece === 'string' ? piece : wordOf(piece.token, words))));

function wordOf(token: Token, { region, keyArn }: Words): string | Expression {
  if (token === 'region') return region;
  if (token === 'keyArn') return keyArn;
  return DATA[token];
}

const DATA = {
  account: code('data.aws_caller_identity.current.account_id'),
  partition: code('data.aws_partition.current.partition'),
  dnsSuffix: code('data.aws_partition.current.dns_suffix'),
} as const;

/** Writes the name of a region as an identifier. */
export const slugOf = (region: string): string => region.replaceAll('-', '_');

/** The resource of the key that is made. */
export const KEY = ['aws_kms_key', 'session'] as const;

/** The words of a resource that has one block for all regions. `key`: how the region is called there. */
export function six(key: string): Words {
  const reference: Words['reference'] = (type, name, attribute) => code(`${type}.${name}[${key}].${attribute}`);
  return { region: code(key), reference, keyArn: reference(...KEY, 'arn'), document: code(`local.documents[${key}]`) };
}

/** The words of a resource that has a block for each region. */
export function five(region: string): Words {
  const reference: Words['reference'] = (type, name, attribute) =>
    code(`${type}.${name}_${slugOf(region)}.${attribute}`);
  return { region, reference, keyArn: reference(...KEY, 'arn'), document: code(`local.documents["${region}"]`) };
}

/** The word for the key where it is given: it is not made. */
export const givenKey = ({ key }: Wanted): Pick<Words, 'keyArn'> | undefined =>
  key?.kind === 'given' ? { keyArn: key.arn } : undefined;
