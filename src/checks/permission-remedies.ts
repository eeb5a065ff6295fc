import type { RegionFacts } from '../facts/region.ts';
import { awsCommand, type Commands, hint, type Remedy, type Statement } from './remedy.ts';

// Remedies for a missing permission that another Allow in IAM would not give.

/** Advises to lift what forbids these actions to a role or user, and shows how to find it. */
export const liftDenial = (
  facts: RegionFacts,
  arn: string,
  actions: readonly string[],
  resources: readonly string[] = [],
): Commands & { readonly lead: string } => ({
  kind: 'commands',
  lead: 'lift it, since no further permission helps; to find it',
  commands: [
    awsCommand(facts, ['iam', 'simulate-principal-policy'], {
      'policy-source-arn': arn,
      'action-names': actions,
      ...(resources.length > 0 && { 'resource-arns': resources }),
    }),
  ],
});

/** Makes the statement that lets a role or user do this with a key. */
export const keyPolicyStatement = (arn: string, action: string | readonly string[]): Statement => ({
  kind: 'statement',
  lead: 'add this statement to the key policy',
  statement: { Effect: 'Allow', Principal: { AWS: arn }, Action: action, Resource: '*' },
});

/** Writes the command that prints the policy of those who start sessions, for the account and the region of a target. */
export const userPolicyCommand = ({ target }: RegionFacts, ...flags: readonly string[]): string =>
  ['session-manager policy user', ...flags, `--accounts ${target.account}`, `--regions ${target.region}`].join(' ');

/** Advises to let the caller read a key. */
export const READ_KEYS = hint(
  'allow these credentials kms:DescribeKey and kms:ListAliases: session-manager policy operator --for doctor',
);

/** Advises to let the caller list the grants of a key. */
export const READ_GRANTS = hint('allow these credentials kms:ListGrants: session-manager policy operator --for doctor');

/** Says that IAM's simulator cannot tell, and what decides. */
export const dependsOn = (actions: readonly string[], keys: readonly string[]): string =>
  `whether it is allowed ${actions.join(', ')} depends on ${keys.join(', ')}, which only a real request has`;

/** Says where something is allowed that depends on condition keys: tags of nodes that may not be read, or what only a request has. */
export function whereAllowed(keys: readonly string[]): string {
  const tags = keys.flatMap((key) => /^\w+:resourcetag\/(.+)$/i.exec(key)?.[1] ?? []);
  const others = keys.filter((key) => !/^\w+:resourcetag\//i.test(key));
  return [
    ...(tags.length > 0 ? [`the tag ${[...new Set(tags)].join(', ')} of the node`] : []),
    ...(others.length > 0 ? [`${others.join(', ')} of the request`] : []),
  ].join(' and ');
}

/** Finds out what depends on condition keys; `attempt` is how to try it for real. */
export const tryWithKeys = (attempt: string): Remedy =>
  hint(
    `${attempt}, or give the values of these keys to IAM's policy simulator (aws iam simulate-principal-policy --context-entries …); do not allow it without the condition, which is there to keep others out`,
  );
