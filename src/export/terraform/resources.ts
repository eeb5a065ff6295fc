import type { Wanted } from '../wanted.ts';
import { OUR_PREFIX } from '../../resources/preferences/versions.ts';
import { call, type Expression, template, type Value } from './expression.ts';
import { inWords, KEY, type Words } from './words.ts';

/** Nested blocks by their types, each with its attributes. */
export type Nested = Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;

/** A resource of one region, or of the account. */
export interface Resource {
  /** `aws_kms_key` */
  readonly type: string;
  readonly name: string;
  /** What it is for, above the block. */
  readonly about: readonly string[];
  /** An undefined one is left out. */
  readonly attributes: Readonly<Record<string, Value | undefined>>;
  /** Nested blocks by their types; those of one type have the same attributes. */
  readonly nested?: Nested;
  /** Members of `lifecycle`, and why. */
  readonly lifecycle?: { readonly why: string; readonly members: Readonly<Record<string, Value>> };
}

/** The days before a key is deleted. */
const DELETION_WINDOW = 30;

/** What the resources depend on besides what is wanted. */
export interface Manner {
  /** Whether the provider knows of deletion protection of log groups. */
  readonly protection: boolean;
  /** Days between rotations of the key that were asked for; absent: those of AWS, 365, which some endpoints do not tell. */
  readonly rotationDays?: number;
}

/** Gives the resources of one region, in the order of `setup`. */
export function regionalResources(wanted: Wanted, words: Words, manner: Manner): readonly Resource[] {
  return [
    ...(wanted.key?.kind === 'managed' ? keyResources(wanted.key, words, manner) : []),
    logGroupResource(wanted, words, manner),
    documentResource(wanted, words),
    ...(wanted.association ? [associationResource(wanted.association)] : []),
  ];
}

type NewKey = Extract<Wanted['key'], { readonly kind: 'managed' }>;

function keyResources(key: NewKey, words: Words, { rotationDays }: Manner): readonly Resource[] {
  const [type, name] = KEY;
  return [
    {
      type,
      name,
      about: [],
      attributes: {
        description: key.description,
        enable_key_rotation: true,
        rotation_period_in_days: rotationDays,
        deletion_window_in_days: DELETION_WINDOW,
        policy: call('jsonencode', inWords(key.policy, words)),
        tags: key.tags,
      },
      lifecycle: {
        why: 'Without the key nobody can read what it has encrypted.',
        members: { prevent_destroy: true },
      },
    },
    {
      type: 'aws_kms_alias',
      name,
      about: [],
      attributes: { name: key.alias, target_key_id: words.reference(type, name, 'key_id') },
    },
  ];
}

function logGroupResource({ logGroup }: Wanted, words: Words, { protection }: Manner): Resource {
  const { name, encrypted, retention, deletionProtection, tags } = logGroup;
  return {
    type: 'aws_cloudwatch_log_group',
    name: 'sessions',
    about: [
      'The logs stay when Terraform destroys what it manages.',
      ...(deletionProtection === undefined || protection
        ? []
        : [
            'Provider 5 knows no deletion protection of log groups; after terraform apply, in each region:',
            `aws logs put-log-group-deletion-protection --log-group-identifier ${name} --${deletionProtection ? '' : 'no-'}deletion-protection-enabled`,
          ]),
    ],
    attributes: {
      name,
      retention_in_days: retention,
      kms_key_id: encrypted ? words.keyArn : undefined,
      deletion_protection_enabled: protection ? deletionProtection : undefined,
      skip_destroy: true,
      tags,
    },
  };
}

/** Names a version for what it says, as ours. */
const versionNameOf = (document: Expression): Value =>
  template([OUR_PREFIX, call('substr', call('sha256', document), 0, 16)]);

const documentResource = ({ document }: Wanted, words: Words): Resource => ({
  type: 'aws_ssm_document',
  name: 'preferences',
  about: ['The session preferences of the region.'],
  attributes: {
    name: document.name,
    document_type: 'Session',
    document_format: 'JSON',
    content: words.document,
    // AWS takes no name of a version twice.
    version_name: versionNameOf(words.document),
    tags: document.tags,
  },
});

const associationResource = ({
  document,
  name,
  schedule,
  targets,
  tags,
}: NonNullable<Wanted['association']>): Resource => ({
  type: 'aws_ssm_association',
  name: 'agent_update',
  about: ['Keeps the agent up to date.'],
  attributes: { name: document, association_name: name, schedule_expression: schedule, tags },
  nested: { targets: targets.map(({ key, values }) => ({ key, values })) },
});
