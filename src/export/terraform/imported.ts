import type { Inputs } from '../../inputs/inputs.ts';
import { keyPolicy, withStatements } from '../../policies/documents/key-policy.ts';
import { type Policy, samePolicy } from '../../policies/reading/policy.ts';
import { changed } from '../../resources/agent-update/update.ts';
import { isOfOthers, missingStatements } from '../../resources/kms-key/differences.ts';
import { kmsKey } from '../../resources/kms-key/kms-key.ts';
import { DEFAULT_ROTATION_DAYS } from '../../resources/kms-key/state.ts';
import { preferences } from '../../resources/preferences/preferences.ts';
import { DOCUMENT } from '../../resources/preferences/versions.ts';
import { resultingDocument } from '../../resources/preferences/wanted-inputs.ts';
import type { Tags } from '../../resources/resource.ts';
import type { Found } from '../found.ts';
import { tokenText } from '../tokens.ts';
import { call, type Value } from './expression.ts';
import type { Manner, Nested, Resource } from './resources.ts';

/** Something that is there, and what Terraform calls it. */
export interface Import {
  readonly type: string;
  readonly name: string;
  /** As the provider identifies it, without the region. */
  readonly id: string;
}

/** What there is of a resource, and what its arguments are for it. */
interface There {
  readonly id: string;
  /** Arguments in place of those of a new resource; an undefined one is left out. */
  readonly attributes: Resource['attributes'];
  readonly nested?: Nested;
  readonly lifecycle?: NonNullable<Resource['lifecycle']>;
}

/** The resources of a region where some of them are there already. */
export interface Adopted {
  readonly resources: readonly Resource[];
  readonly imports: readonly Import[];
  /** What Terraform cannot do about what is there. */
  readonly notes: readonly string[];
}

/** What is asked for, and what is there. */
export interface Adoption {
  readonly inputs: Inputs;
  readonly found: Found;
  readonly manner: Manner;
}

/**
 * Gives the resources of a region as they are to be where some are there already: what is asked for is changed, as by `setup` with
 * --overwrite, and everything else stays, tags included. Throws a TargetError for what cannot be used at all.
 */
export function adopted(resources: readonly Resource[], adoption: Adoption): Adopted {
  const { found } = adoption;
  const own = found.covering ? resources.filter(({ type }) => type !== 'aws_ssm_association') : resources;
  const settled = own.map((resource) => {
    const there = READERS[resource.type]?.(adoption);
    if (!there) return { resource };
    const { id, attributes, ...more } = there;
    const { type, name } = resource;
    return {
      resource: { ...resource, ...more, attributes: { ...resource.attributes, ...attributes } },
      found: { type, name, id },
    };
  });
  return {
    resources: settled.map(({ resource }) => resource),
    imports: settled.flatMap((one) => (one.found ? [one.found] : [])),
    notes: notesOn(found),
  };
}

function notesOn({ place: { region }, covering, document }: Found): readonly string[] {
  const { inEffect, latest } = document?.preferences ?? {};
  return [
    ...(covering
      ? [
          `In ${region} association ${covering.name ?? covering.id} keeps the agent up to date already: a second one would only duplicate it.`,
        ]
      : []),
    ...(inEffect && latest
      ? [
          `In ${region} version ${latest.number} of the preferences is not in effect, but version ${inEffect.number}: Terraform does not tell them apart, so neither is changed here. session-manager setup --overwrite puts one into effect that is the latest.`,
        ]
      : []),
  ];
}

const READERS: Readonly<Record<string, (adoption: Adoption) => There | undefined>> = {
  aws_kms_key: keyThere,
  aws_kms_alias: ({ found: { key } }) => (key?.alias === undefined ? undefined : { id: key.alias, attributes: {} }),
  aws_cloudwatch_log_group: logGroupThere,
  aws_ssm_document: documentThere,
  aws_ssm_association: associationThere,
};

/** AWS's own tags cannot be written. */
const tagsOf = (tags: Tags): Value =>
  Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith('aws:')));

function keyThere({ inputs, found: { key } }: Adoption): There | undefined {
  const want = key && kmsKey.want({ ...inputs, overwrite: true }, key.place, {});
  if (!want) return undefined;
  // Says why it cannot be used.
  kmsKey.diff(want, key);
  const missing = missingStatements(want, key).map(({ statement }) => statement);
  const policy = withStatements(key.policy, missing);
  const days = want.rotationDays ?? key.rotationDays;
  const rotates = days !== undefined || (!isOfOthers(key) && key.canRotate);
  const isOurs = samePolicy(policy, keyPolicy(key.place, want.logGroup));
  return {
    id: key.id,
    attributes: {
      description: key.description,
      enable_key_rotation: rotates,
      rotation_period_in_days: days === DEFAULT_ROTATION_DAYS && want.rotationDays === undefined ? undefined : days,
      // It is not told by AWS, so Terraform would see a difference.
      deletion_window_in_days: undefined,
      ...(!isOurs && { policy: call('jsonencode', policyValue(policy)) }),
      tags: tagsOf(key.tags),
    },
  };
}

const policyValue = ({ origin: _origin, ...policy }: Policy): Value => JSON.parse(JSON.stringify(policy)) as Value;

function logGroupThere({ inputs, found: { logGroup: there }, manner: { protection } }: Adoption): There | undefined {
  if (!there) return undefined;
  const { retention, deletionProtection } = inputs.logGroup;
  return {
    id: there.name,
    attributes: {
      ...(retention === undefined && { retention_in_days: there.retention }),
      ...(!inputs.key && { kms_key_id: there.keyArn }),
      ...(protection &&
        deletionProtection === undefined &&
        there.deletionProtection && { deletion_protection_enabled: true }),
      log_group_class: there.class,
      skip_destroy: undefined,
      tags: tagsOf(there.tags),
    },
    lifecycle: {
      why: 'Set for what was imported in place of skip_destroy, which AWS does not tell.',
      members: { prevent_destroy: true },
    },
  };
}

function documentThere({ inputs, found }: Adoption): There | undefined {
  const { document } = found;
  if (!document) return undefined;
  const { format, targetType } = document.preferences;
  const isKept = documentOf({ inputs, found }) === document.text;
  return {
    id: DOCUMENT,
    attributes: {
      ...(isKept && { version_name: document.versionName, document_format: format ?? 'JSON' }),
      target_type: targetType,
      tags: tagsOf(document.tags),
    },
  };
}

/** Gives what the document that is there is to say: its text as it is, or another document, with tokens; undefined if there is none. */
export function documentOf({ inputs, found }: Omit<Adoption, 'manner'>): string | object | undefined {
  const { document, key, place } = found;
  if (!document) return undefined;
  // Terraform changes the latest version only, and would put that into effect.
  if (document.preferences.latest) return document.text;
  const keyArn = inputs.key?.kind === 'given' ? inputs.key.arn : (key?.arn ?? tokenText('keyArn'));
  const want = preferences.want({ ...inputs, overwrite: true }, place, inputs.key ? { keyArn } : {});
  if (!want || preferences.diff(want, document.preferences).length === 0) return document.text;
  return resultingDocument(want, document.preferences.inEffect.document);
}

function associationThere({ inputs, found: { association } }: Adoption): There | undefined {
  if (!association) return undefined;
  const { found, described, tags } = association;
  const { schedule = found.schedule, targets = found.targets } = {
    ...changed(inputs.agentUpdate ?? {}, found),
  };
  const { Parameters: parameters = {}, OutputLocation: { S3Location: place } = {} } = described;
  const { DocumentVersion: version } = described;
  return {
    id: found.id,
    attributes: {
      schedule_expression: schedule === '' ? undefined : schedule,
      apply_only_at_cron_interval: described.ApplyOnlyAtCronInterval ? true : undefined,
      automation_target_parameter_name: described.AutomationTargetParameterName,
      compliance_severity: described.ComplianceSeverity,
      document_version: version,
      max_concurrency: described.MaxConcurrency,
      max_errors: described.MaxErrors,
      parameters:
        Object.keys(parameters).length === 0
          ? undefined
          : Object.fromEntries(Object.entries(parameters).map(([name, values]) => [name, values.join(',')])),
      sync_compliance: described.SyncCompliance,
      tags: tagsOf(tags),
    },
    nested: {
      targets: targets.map(({ key, values }) => ({ key, values })),
      output_location: place?.OutputS3BucketName
        ? [
            {
              s3_bucket_name: place.OutputS3BucketName,
              s3_key_prefix: place.OutputS3KeyPrefix ?? null,
              s3_region: place.OutputS3Region ?? null,
            },
          ]
        : [],
    },
  };
}
