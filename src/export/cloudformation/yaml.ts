import { Document, isMap, isScalar, isSeq, Scalar, visit, type YAMLMap } from 'yaml';
import type { Template } from './template.ts';

/** The short forms of functions: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html */
const SHORT: ReadonlyMap<unknown, string> = new Map([
  ['Ref', '!Ref'],
  ...['Sub', 'GetAtt', 'If', 'Or', 'Not', 'Equals', 'Join', 'Select', 'GetAZs'].map((name): [string, string] => [
    `Fn::${name}`,
    `!${name}`,
  ]),
]);

/** Writes a template as YAML 1.1, which CloudFormation reads, with its comments. */
export function yamlOf({ body, comments }: Template): string {
  const document = new Document(body, { version: '1.1', aliasDuplicateObjects: false });
  const head = comments[''] ?? [];
  if (head.length > 0) document.commentBefore = textOf(head);
  if (isMap(document.contents)) comment(document.contents as YAMLMap<Scalar>, '', comments);
  visit(document, {
    Map(_, node) {
      const [pair] = node.items;
      const tag = node.items.length === 1 && isScalar(pair?.key) ? SHORT.get(pair.key.value) : undefined;
      if (!pair || tag === undefined) return undefined;
      const { value } = pair;
      if (!isScalar(value) && !isSeq(value)) return undefined;
      value.tag = tag;
      if (isSeq(value)) value.flow = true;
      return value;
    },
    Scalar(_, node) {
      if (typeof node.value === 'string' && node.value.includes('\n')) node.type = Scalar.BLOCK_LITERAL;
    },
  });
  return document.toString({ lineWidth: 0, singleQuote: true, flowCollectionPadding: false });
}

/** Puts blank lines between the sections of a map and between their members, and comments above those that have some. */
function comment(map: YAMLMap<Scalar>, path: string, comments: Template['comments']): void {
  for (const [index, { key, value }] of map.items.entries()) {
    const here = path === '' ? String(key.value) : `${path}.${String(key.value)}`;
    const lines = comments[here] ?? [];
    if (lines.length > 0) key.commentBefore = textOf(lines);
    const isSection = isMap(value);
    if (index > 0 && isSection) key.spaceBefore = true;
    if (path === '' && isSection) comment(value as YAMLMap<Scalar>, here, comments);
  }
}

const textOf = (lines: readonly string[]): string => lines.map((line) => (line === '' ? '' : ` ${line}`)).join('\n');
