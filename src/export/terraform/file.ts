import type { Inputs } from '../../inputs/inputs.ts';
import { type Wanted, wanted as wantedOf } from '../wanted.ts';
import { call, code, each, type Value } from './expression.ts';
import { attributes, block, type Block, comment, fileText, GAP, type Item } from './hcl.ts';
import { notesFor } from './notes.ts';
import { type Entry, type ProviderVersion, providers, variables, versions } from './providers.ts';
import { type Manner, regionalResources, type Resource } from './resources.ts';
import { five, inWords, six, slugOf, type Words } from './words.ts';

/** What a file is to hold. */
export interface TerraformRequest {
  readonly inputs: Inputs;
  /** One at least; the first is that of the provider itself. */
  readonly regions: readonly string[];
  readonly provider: ProviderVersion;
  readonly entry: Entry;
}

/** A request, with what `setup` would make for it. */
interface Asked extends TerraformRequest {
  readonly wanted: Wanted;
}

/**
 * Writes HCL for one account: a root module that `terraform apply` can be run on as it is. Throws a UserError for what AWS would
 * not take.
 */
export function terraformText(asked: TerraformRequest): string {
  const { inputs, regions, provider } = asked;
  const wanted = wantedOf(inputs, regions);
  const request: Asked = { ...asked, wanted };
  return fileText([
    comment(...headOf(request)),
    versions(request),
    ...providers(request),
    ...variables(request),
    block('locals', [], localItems(request)),
    ...dataBlocks(wanted),
    ...(provider === '6' ? inOneBlock(request) : blockByBlock(request)),
    ...accountBlocks(wanted),
  ]);
}

function headOf({ inputs, regions, provider }: Asked): readonly string[] {
  return [
    'Session Manager as session-manager setup makes it, for one account.',
    `Made by session-manager export terraform for version ${provider} of the AWS provider, in ${regions.join(', ')}.`,
    'What is there already is imported, or Terraform is refused: session-manager export terraform --import writes the import blocks.',
    ...notesFor(inputs),
  ];
}

function localItems({ wanted, regions, provider }: Asked): readonly Item[] {
  const managed = wanted.key?.kind === 'managed';
  const arns = Object.fromEntries(regions.map((region) => [region, five(region).keyArn]));
  const words = {
    ...six('region'),
    ...givenKey(wanted),
    ...(provider === '5' && managed && { keyArn: code('local.key_arns[region]') }),
  };
  return [
    ...attributes({ regions: call('toset', [...regions]) }),
    ...(provider === '5' && managed ? [GAP, ...attributes({ key_arns: arns })] : []),
    GAP,
    ...attributes({
      documents: each('for region in local.regions : region', call('jsonencode', documentIn(wanted, words))),
    }),
  ];
}

// JSON writes the edges of tokens as \u0000.
const documentIn = ({ document }: Wanted, words: Words): Value =>
  inWords(JSON.parse(document.content.replaceAll('\0', '\\u0000')), words);

const givenKey = ({ key }: Wanted): Pick<Words, 'keyArn'> | undefined =>
  key?.kind === 'given' ? { keyArn: key.arn } : undefined;

function dataBlocks(wanted: Wanted): readonly Block[] {
  const used = JSON.stringify(wanted).includes('\\u0000');
  return used ? ['aws_caller_identity', 'aws_partition'].map((type) => block('data', [type, 'current'], [])) : [];
}

function inOneBlock({ wanted, inputs }: Asked): readonly Item[] {
  const manner = { protection: true, ...rotationOf(inputs) };
  return regionalResources(wanted, { ...six('each.key'), ...givenKey(wanted) }, manner).flatMap((resource) =>
    resourceItems(resource, resource.name, { for_each: code('local.regions'), region: code('each.key') }),
  );
}

const rotationOf = ({ key }: Inputs): Pick<Manner, 'rotationDays'> =>
  key?.kind === 'managed' && key.rotationDays !== undefined ? { rotationDays: key.rotationDays } : {};

function blockByBlock({ wanted, inputs, regions }: Asked): readonly Item[] {
  const manner = { protection: false, ...rotationOf(inputs) };
  return regions.flatMap((region, index) =>
    regionalResources(wanted, { ...five(region), ...givenKey(wanted) }, manner).flatMap((resource) =>
      resourceItems(
        resource,
        `${resource.name}_${slugOf(region)}`,
        index === 0 ? {} : { provider: code(`aws.${slugOf(region)}`) },
      ),
    ),
  );
}

function resourceItems(
  { type, about, attributes: values, targets = [], lifecycle }: Resource,
  name: string,
  meta: Readonly<Record<string, Value>>,
): readonly Item[] {
  const body = [
    ...attributes(meta),
    ...(Object.keys(meta).length > 0 ? [GAP] : []),
    ...attributes(values),
    ...targets.map((target) => block('targets', [], attributes(target))),
    ...(lifecycle ? [block('lifecycle', [], [comment(lifecycle.why), ...attributes(lifecycle.members)])] : []),
  ];
  return [...(about.length > 0 ? [comment(...about)] : []), block('resource', [type, name], body)];
}

function accountBlocks({ policy }: Wanted): readonly Item[] {
  if (!policy) return [];
  const words = { ...six('region'), region: '*' };
  return [
    comment('What sessions need of the roles of nodes: one policy for all regions, since IAM has none.'),
    block(
      'resource',
      ['aws_iam_policy', 'sessions'],
      attributes({
        name: policy.name,
        description: policy.description,
        policy: call('jsonencode', inWords(policy.document, words)),
        tags: policy.tags,
      }),
    ),
    block(
      'resource',
      ['aws_iam_role_policy_attachment', 'sessions'],
      attributes({
        for_each: code('var.node_roles'),
        role: code('each.value'),
        policy_arn: code('aws_iam_policy.sessions.arn'),
      }),
    ),
  ];
}
