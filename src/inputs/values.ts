import { parse as parseArn, validate as isArn } from '@aws-sdk/util-arn-parser';
import { UserError } from '../errors.ts';
import type { AssociationTarget } from './inputs.ts';
import { isReservedTag } from './own-tags.ts';

/** Retention that CloudWatch Logs offers, in days: `PutRetentionPolicy` in the service model. */
export const RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** A whole number within bounds, or a UserError that names the flag, the value and what is allowed. */
export function wholeNumber(flag: string, text: string, least: number, most: number, unit = ''): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= most) return value;
  throw invalid(flag, text, `it must be a whole number from ${least} to ${most}${unit && ` ${unit}`}`);
}

/** A flag that may be repeated: oclif gives one unsplit text when it comes from the environment. */
export type Many = string | readonly string[];

/** Values that were separated by commas, repeated, or both; a UserError if there is none. */
export function list(flag: string, values: Many): readonly string[] {
  const items = [values]
    .flat()
    .flatMap((value) => value.split(','))
    .map((item) => item.trim());
  const found = [...new Set(items.filter((item) => item !== ''))];
  if (found.length === 0) throw new UserError('invalid-value', `${flag} is empty: give at least one value`);
  return found;
}

/** A value that cannot be right: which, and what is allowed. */
export const invalid = (flag: string, value: string, why: string, suggestions: readonly string[] = []): UserError =>
  new UserError('invalid-value', `${flag} ${JSON.stringify(value)}: ${why}`, suggestions);

/** The ARN of a KMS key. */
export function keyArn(text: string): string {
  const arn = isArn(text) ? parseArn(text) : undefined;
  if (arn?.service === 'kms' && /^\d{12}$/.test(arn.accountId) && arn.region && /^key\/[\w-]+$/.test(arn.resource)) {
    return text;
  }
  throw invalid('--kms-key', text, 'it must be the ARN of a key: arn:aws:kms:us-east-1:111122223333:key/<key id>');
}

// CreateAlias: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
export function keyAlias(text: string): string {
  const name = text.replace(/^alias\//, '');
  if (/^aws(\/|$)/.test(name)) throw invalid('--kms-alias', text, 'aliases that begin with aws/ belong to AWS');
  if (!/^[a-zA-Z0-9/_-]{1,250}$/.test(name)) {
    throw invalid('--kms-alias', text, 'it may hold letters, digits and / _ - (at most 250)');
  }
  return `alias/${name}`;
}

// CreateLogGroup: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
export function logGroupName(text: string): string {
  if (text.startsWith('aws/')) throw invalid('--log-group', text, 'names that begin with aws/ belong to AWS');
  // AWS takes # too, but not in the ARN by which a log group is tagged.
  if (/^[\w./-]{1,512}$/.test(text)) return text;
  throw invalid('--log-group', text, 'it may hold letters, digits and . - _ / (at most 512)');
}

/** Days that CloudWatch Logs offers, or `never`. */
export function retention(text: string): number | 'never' {
  if (text === 'never') return text;
  const days = Number(text);
  if (/^\d+$/.test(text) && RETENTION_DAYS.includes(days)) return days;
  throw invalid('--retention', text, `CloudWatch Logs offers never, ${RETENTION_DAYS.join(', ')} days`);
}

// General purpose buckets: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
export function bucketName(text: string): string {
  const wellFormed = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(text);
  const reserved = /^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ols-s3|\.mrap|--x-s3|--table-s3)$/.test(text);
  if (wellFormed && !reserved && !text.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(text)) return text;
  throw invalid(
    '--s3-bucket',
    text,
    'it must be the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens',
  );
}

/** An operating system user; a domain user has its domain before a backslash or behind an @. */
export function runAsUser(text: string): string {
  if (text === 'root') throw invalid('--run-as', text, 'Session Manager does not start sessions as root');
  if (/^[A-Za-z0-9_.@$\\-]{1,256}$/.test(text)) return text;
  throw invalid('--run-as', text, 'it must be the name of an operating system user on the nodes');
}

// At most five targets of at most 50 values: CreateAssociation in the service model.
export function associationTargets(values: Many): readonly AssociationTarget[] {
  const flag = '--agent-update-targets';
  const items = list(flag, values);
  if (items.includes('all')) {
    if (items.length > 1) throw invalid(flag, items.join(','), 'all cannot be combined with other values');
    return [{ key: 'InstanceIds', values: ['*'] }];
  }
  const byKey = new Map<string, string[]>();
  for (const item of items) {
    const parts = /^(tag:[\p{L}\p{Z}\p{N}_.:/\-@]{1,128})=(.{1,256})$/u.exec(item);
    if (!parts) throw invalid(flag, item, 'it must be tag:Key=Value, or all');
    const [, key = '', value = ''] = parts;
    byKey.set(key, [...(byKey.get(key) ?? []), value]);
  }
  const targets = [...byKey].map(([key, targetValues]) => ({ key, values: targetValues }));
  if (targets.length > 5)
    throw invalid(flag, items.join(','), `at most five targets are allowed, not ${targets.length}`);
  if (targets.some((target) => target.values.length > 50)) {
    throw invalid(flag, items.join(','), 'a target takes at most 50 values');
  }
  return targets;
}

// The strictest of the four services: https://docs.aws.amazon.com/kms/latest/APIReference/API_Tag.html
export function parseTags(values: readonly string[]): Readonly<Record<string, string>> {
  const tags = new Map<string, string>();
  for (const item of values) {
    const at = item.indexOf('=');
    if (at < 1) throw invalid('--tag', item, 'it must be key=value');
    const key = item.slice(0, at);
    const value = item.slice(at + 1);
    if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key) || !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u.test(value)) {
      throw invalid('--tag', item, 'letters, digits, blanks and _ . : / = + - @ are allowed (key 128, value 256)');
    }
    if (/^aws:/i.test(key) || isReservedTag(key)) throw invalid('--tag', item, `tag keys like ${key} are reserved`);
    if (tags.has(key)) throw invalid('--tag', item, `tag ${key} is given twice`);
    tags.set(key, value);
  }
  if (tags.size > 40) throw new UserError('invalid-value', `--tag: at most 40 tags, not ${tags.size}`);
  return Object.fromEntries(tags);
}
