import { call, code, type Value } from './expression.ts';
import { attributes, block, type Block } from './hcl.ts';
import type { AssumedRole, Asked } from './request.ts';
import { slugOf } from './words.ts';

/** The first version with deletion protection of log groups: https://github.com/hashicorp/terraform-provider-aws/pull/45298 */
const WITH_PROTECTION = '6.25';

/** The first version that assumes one role after the other: https://github.com/hashicorp/terraform-provider-aws/pull/39255 */
const WITH_CHAINS = '5.67';

/** Writes which versions of Terraform and its provider it takes. */
export function versions({ wanted, provider, entry: { roles = [] }, found = [] }: Asked): Block {
  const isProtected = found.some(({ logGroup }) => logGroup?.deletionProtection);
  const six = wanted.logGroup.deletionProtection === undefined && !isProtected ? '6.0' : WITH_PROTECTION;
  // rotation_period_in_days came with 5.53.
  const five = roles.length > 1 ? WITH_CHAINS : '5.53';
  return block(
    'terraform',
    [],
    [
      ...attributes({ required_version: '>= 1.5' }),
      block(
        'required_providers',
        [],
        attributes({
          aws: { source: 'hashicorp/aws', version: provider === '6' ? `>= ${six}` : `>= ${five}, < 6.0` },
        }),
      ),
    ],
  );
}

/** Writes how the account is entered: once, or for every region. */
export function providers({ regions, provider, entry }: Asked): readonly Block[] {
  const [first = '', ...rest] = regions;
  const { profile, account, roles = [] } = entry;
  const one = (region: string, alias?: string): Block =>
    block(
      'provider',
      ['aws'],
      [
        ...attributes({ alias, region, profile, allowed_account_ids: account === undefined ? undefined : [account] }),
        ...roles.map(assumeRole),
      ],
    );
  return [one(first), ...(provider === '6' ? [] : rest.map((region) => one(region, slugOf(region))))];
}

// https://registry.terraform.io/providers/hashicorp/aws/latest/docs#assume_role-configuration-block
const assumeRole = ({ arn, sessionName, duration, externalId, sessionPolicy }: AssumedRole): Block =>
  block(
    'assume_role',
    [],
    attributes({
      role_arn: arn,
      session_name: sessionName,
      duration: duration === undefined ? undefined : `${duration}s`,
      external_id: externalId ? code('var.external_id') : undefined,
      policy: sessionPolicy === undefined ? undefined : call('jsonencode', JSON.parse(sessionPolicy) as Value),
    }),
  );

/** Writes the variables, for what is secret or is not known here. */
export function variables({ wanted, entry, found = [] }: Asked): readonly Block[] {
  const variable = (name: string, description: string, more: Readonly<Record<string, Value>>): Block =>
    block('variable', [name], attributes({ description, ...more }));
  return [
    ...(entry.roles?.some(({ externalId }) => externalId)
      ? [variable('external_id', 'The external ID that the role requires.', { type: code('string'), sensitive: true })]
      : []),
    ...(wanted.policy
      ? [
          variable('node_roles', 'The names of the roles of nodes that lack what sessions need.', {
            type: code('set(string)'),
            default: [...new Set(found.flatMap(({ policy }) => policy?.roles ?? []))],
          }),
        ]
      : []),
  ];
}
