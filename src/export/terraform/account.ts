import type { Place } from '../../aws/place.ts';
import { mergedStatements } from '../../policies/documents/merge.ts';
import { type Policy, samePolicy } from '../../policies/reading/policy.ts';
import { pieces, type Token } from '../tokens.ts';
import type { Wanted } from '../wanted.ts';
import { call, code, type Value } from './expression.ts';
import { attributes, block, comment, type Item } from './hcl.ts';
import { importBlock } from './layout.ts';
import type { Asked } from './request.ts';
import { inWords, six } from './words.ts';

const NAME = 'sessions';

/** Writes what the whole account has one of: the policy for the roles of nodes, and what of it is imported. */
export function accountBlocks({ wanted, found = [] }: Asked): readonly Item[] {
  const { policy, key } = wanted;
  if (!policy) return [];
  const there = found.find((one) => one.policy);
  const words = { ...six('region'), region: '*', ...(key?.kind === 'given' && { keyArn: key.arn }) };
  const document = there?.policy && extended(policy, there.policy.statements, there.place);
  return [
    comment('What sessions need of the roles of nodes: one policy for all regions, since IAM has none.'),
    block(
      'resource',
      ['aws_iam_policy', NAME],
      attributes({
        name: policy.name,
        description: policy.description,
        policy: call('jsonencode', document ?? inWords(policy.document, words)),
        tags: { ...there?.policy?.tags, ...policy.tags },
      }),
    ),
    block(
      'resource',
      ['aws_iam_role_policy_attachment', NAME],
      attributes({
        for_each: code('var.node_roles'),
        role: code('each.value'),
        policy_arn: code(`aws_iam_policy.${NAME}.arn`),
      }),
    ),
    ...(there?.policy
      ? [
          importBlock(`aws_iam_policy.${NAME}`, there.policy.arn),
          ...there.policy.roles.map((role) =>
            importBlock(`aws_iam_role_policy_attachment.${NAME}["${role}"]`, `${role}/${there.policy?.arn ?? ''}`),
          ),
        ]
      : []),
  ];
}

/** Gives the document of a policy that grants more than what is wanted: it is never made smaller. Undefined if it does not. */
function extended(
  { document }: NonNullable<Wanted['policy']>,
  statements: Policy['Statement'],
  place: Place,
): Value | undefined {
  const wanted = inPlace(document, place);
  const all: Policy = { ...wanted, Statement: mergedStatements(statements, wanted.Statement) };
  return samePolicy(all, wanted) ? undefined : (JSON.parse(JSON.stringify(all)) as Value);
}

// Nothing in it depends on the region, or on a key that is made.
function inPlace(document: Policy, { account = '', partition }: Place): Policy {
  const known: Readonly<Record<Token, string>> = {
    account,
    partition: partition.name,
    dnsSuffix: partition.dnsSuffix,
    region: '*',
    keyArn: '*',
  };
  const text = (value: string): string =>
    pieces(value)
      .map((piece) => (typeof piece === 'string' ? piece : known[piece.token]))
      .join('');
  return JSON.parse(JSON.stringify(document), (_name, value: unknown) =>
    typeof value === 'string' ? text(value) : value,
  ) as Policy;
}
