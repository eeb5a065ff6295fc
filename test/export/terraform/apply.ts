// Makes in the sandbox what a file says, as the AWS provider does: by the arguments of its resources.
import { parse } from '@cdktf/hcl2json';
import { enter } from '../../../src/engine/enter.ts';
import { parseInputs } from '../../../src/inputs/inputs.ts';
import { parseScope } from '../../../src/targets/scope.ts';
import type { Target } from '../../../src/targets/target.ts';
import type { World } from '../../engine/world.ts';
import { evaluate, type Lookup } from './evaluate.ts';

type Members = Readonly<Record<string, unknown>>;

/** A file as @cdktf/hcl2json reads it. */
export interface Parsed {
  readonly terraform: readonly Members[];
  readonly provider: { readonly aws: readonly Members[] };
  readonly variable?: Readonly<Record<string, readonly Members[]>>;
  readonly locals: readonly Members[];
  readonly import?: readonly Members[];
  readonly resource: Readonly<Record<string, Readonly<Record<string, readonly Members[]>>>>;
}

export const parsed = async (text: string): Promise<Parsed> => (await parse('main.tf', text)) as unknown as Parsed;

/** A resource in one region, with all its arguments worked out. */
export interface Instance {
  readonly type: string;
  readonly name: string;
  readonly region: string;
  readonly values: Members;
}

const textOf = (value: unknown): string => value as string;

const ORDER = [
  'aws_kms_key',
  'aws_kms_alias',
  'aws_cloudwatch_log_group',
  'aws_ssm_document',
  'aws_ssm_association',
  'aws_iam_policy',
];

/** Makes everything that a file says, and gives it, in this order. */
export const applied = (text: string, world: World): Promise<readonly Instance[]> => workOut(text, world, MAKERS);

/** Gives the resources of a file in each region, with their arguments worked out, where all that it imports is there already. */
export const workedOut = (text: string, world: World): Promise<readonly Instance[]> => workOut(text, world, FINDERS);

type Makers = Readonly<Record<string, (target: Target, values: Members) => Promise<Members>>>;

async function workOut(text: string, world: World, makers: Makers): Promise<readonly Instance[]> {
  const file = await parsed(text);
  const main = regionsOf(file)[0] ?? '';
  const targets = await targetsOn(world, regionsOf(file));
  const made = new Map<string, Members>();
  const instances: Instance[] = [];
  for (const type of ORDER) {
    for (const [name, [body = {}]] of Object.entries(file.resource[type] ?? {})) {
      const keys =
        body['for_each'] === undefined
          ? [undefined]
          : (valueOf(body['for_each'], lookupIn(file, made, targets)) as string[]);
      for (const key of keys) {
        const lookup = lookupIn(file, made, targets, key);
        const { for_each: _each, provider, lifecycle: _lifecycle, dynamic: _dynamic, ...rest } = body;
        const values = valueOf(rest, lookup) as Members;
        const region = textOf(values['region'] ?? aliasedRegion(file, provider) ?? main);
        const target =
          targets.get(region) ??
          (() => {
            throw new Error(`no region ${region}`);
          })();
        const outputs = await makers[type]?.(target, values);
        made.set([type, name, ...(key === undefined ? [] : [key])].join('.'), outputs ?? {});
        instances.push({ type, name, region, values });
      }
    }
  }
  return instances;
}

/** The regions of a file: those of its providers, or of its locals. */
const regionsOf = (file: Parsed): readonly string[] =>
  evaluate(String(file.locals[0]?.['regions']).slice(2, -1), () => undefined) as readonly string[];

function aliasedRegion({ provider }: Parsed, reference: unknown): unknown {
  const [, alias] = /^\$\{aws\.(\w+)\}$/.exec(String(reference)) ?? [];
  return provider.aws.find((one) => alias !== undefined && one['alias'] === alias)?.['region'];
}

async function targetsOn({ connection }: World, regions: readonly string[]): Promise<ReadonlyMap<string, Target>> {
  const scope = await parseScope({ regions: [...regions] }, {});
  const targets = await enter({ inputs: parseInputs({}), scope, connection });
  return new Map(targets.map((target) => [target.region, target]));
}

function lookupIn(
  file: Parsed,
  made: ReadonlyMap<string, Members>,
  targets: ReadonlyMap<string, Target>,
  key?: string,
): Lookup {
  const [target] = targets.values();
  const data: Readonly<Record<string, unknown>> = {
    'data.aws_caller_identity.current.account_id': target?.account,
    'data.aws_partition.current.partition': target?.partition.name,
    'data.aws_partition.current.dns_suffix': target?.partition.dnsSuffix,
    'each.key': key,
  };
  const lookup: Lookup = (steps) => {
    const path = steps.join('.');
    if (path in data) return data[path];
    if (steps[0] === 'local') {
      const [, name = '', member] = steps;
      const value = valueOf(file.locals[0]?.[name], lookup);
      return member === undefined ? value : (value as Members)[member];
    }
    const outputs = made.get(steps.slice(0, -1).join('.'));
    if (outputs) return outputs[steps.at(-1) ?? ''];
    throw new Error(`nothing is called ${path}`);
  };
  return lookup;
}

/** Works out a value as the reader gives it: what is no plain value stands in `${…}`. */
function valueOf(value: unknown, lookup: Lookup): unknown {
  if (Array.isArray(value)) return value.map((item) => valueOf(item, lookup));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, valueOf(member, lookup)]));
  }
  if (typeof value !== 'string' || !value.includes('${')) return value;
  return evaluate(
    /^\$\{[^{}]*\}$|^\$\{\w+\([\s\S]*\)\}$|^\$\{\{[\s\S]*\}(?:\[[\w.]+\])?\}$/.test(value)
      ? value.slice(2, -1)
      : `"${value.replaceAll('\n', '\\n')}"`,
    lookup,
  );
}

const FINDERS: Makers = {
  async aws_kms_key(target) {
    const kms = await target.kms();
    const { KeyMetadata: key } = await kms.describeKey({ KeyId: 'alias/session' });
    return { arn: key?.Arn, key_id: key?.KeyId };
  },
};

const MAKERS: Makers = {
  async aws_kms_key(target, values) {
    const kms = await target.kms();
    const { KeyMetadata: key } = await kms.createKey({
      Description: String(values['description']),
      Policy: String(values['policy']),
      Tags: Object.entries(values['tags'] as Members).map(([TagKey, value]) => ({ TagKey, TagValue: String(value) })),
    });
    if (values['enable_key_rotation'] === true) {
      await kms.enableKeyRotation({
        KeyId: key?.KeyId,
        ...(values['rotation_period_in_days'] !== undefined && {
          RotationPeriodInDays: Number(values['rotation_period_in_days']),
        }),
      });
    }
    return { arn: key?.Arn, key_id: key?.KeyId };
  },

  async aws_kms_alias(target, values) {
    const kms = await target.kms();
    await kms.createAlias({ AliasName: String(values['name']), TargetKeyId: String(values['target_key_id']) });
    return {};
  },

  async aws_cloudwatch_log_group(target, values) {
    const logs = await target.logs();
    const logGroupName = String(values['name']);
    await logs.createLogGroup({
      logGroupName,
      ...(values['kms_key_id'] !== undefined && { kmsKeyId: textOf(values['kms_key_id']) }),
      ...(values['deletion_protection_enabled'] === true && { deletionProtectionEnabled: true }),
      tags: values['tags'] as Record<string, string>,
    });
    const days = values['retention_in_days'];
    if (days !== undefined) await logs.putRetentionPolicy({ logGroupName, retentionInDays: Number(days) });
    return {};
  },

  async aws_ssm_document(target, values) {
    const ssm = await target.ssm();
    await ssm.createDocument({
      Name: String(values['name']),
      DocumentType: values['document_type'] as 'Session',
      DocumentFormat: values['document_format'] as 'JSON',
      Content: String(values['content']),
      VersionName: String(values['version_name']),
      Tags: ssmTags(values['tags']),
    });
    return {};
  },

  async aws_ssm_association(target, values) {
    const ssm = await target.ssm();
    const { AssociationDescription: made } = await ssm.createAssociation({
      Name: String(values['name']),
      AssociationName: String(values['association_name']),
      ScheduleExpression: String(values['schedule_expression']),
      Targets: (values['targets'] as readonly Members[]).map(({ key, values: own }) => ({
        Key: String(key),
        Values: own as string[],
      })),
      Tags: ssmTags(values['tags']),
    });
    return { association_id: made?.AssociationId };
  },

  async aws_iam_policy(target, values) {
    const iam = await target.iam();
    const { Policy: policy } = await iam.createPolicy({
      PolicyName: String(values['name']),
      Description: String(values['description']),
      PolicyDocument: String(values['policy']),
      Tags: ssmTags(values['tags']),
    });
    return { arn: policy?.Arn };
  },
};

const ssmTags = (tags: unknown): { Key: string; Value: string }[] =>
  Object.entries(tags as Members).map(([Key, value]) => ({ Key, Value: String(value) }));
