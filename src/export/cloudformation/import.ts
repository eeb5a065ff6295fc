import { shellWord } from '../../aws/shell-word.ts';
import { grantDocument } from '../../resources/role-grant.ts';
import type { Found } from '../found.ts';
import { inTemplate, ref, type Value } from './intrinsics.ts';
import type { Template } from './template.ts';

/** A resource that a stack can take over. */
interface Import {
  /** Its name in the template. */
  readonly logicalId: string;
  /** The property that identifies it, and its value. */
  readonly identifier: Readonly<Record<string, string>>;
  /** Its properties as they are, in place of those of the template. */
  readonly properties: { readonly [name: string]: Value };
}

/** A resource of a template, as far as it matters here. */
interface Resource {
  readonly [attribute: string]: Value;
  readonly Type: string;
  readonly Properties: { readonly [name: string]: Value };
}

const resourcesOf = ({ body }: Template): Readonly<Record<string, Resource>> =>
  body['Resources'] as unknown as Readonly<Record<string, Resource>>;

function importsOf(template: Template, there: Found): readonly Import[] {
  const resources = resourcesOf(template);
  const { key, logGroup, association, policy } = there;
  const content = there.document?.preferences.inEffect.document;
  const of = (logicalId: string, names: readonly string[]): { readonly [name: string]: Value } =>
    Object.fromEntries(Object.entries(resources[logicalId]?.Properties ?? {}).filter(([name]) => names.includes(name)));
  const isKept = key && key.state !== 'PendingDeletion';
  const all: readonly (Import | undefined | false)[] = [
    isKept && {
      logicalId: 'Key',
      identifier: { KeyId: key.id },
      properties: {
        ...(key.description !== undefined && { Description: key.description }),
        EnableKeyRotation: key.rotationDays !== undefined,
        ...(key.rotationDays !== undefined && { RotationPeriodInDays: key.rotationDays }),
        ...(key.policy ? { KeyPolicy: inTemplate(key.policy) } : of('Key', ['KeyPolicy'])),
      },
    },
    isKept &&
      key.alias !== undefined && {
        logicalId: 'Alias',
        identifier: { AliasName: key.alias },
        properties: { AliasName: key.alias, TargetKeyId: ref('Key') },
      },
    logGroup && {
      logicalId: 'LogGroup',
      identifier: { LogGroupName: nameOf(resources['LogGroup']?.Properties['LogGroupName']) },
      properties: {
        ...of('LogGroup', ['LogGroupName']),
        ...(logGroup.keyArn !== undefined && { KmsKeyId: logGroup.keyArn }),
        ...(logGroup.retention !== undefined && { RetentionInDays: logGroup.retention }),
        ...(logGroup.deletionProtection && { DeletionProtectionEnabled: true }),
        ...(logGroup.class !== undefined && { LogGroupClass: logGroup.class }),
      },
    },
    content && {
      logicalId: 'Preferences',
      identifier: { Name: nameOf(resources['Preferences']?.Properties['Name']) },
      properties: {
        ...of('Preferences', ['Name', 'DocumentType', 'DocumentFormat', 'UpdateMethod']),
        Content: inTemplate(content),
      },
    },
    association && {
      logicalId: 'AgentUpdate',
      identifier: { AssociationId: association.found.id },
      properties: {
        ...of('AgentUpdate', ['Name', 'AssociationName']),
        ...(association.found.schedule !== '' && { ScheduleExpression: association.found.schedule }),
        Targets: association.found.targets.map(({ key: Key, values }) => ({
          Key,
          Values: values.map((one) => inTemplate(one)),
        })),
      },
    },
    policy && {
      logicalId: 'Grant',
      identifier: { PolicyArn: policy.arn },
      properties: {
        ...of('Grant', ['ManagedPolicyName', 'Description']),
        PolicyDocument: inTemplate(grantDocument(policy.statements)),
      },
    },
  ];
  return all.filter((one) => one !== undefined && one !== false).filter(({ logicalId }) => logicalId in resources);
}

const nameOf = (value: Value | undefined): string => (typeof value === 'string' ? value : '');

/** One entry of the file that `--resources-to-import` takes. */
export interface ResourceToImport {
  readonly ResourceType: string;
  readonly LogicalResourceId: string;
  readonly ResourceIdentifier: Readonly<Record<string, string>>;
}

/** Lists what a stack of the template can take over. https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceToImport.html */
export const resourcesToImport = (template: Template, there: Found): readonly ResourceToImport[] =>
  importsOf(template, there).map(({ logicalId, identifier }) => ({
    ResourceType: resourcesOf(template)[logicalId]?.Type ?? '',
    LogicalResourceId: logicalId,
    ResourceIdentifier: identifier,
  }));

/**
 * Makes the template for the import: only what is there, as it is, without outputs, which an import does not take. An update of the
 * stack by the whole template then makes what is missing, and changes what differs.
 */
export function importTemplate(template: Template, there: Found): Template {
  const resources = resourcesOf(template);
  const { AWSTemplateFormatVersion = '', Description = '' } = template.body;
  return {
    body: {
      AWSTemplateFormatVersion,
      Description,
      Resources: Object.fromEntries(
        importsOf(template, there).map(({ logicalId, properties }) => [
          logicalId,
          { ...kept(resources[logicalId]), Properties: properties },
        ]),
      ),
    },
    comments: {
      '': [
        'Made by session-manager export cloudformation --import: what is there already, as it is, for an import into a stack.',
        'Update the stack by the whole template afterwards.',
      ],
    },
  };
}

/** Gives what an import needs of a resource besides its properties. */
const kept = (resource: Resource | undefined): { readonly [name: string]: Value } =>
  Object.fromEntries(
    Object.entries(resource ?? {}).filter(([name]) => ['Type', 'DeletionPolicy', 'UpdateReplacePolicy'].includes(name)),
  );

/** Says what is not imported, and why; and the commands for what is. `file`: that of the template for the import. */
export function importNotes(template: Template, there: Found, region: string, file: string): readonly string[] {
  const found = importsOf(template, there).map(({ logicalId }) => logicalId);
  const missing = Object.keys(resourcesOf(template)).filter((id) => !found.includes(id));
  const { key, document, covering } = there;
  return [
    ...(key?.state === 'PendingDeletion'
      ? [`key ${key.id} waits for its deletion: setup recovers it, and an import does not`]
      : []),
    ...(document && !document.preferences.inEffect.document
      ? ['the preferences document is not of the type Session, and is not imported: delete it before']
      : []),
    ...(covering
      ? [`association ${covering.id} updates these nodes already: add --no-agent-update, or there will be two`]
      : []),
    ...(missing.length > 0 && found.length > 0
      ? [
          `not there: ${missing.join(', ')}; the update by the whole template makes ${missing.length > 1 ? 'them' : 'it'}`,
        ]
      : []),
    ...(found.length === 0 ? ['nothing of it is there: there is nothing to import'] : commandsFor(found, region, file)),
  ];
}

function commandsFor(found: readonly string[], region: string, file: string): readonly string[] {
  const where = `--stack-name session-manager --region ${region}`;
  const capabilities = found.includes('Grant') ? ' --capabilities CAPABILITY_NAMED_IAM' : '';
  return [
    `aws cloudformation create-change-set ${where} --change-set-name import --change-set-type IMPORT --resources-to-import file://resources.json --template-body ${shellWord(`file://${file}`)}${capabilities}`,
    `aws cloudformation wait change-set-create-complete ${where} --change-set-name import`,
    `aws cloudformation execute-change-set ${where} --change-set-name import`,
    `aws cloudformation wait stack-import-complete ${where}`,
    `aws cloudformation deploy --template-file template.yaml ${where} --capabilities CAPABILITY_NAMED_IAM`,
  ];
}
