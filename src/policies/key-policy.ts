import type { Place } from '../targets.ts';
import { covers, type Policy, type Principals, sameStatement, type Statement, values } from './policy.ts';

/** What CloudWatch Logs does with a key: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
const LOGS_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

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

/**
 * Whether a key policy admits CloudWatch Logs for a log group: a narrow reading of the documented evaluation rules.
 * `unknown` where a condition or a Deny is met that this does not understand.
 */
export function admitsLogs(policy: Policy | undefined, place: Place, logGroup: string): 'yes' | 'no' | 'unknown' {
  if (!policy) return 'unknown';
  const arn = logGroupArn(place, logGroup);
  const about = policy.Statement.filter((statement) => isAboutLogs(statement, place));
  const verdicts = about.map((statement) => ({ statement, fits: conditionFits(statement, arn) }));
  const denied = verdicts.filter(
    ({ statement }) => statement.Effect === 'Deny' && LOGS_ACTIONS.some((action) => grants(statement, action)),
  );
  if (denied.some(({ fits }) => fits === 'yes')) return 'no';
  const admitted = (fits: 'yes' | 'unknown'): boolean =>
    LOGS_ACTIONS.every((action) =>
      verdicts.some(
        ({ statement, fits: found }) =>
          statement.Effect === 'Allow' && (found === 'yes' || found === fits) && grants(statement, action),
      ),
    );
  if (admitted('yes')) return denied.length > 0 && denied.some(({ fits }) => fits === 'unknown') ? 'unknown' : 'yes';
  return admitted('unknown') ? 'unknown' : 'no';
}

/** The log groups that a policy lets CloudWatch Logs use the key for, by name; patterns are left out. */
export function admittedLogGroups(policy: Policy | undefined, place: Place): readonly string[] {
  const prefix = logGroupArn(place, '');
  return (policy?.Statement ?? [])
    .filter((statement) => statement.Effect === 'Allow' && isAboutLogs(statement, place))
    .flatMap((statement) => Object.values(statement.Condition ?? {}).flatMap((keys) => values(keys[CONTEXT_KEY])))
    .filter((arn) => arn.startsWith(prefix) && !/[*?]/.test(arn))
    .map((arn) => arn.slice(prefix.length));
}

const principals = (principal: Principals | undefined, kind: string): readonly string[] =>
  principal === undefined ? [] : typeof principal === 'string' ? [principal] : values(principal[kind]);

function isAboutLogs({ Principal, NotPrincipal }: Statement, place: Place): boolean {
  if (NotPrincipal) return true;
  return [...principals(Principal, 'Service'), ...principals(Principal, 'AWS')].some(
    (name) => name === logsPrincipal(place) || name === '*',
  );
}

function grants({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction) return !values(NotAction).some((pattern) => covers(pattern, action, true));
  return values(Action).some((pattern) => covers(pattern, action, true));
}

function conditionFits({ Condition, NotPrincipal }: Statement, arn: string): 'yes' | 'no' | 'unknown' {
  if (NotPrincipal) return 'unknown';
  let fits: 'yes' | 'unknown' = 'yes';
  for (const [operator, keys] of Object.entries(Condition ?? {})) {
    for (const [key, wanted] of Object.entries(keys)) {
      const known = /^(?:ForAnyValue:)?(ArnEquals|ArnLike|StringEquals|StringLike)$/.exec(operator)?.[1];
      if (!known || key.toLowerCase() !== CONTEXT_KEY.toLowerCase()) {
        fits = 'unknown';
        continue;
      }
      const literal = known === 'StringEquals';
      if (!values(wanted).some((pattern) => (literal ? pattern === arn : covers(pattern, arn)))) return 'no';
    }
  }
  return fits;
}
