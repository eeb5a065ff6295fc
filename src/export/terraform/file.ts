import { hasToken } from '../tokens.ts';
import { wanted as wantedOf } from '../wanted.ts';
import { accountBlocks } from './account.ts';
import { block, type Block, comment, fileText } from './hcl.ts';
import { layoutOf } from './layout.ts';
import { localItems } from './locals.ts';
import { notesFor } from './notes.ts';
import { providers, variables, versions } from './providers.ts';
import type { Asked, TerraformRequest } from './request.ts';

/**
 * Writes HCL for one account: a root module that `terraform apply` can be run on as it is. Throws a UserError for what AWS would
 * not take, and a TargetError for what is there and cannot be used.
 */
export function terraformText(request: TerraformRequest): string {
  const asked: Asked = { ...request, wanted: wantedOf(request.inputs, request.regions) };
  return fileText([
    comment(...headOf(asked)),
    versions(asked),
    ...providers(asked),
    ...variables(asked),
    block('locals', [], localItems(asked)),
    ...dataBlocks(asked),
    ...layoutOf(asked),
    ...accountBlocks(asked),
  ]);
}

function headOf({ inputs, regions, provider, found }: Asked): readonly string[] {
  return [
    'Session Manager as session-manager setup makes it, for one account.',
    `Made by session-manager export terraform for version ${provider} of the AWS provider, in ${regions.join(', ')}.`,
    ...(found
      ? ['What is there already is imported. What was not asked for stays as it is, tags included.']
      : [
          'What is there already must be imported: session-manager export terraform --import writes the blocks for that.',
        ]),
    ...notesFor(inputs, found !== undefined),
  ];
}

function dataBlocks({ wanted }: Asked): readonly Block[] {
  const isUsed = hasToken(JSON.stringify([wanted.key, wanted.policy]).replaceAll('\\u0000', '\0'));
  return isUsed ? ['aws_caller_identity', 'aws_partition'].map((type) => block('data', [type, 'current'], [])) : [];
}
