// Makes the resources of a template in a sandbox, by their properties, as the resource types of CloudFormation say.
import assert from 'node:assert/strict';
import { CreatePolicyCommand, AttachRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateAliasCommand, CreateKeyCommand, EnableKeyRotationCommand } from '@aws-sdk/client-kms';
import {
  CreateLogGroupCommand,
  PutRetentionPolicyCommand,
  type PutRetentionPolicyCommandInput,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateAssociationCommand, CreateDocumentCommand } from '@aws-sdk/client-ssm';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { clientsOf } from '../../sandbox/clients.ts';
import { holds, inOrder, parseTemplate, resolve, type Stack } from './evaluate.ts';

interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** The properties of all resource types that are made here; each has those of its own. */
interface Properties {
  readonly AliasName: string;
  readonly DeletionProtectionEnabled?: boolean;
  readonly Description: string;
  readonly EnableKeyRotation: boolean;
  readonly KeyPolicy: object;
  readonly KmsKeyId?: string;
  readonly LogGroupName: string;
  readonly ManagedPolicyName: string;
  readonly Name: string;
  readonly PolicyDocument: object;
  readonly RetentionInDays?: RetentionInDays;
  readonly Roles?: readonly string[];
  readonly RotationPeriodInDays: number;
  readonly Tags: readonly Tag[];
  readonly TargetKeyId: string;
  readonly UpdateMethod: string;
}

type RetentionInDays = NonNullable<PutRetentionPolicyCommandInput['retentionInDays']>;

type Clients = ReturnType<typeof clientsOf>;

interface Made {
  /** What `Ref` gives. */
  readonly ref: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Every property must be taken: one that is left over was not understood. */
const MAKERS: Readonly<Record<string, (clients: Clients, properties: Properties) => Promise<Made>>> = {
  async 'AWS::KMS::Key'({ kms }, { KeyPolicy, Description, EnableKeyRotation, RotationPeriodInDays, Tags, ...rest }) {
    assert.deepEqual(rest, {});
    const { KeyMetadata } = await kms.send(
      new CreateKeyCommand({
        Policy: JSON.stringify(KeyPolicy),
        Description,
        Tags: Tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
      }),
    );
    const { KeyId = '', Arn = '' } = KeyMetadata ?? {};
    assert.equal(EnableKeyRotation, true);
    await kms.send(new EnableKeyRotationCommand({ KeyId, RotationPeriodInDays }));
    return { ref: KeyId, attributes: { Arn, KeyId } };
  },

  async 'AWS::KMS::Alias'({ kms }, { AliasName, TargetKeyId, ...rest }) {
    assert.deepEqual(rest, {});
    await kms.send(new CreateAliasCommand({ AliasName, TargetKeyId }));
    return { ref: AliasName };
  },

  async 'AWS::Logs::LogGroup'(
    { logs },
    { LogGroupName, KmsKeyId, RetentionInDays, DeletionProtectionEnabled, Tags, ...rest },
  ) {
    assert.deepEqual(rest, {});
    await logs.send(
      new CreateLogGroupCommand({
        logGroupName: LogGroupName,
        ...(KmsKeyId !== undefined && { kmsKeyId: KmsKeyId }),
        ...(DeletionProtectionEnabled !== undefined && { deletionProtectionEnabled: DeletionProtectionEnabled }),
        tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
      }),
    );
    if (RetentionInDays !== undefined) {
      await logs.send(new PutRetentionPolicyCommand({ logGroupName: LogGroupName, retentionInDays: RetentionInDays }));
    }
    return { ref: LogGroupName };
  },

  async 'AWS::SSM::Document'({ ssm }, { UpdateMethod, ...properties }) {
    assert.equal(UpdateMethod, 'NewVersion');
    await ssm.send(new CreateDocumentCommand(properties as never));
    return { ref: properties.Name };
  },

  async 'AWS::SSM::Association'({ ssm }, properties) {
    const made = await ssm.send(new CreateAssociationCommand(properties as never));
    return { ref: made.AssociationDescription?.AssociationId ?? '' };
  },

  async 'AWS::IAM::ManagedPolicy'({ iam }, { ManagedPolicyName, Description, PolicyDocument, Roles = [], ...rest }) {
    assert.deepEqual(rest, {});
    const { Policy } = await iam.send(
      new CreatePolicyCommand({
        PolicyName: ManagedPolicyName,
        Description,
        PolicyDocument: JSON.stringify(PolicyDocument),
      }),
    );
    const PolicyArn = Policy?.Arn ?? '';
    for (const RoleName of Roles) await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    return { ref: PolicyArn, attributes: { PolicyArn } };
  },
};

/** Where a stack is made. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Makes a stack; gives what its outputs are. */
export async function deploy(
  sandbox: Sandbox,
  text: string,
  { account, region, parameters = {} }: Place,
): Promise<Readonly<Record<string, unknown>>> {
  const template = parseTemplate(text);
  const clients = clientsOf(sandbox, { region, credentials: { accessKeyId: 'AKIATEST', secretAccessKey: 'x' } });
  const { name, dnsSuffix } = partitionOf(region);
  const made = new Map<string, string>();
  const attributes = new Map<string, string>();
  const stack: Stack = {
    pseudo: {
      'AWS::AccountId': account,
      'AWS::Region': region,
      'AWS::Partition': name,
      'AWS::URLSuffix': dnsSuffix,
      'AWS::StackName': 'sessions',
    },
    parameters,
    made,
    attributes,
  };
  for (const id of inOrder(template)) {
    const resource = template.Resources[id];
    if (!resource || !holds(template, resource.Condition, stack)) continue;
    const maker = MAKERS[resource.Type];
    assert.ok(maker, `nobody makes ${resource.Type}`);
    const properties = resolve(template, resource.Properties, stack) as unknown as Properties;
    const { ref, attributes: more = {} } = await maker(clients, properties);
    made.set(id, ref);
    for (const [attribute, value] of Object.entries(more)) attributes.set(`${id}.${attribute}`, value);
  }
  return Object.fromEntries(
    Object.entries(template.Outputs ?? {})
      .filter(([, { Condition }]) => holds(template, Condition, stack))
      .map(([output, { Value }]) => [output, resolve(template, Value, stack)]),
  );
}
