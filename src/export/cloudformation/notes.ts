import type { Inputs } from '../../inputs/inputs.ts';
import type { Wanted } from '../wanted.ts';
import { documentTags } from './tags.ts';

/** Comments by the path of what they stand above, `Resources.Key`; for the head, an empty path. */
export type Comments = Readonly<Record<string, readonly string[]>>;

/** Says, beside what it is about, what CloudFormation cannot do of what `setup` does with these inputs. */
export function notesOn(inputs: Inputs, { key, document, association, policy }: Wanted): Comments {
  const left = Object.keys(document.tags).filter((name) => !(name in documentTags(document.tags)));
  const { s3Bucket } = inputs.preferences;
  return {
    '': [
      'Made by session-manager export cloudformation: what session-manager setup makes with the same flags.',
      'It holds no account and no region, and is right in every partition. session-manager plan with the same flags',
      'shows what an account has otherwise; session-manager doctor shows whether sessions work.',
      '',
      'What setup does, and CloudFormation cannot:',
      '- use what is there already. A stack fails where the log group, the alias or the document exists:',
      '  session-manager export cloudformation --import prints what can be imported.',
      ...(inputs.overwrite
        ? ['- --overwrite: CloudFormation overwrites what it has imported, with all that is in it.']
        : []),
      ...(inputs.policyAudit
        ? ['- check the roles of nodes: session-manager doctor does, or plan with the same flags.']
        : []),
    ],
    ...(key?.kind === 'managed' && {
      'Resources.Key': [
        'It stays when the stack goes: without it nobody can read the logs. A key that is disabled, or waits for its',
        'deletion, is put right by setup, and not by CloudFormation.',
      ],
    }),
    ...(key?.kind === 'given' && {
      'Parameters.KeyArn': [
        'Its policy must let CloudWatch Logs use it for the log group, which setup checks, and CloudFormation does not.',
        'It is of one region: where the stack is in others, override the parameter there.',
      ],
    }),
    'Resources.LogGroup': [
      'It stays when the stack goes, and also when the stack fails to be made: import it, then.',
      ...(inputs.logGroup.retention === undefined || inputs.logGroup.retention === 'never'
        ? ['Without RetentionInDays its events never expire.']
        : []),
    ],
    'Resources.Preferences': [
      'AWS keeps one document of this name for each region. A change writes a new version of it. Where that does not become',
      'the default version, sessions go on with the one before, and session-manager doctor says so:',
      'https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/2539',
      ...(s3Bucket === undefined ? [] : ['The bucket must exist; setup checks that, and CloudFormation does not.']),
      ...left.map((name) => `CloudFormation takes no empty tag for a document: ${name} is left out.`),
    ],
    ...(association && {
      'Resources.AgentUpdate': [
        'setup makes none where another association updates these nodes already: then leave it out by --no-agent-update.',
        'Tags of associations are new in CloudFormation, and cfn-lint does not know them yet. Where a region refuses them,',
        'leave them out: then setup and delete take it for one of others.',
      ],
    }),
    ...(policy && {
      'Parameters.GrantRegion': [
        'Where the stack is in several regions of an account, name one of them, or the second stack fails.',
      ],
      'Resources.Grant': [
        'setup grants only what roles lack, to those that lack it. CloudFormation knows neither: this is all that sessions',
        'need, for the roles in RolesOfNodes. It also cannot tag a policy: setup --grant takes it for one of others, and',
        'refuses to change it; delete leaves it.',
        ...(s3Bucket === undefined
          ? []
          : ['The key of the bucket, and a bucket of another account, need more: session-manager policy instance.']),
      ],
    }),
  };
}
