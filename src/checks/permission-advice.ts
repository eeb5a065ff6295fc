import type { RegionFacts } from '../facts/region.ts';
import { awsCommand } from './advice.ts';

// What is to be done about a permission that no further Allow in IAM brings.

/** Advises to lift what forbids these actions to a role or user, and how to find it. */
export function liftAdvice(
  facts: RegionFacts,
  arn: string,
  actions: readonly string[],
  resources: readonly string[] = [],
): string {
  const find = `iam simulate-principal-policy --policy-source-arn ${arn} --action-names`;
  const about = resources.length > 0 ? ['--resource-arns', ...resources] : [];
  return `lift it, since no further permission helps; to find it: ${awsCommand(facts, find, ...actions, ...about)}`;
}

/** Advises which statement lets a role or user do this with a key. */
export function keyPolicyAdvice(arn: string, action: string): string {
  const statement = { Effect: 'Allow', Principal: { AWS: arn }, Action: action, Resource: '*' };
  return `add this statement to the key policy: ${JSON.stringify(statement)}`;
}

/** Advises those who may not read a key what lets them. */
export const KEY_READING_ADVICE =
  'allow kms:DescribeKey and kms:ListAliases to these credentials: session-manager policy operator --for doctor';
