import { hasToken, pieces, type Token } from '../tokens.ts';

/** A value in a template: JSON, in which an object with one member such as `Ref` or `Fn::Sub` stands for what CloudFormation makes of it. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value };

export const ref = (name: string): Value => ({ Ref: name });

export const getAtt = (resource: string, attribute: string): Value => ({ 'Fn::GetAtt': `${resource}.${attribute}` });

export const when = (condition: string, then: Value, otherwise: Value): Value => ({
  'Fn::If': [condition, then, otherwise],
});

/** Leaves a property away. */
export const NO_VALUE: Value = ref('AWS::NoValue');

/** How a key is named within a template: `Key.Arn` of a resource, or `KeyArn`, a parameter. */
export type KeyName = `${string}.Arn` | 'KeyArn';

const PSEUDO: Readonly<Record<Exclude<Token, 'keyArn'>, string>> = {
  account: 'AWS::AccountId',
  region: 'AWS::Region',
  partition: 'AWS::Partition',
  dnsSuffix: 'AWS::URLSuffix',
};

/** Writes every text of a value in words of CloudFormation: tokens as what they stand for, and `${` of others so that it stays. */
export function inTemplate(value: unknown, key: KeyName = 'KeyArn'): Value {
  if (typeof value === 'string') return textInTemplate(value, key);
  if (Array.isArray(value)) return value.map((one) => inTemplate(one, key));
  if (typeof value !== 'object' || value === null) return value as Value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inTemplate(member, key)]));
}

function textInTemplate(text: string, key: KeyName): Value {
  const found = pieces(text);
  const [only] = found;
  if (found.length === 1 && typeof only === 'object' && only.token === 'keyArn') return keyValue(key);
  if (hasToken(text)) return { 'Fn::Sub': subText(text, key) };
  return text.includes('${') ? { 'Fn::Join': ['$', text.split('$')] } : text;
}

/** Writes a text for `Fn::Sub`. */
export const subText = (text: string, key: KeyName): string =>
  pieces(text)
    .map((piece) =>
      typeof piece === 'string'
        ? piece.replaceAll('${', '${!')
        : `\${${piece.token === 'keyArn' ? key : PSEUDO[piece.token]}}`,
    )
    .join('');

/** Gives the ARN of the key. */
export function keyValue(key: KeyName): Value {
  const [resource = '', attribute] = key.split('.');
  return attribute === undefined ? ref(resource) : getAtt(resource, attribute);
}
