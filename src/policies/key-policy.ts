import type { Place } from '../targets.ts';
import { covers, type Policy, type Principals, sameStatement, type Statement, values } from './policy.ts';

/** What CloudWatch Logs does with a key: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOGS_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

/** The same without patterns: a policy that grants these by name does as well. */
const NEEDED = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

const CONTEXT_KEY = 'kms:EncryptionContext:aws:logs:arn';

/** The service that encrypts, in the one region where it may: as AWS CDK has it, also outside partition aws. */
export const logsPrincipal = (place: Place): string => `logs.${place.region}.${place.partition.dnsSuffix}`;

export const logGroupArn = (place: Place, name: string): string =>
  `arn:${place.partition.name}:logs:${place.region}:${place.account ?? ''}:log-group:${name}`;

/** Lets the identity policies of the account decide about the key. */
export const iamStatement = (place: Place): Statement => ({
  Sid: 'EnableIAM',
  Effect: 'Allow',
  Principal: { AWS: `arn:${place.partition.name}:iam::${place.account ?? ''}:root` },
  Action: 'kms:*',
  Resource: '*',
});

/** Lets CloudWatch Logs use the key, for this log group only. */
export const logsStatement = (place: Place, logGroup: string): Statement => ({
  Sid: `CloudWatchLogs${logGroup.replace(/[^A-Za-z0-9]/g, (char) => `x${char.charCodeAt(0).toString(16)}`)}`,
  Effect: 'Allow',
  Principal: { Service: logsPrincipal(place) },
  Action: LOGS_ACTIONS,
  Resource: '*',
  Condition: { ArnEquals: { [CONTEXT_KEY]: logGroupArn(place, logGroup) } },
});

/** The policy with these statements in it: an older form of one of them, by its Sid, is replaced; others are kept. */
export function withStatements(policy: Policy | undefined, wanted: readonly Statement[]): Policy {
  const kept = (policy?.Statement ?? []).filter((statement) => !wanted.some(({ Sid }) => Sid === statement.Sid));
  return { Version: '2012-10-17', ...policy, Statement: [...kept, ...wanted] };
}

export const hasStatement = (policy: Policy | undefined, wanted: Statement): boolean =>
  policy?.Statement.some((statement) => sameStatement(statement, wanted)) ?? false;

/** Whether the identity policies of the account decide about this key, in any of the ways to write it. */
export function letsIamDecide(policy: Policy | undefined, place: Place): boolean {
  const names = [place.account, `arn:${place.partition.name}:iam::${place.account}:root`, '*'];
  return (policy?.Statement ?? []).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Allow' &&
      !Condition &&
      principals(Principal, 'AWS').some((name) => names.includes(name)) &&
      values(Action).some((action) => action === '*' || /^kms:\*$/i.test(action)),
  );
}

export type Verdict = 'yes' | 'no' | 'unknown';

/**
 * Whether a key policy admits CloudWatch Logs for a log group: a narrow reading of the documented evaluation rules.
 * `unknown` where a statement is met that this does not understand and that would decide.
 */
export function admitsLogs(policy: Policy | undefined, place: Place, logGroup: string): Verdict {
  if (!policy) return 'unknown';
  const arn = logGroupArn(place, logGroup);
  const read = policy.Statement.map((statement) => ({ statement, applies: applies(statement, place, arn) }));
  const some = (effect: Statement['Effect'], action: string, verdict: Verdict): boolean =>
    read.some(
      (entry) => entry.statement.Effect === effect && entry.applies === verdict && grants(entry.statement, action),
    );
  const verdicts = NEEDED.map((action): Verdict => {
    if (some('Deny', action, 'yes')) return 'no';
    if (some('Allow', action, 'yes')) return some('Deny', action, 'unknown') ? 'unknown' : 'yes';
    return some('Allow', action, 'unknown') ? 'unknown' : 'no';
  });
  return allOf(verdicts);
}

/** The log groups that a policy may let CloudWatch Logs use the key for, by name; `any` where it names no single one. */
export function admittedLogGroups(policy: Policy | undefined, place: Place): readonly string[] | 'any' {
  const prefix = logGroupArn(place, '');
  const names: string[] = [];
  for (const statement of policy?.Statement ?? []) {
    if (statement.Effect !== 'Allow' || isAboutLogs(statement, place) === 'no') continue;
    const arns = Object.values(statement.Condition ?? {}).flatMap((keys) => values(keys[CONTEXT_KEY]));
    if (arns.length === 0 || arns.some((arn) => /[*?]/.test(arn))) return 'any';
    names.push(...arns.filter((arn) => arn.startsWith(prefix)).map((arn) => arn.slice(prefix.length)));
  }
  return policy ? names : 'any';
}

const principals = (principal: Principals | undefined, kind: string): readonly string[] =>
  principal === undefined ? [] : typeof principal === 'string' ? [principal] : values(principal[kind]);

// The name of the service in China is not settled by a page of AWS: CDK adds .cn, others do not.
function isAboutLogs({ Principal, NotPrincipal }: Statement, place: Place): Verdict {
  if (NotPrincipal) return 'unknown';
  const named = [...principals(Principal, 'Service'), ...principals(Principal, 'AWS')];
  if (named.includes('*') || named.includes(logsPrincipal(place))) return 'yes';
  return named.includes(`logs.${place.region}.amazonaws.com`) ? 'unknown' : 'no';
}

function grants({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction) return !values(NotAction).some((pattern) => covers(pattern, action, true));
  return values(Action).some((pattern) => covers(pattern, action, true));
}

function applies(statement: Statement, place: Place, arn: string): Verdict {
  const verdicts = [isAboutLogs(statement, place), conditionFits(statement, arn)];
  if (!values(statement.Resource).includes('*')) verdicts.push('unknown');
  return allOf(verdicts);
}

function conditionFits({ Condition }: Statement, arn: string): Verdict {
  const conditions = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]): Verdict => {
      const compare = OPERATORS[operator.replace(/^ForAnyValue:/, '')];
      if (!compare || key.toLowerCase() !== CONTEXT_KEY.toLowerCase()) return 'unknown';
      return anyOf(values(wanted).map((pattern) => compare(pattern, arn)));
    }),
  );
  return allOf(conditions);
}

type Compare = (pattern: string, value: string) => Verdict;

const OPERATORS: Readonly<Partial<Record<string, Compare>>> = {
  ArnEquals: coversArn,
  ArnLike: coversArn,
  StringEquals: (pattern, value) => verdict(pattern === value),
  StringLike: (pattern, value) => verdict(covers(pattern, value)),
};

// Each of the six parts of an ARN is compared by itself: no wildcard reaches over a colon.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
function coversArn(pattern: string, arn: string): Verdict {
  const [patterns, parts] = [pattern, arn].map((text) => /^([^:]*):([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(text));
  if (!patterns || !parts) return 'unknown';
  return verdict(patterns.slice(1).every((part, index) => covers(part, parts[index + 1] ?? '')));
}

const verdict = (fits: boolean): Verdict => (fits ? 'yes' : 'no');

const allOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('no') ? 'no' : verdicts.includes('unknown') ? 'unknown' : 'yes';

const anyOf = (verdicts: readonly Verdict[]): Verdict =>
  verdicts.includes('yes') ? 'yes' : verdicts.includes('unknown') ? 'unknown' : 'no';
