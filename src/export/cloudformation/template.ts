import type { Inputs } from '../../inputs/inputs.ts';
import type { Tags } from '../../resources/resource.ts';
import { type NewKey, type Wanted, wanted } from '../wanted.ts';
import { getAtt, inTemplate, type KeyName, keyValue, NO_VALUE, ref, subText, type Value, when } from './intrinsics.ts';
import { type Comments, notesOn } from './notes.ts';
import { documentTags } from './tags.ts';

/** A template, and what is said beside it. */
export interface Template {
  readonly body: { readonly [section: string]: Value };
  readonly comments: Comments;
}

/** A resource of a template. */
type Resource = { readonly [attribute: string]: Value };

/** Makes the template of what `setup` makes with these inputs, for any account and region. `regions`: those of the run, if any are named; the first has what an account has one of. */
export function cloudFormationTemplate(inputs: Inputs, regions: readonly string[]): Template {
  const want = wanted(inputs, regions);
  return {
    body: {
      AWSTemplateFormatVersion: '2010-09-09',
      Description: 'AWS Systems Manager Session Manager: sessions that are logged, as session-manager setup makes them',
      ...section('Parameters', parameters(want, regions)),
      ...section('Conditions', conditions(want)),
      Resources: resources(want),
      Outputs: outputs(want),
    },
    comments: notesOn(inputs, want),
  };
}

const section = (name: string, members: { readonly [name: string]: Value }): { readonly [name: string]: Value } =>
  Object.keys(members).length > 0 ? { [name]: members } : {};

function parameters({ key, policy }: Wanted, [first = '']: readonly string[]): { readonly [name: string]: Value } {
  return {
    ...(key?.kind === 'given' && {
      KeyArn: {
        Type: 'String',
        Description: 'ARN of the key that encrypts; it must be one of the region of the stack',
        AllowedPattern: '^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/[A-Za-z0-9-]+$',
        Default: key.arn,
      },
    }),
    ...(policy && {
      GrantRegion: {
        Type: 'String',
        Description:
          'The one region in which the policy of roles is made, as IAM has no regions; empty: that of the stack',
        AllowedPattern: '^([a-z]+(-[a-z]+)+-[0-9]+)?$',
        Default: first,
      },
      RolesOfNodes: {
        Type: 'CommaDelimitedList',
        Description: 'Names of the roles of nodes that get the policy, separated by commas; empty: none yet',
        Default: '',
      },
    }),
  };
}

function conditions({ policy }: Wanted): { readonly [name: string]: Value } {
  if (!policy) return {};
  const grantRegion = ref('GrantRegion');
  return {
    IsGrantRegion: {
      'Fn::Or': [{ 'Fn::Equals': [grantRegion, ''] }, { 'Fn::Equals': [grantRegion, ref('AWS::Region')] }],
    },
    HasRoles: { 'Fn::Not': [{ 'Fn::Equals': [{ 'Fn::Join': ['', ref('RolesOfNodes')] }, ''] }] },
  };
}

function resources({ key, logGroup, document, association, policy }: Wanted): { readonly [name: string]: Value } {
  const keyName: KeyName = key?.kind === 'given' ? 'KeyArn' : 'Key.Arn';
  return {
    ...(key?.kind === 'managed' && keyResources(key)),
    LogGroup: {
      Type: 'AWS::Logs::LogGroup',
      ...RETAINED,
      Properties: {
        LogGroupName: logGroup.name,
        ...(logGroup.encrypted && { KmsKeyId: keyValue(keyName) }),
        ...(logGroup.retention !== undefined && { RetentionInDays: logGroup.retention }),
        ...(logGroup.deletionProtection !== undefined && { DeletionProtectionEnabled: logGroup.deletionProtection }),
        Tags: tagList(logGroup.tags),
      },
    },
    Preferences: {
      Type: 'AWS::SSM::Document',
      ...REMOVED,
      Properties: {
        Name: document.name,
        DocumentType: 'Session',
        DocumentFormat: 'JSON',
        UpdateMethod: 'NewVersion',
        VersionName: document.versionName,
        Content: { 'Fn::Sub': contentOf(document.content, keyName) },
        Tags: tagList(documentTags(document.tags)),
      },
    },
    ...(association && {
      AgentUpdate: {
        Type: 'AWS::SSM::Association',
        ...REMOVED,
        Metadata: { 'cfn-lint': { config: { ignore_checks: ['E3002'] } } },
        Properties: {
          Name: association.document,
          AssociationName: association.name,
          ScheduleExpression: association.schedule,
          Targets: association.targets.map(({ key: Key, values }) => ({
            Key: inTemplate(Key),
            Values: values.map((one) => inTemplate(one)),
          })),
          Tags: tagList(association.tags),
        },
      },
    }),
    ...(policy && {
      Grant: {
        Type: 'AWS::IAM::ManagedPolicy',
        Condition: 'IsGrantRegion',
        ...REMOVED,
        Properties: {
          ManagedPolicyName: policy.name,
          Description: policy.description,
          PolicyDocument: inTemplate(policy.document, keyName),
          Roles: when('HasRoles', ref('RolesOfNodes'), NO_VALUE),
        },
      },
    }),
  };
}

/** For what holds data, or is needed to read it. */
const RETAINED: Resource = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };
/** For all else; CloudFormation imports nothing that has no such policy. */
const REMOVED: Resource = { DeletionPolicy: 'Delete', UpdateReplacePolicy: 'Delete' };

const keyResources = (key: NewKey): { readonly [name: string]: Value } => ({
  Key: {
    Type: 'AWS::KMS::Key',
    ...RETAINED,
    Properties: {
      Description: key.description,
      EnableKeyRotation: true,
      RotationPeriodInDays: key.rotationDays,
      KeyPolicy: inTemplate(key.policy),
      Tags: tagList(key.tags),
    },
  },
  Alias: {
    Type: 'AWS::KMS::Alias',
    ...RETAINED,
    Properties: { AliasName: key.alias, TargetKeyId: ref('Key') },
  },
});

const tagList = (tags: Tags): Value => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/**
 * Writes the document as a text, so that true stays true, and not "true". CloudFormation would take `${` in it for a variable,
 * `{{resolve:` for a reference, and replace what is not ASCII: these are written otherwise, and mean the same. The log group
 * is named by reference, so it is there first.
 */
const contentOf = (json: string, key: KeyName): string =>
  subText(
    json
      .replaceAll('${', String.raw`\u0024{`)
      .replaceAll('{{', String.raw`{\u007b`)
      .replaceAll(/[^\0-\x7E]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
    key,
  ).replace(/("cloudWatchLogGroupName": ?)"[^"]*"/, '$1"${LogGroup}"');

function outputs({ key, policy }: Wanted): { readonly [name: string]: Value } {
  return {
    ...(key && {
      KeyArn: {
        Description: 'The key that encrypts',
        Value: key.kind === 'given' ? ref('KeyArn') : getAtt('Key', 'Arn'),
      },
    }),
    LogGroup: { Description: 'The log group that takes the session logs', Value: ref('LogGroup') },
    Preferences: { Description: 'The document with the session preferences', Value: ref('Preferences') },
    ...(policy && {
      Grant: {
        Condition: 'IsGrantRegion',
        Description: 'The policy for the roles of nodes',
        Value: ref('Grant'),
      },
    }),
  };
}
