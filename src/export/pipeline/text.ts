import { Scalar } from 'yaml';

/**
 * Writes a text so that it stays one for every reader of YAML. GitLab's takes `111111111111,222222222222` and `1_000` for numbers,
 * `yes` for true and `2026-01-01` for a day: https://github.com/ruby/psych/issues/273
 */
export function textNode(text: string): Scalar<string> {
  const node = new Scalar(text);
  node.type = text.includes('\n') ? Scalar.BLOCK_LITERAL : Scalar.QUOTE_DOUBLE;
  return node;
}
