import type { Place } from '../../aws/place.ts';
import { isAccount } from '../../names/account.ts';
import { logGroupArn } from '../../names/log-group.ts';
import { conditionHolds, type KeyValues } from './condition-match.ts';
import { type Policy, type Statement, values } from './policy.ts';
import { allOf, coversAction, principals, type Answer } from './statement-match.ts';

/** The actions by which CloudWatch Logs uses a key: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
export const LOGS_ACTIONS = ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'];

/** The same without patterns: a policy that grants these by name is enough, too. */
const NEEDED = [
  'kms:Encrypt',
  'kms:Decrypt',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
  'kms:GenerateDataKey',
  'kms:GenerateDataKeyWithoutPlaintext',
  'kms:DescribeKey',
];

/** The condition key by which CloudWatch Logs says for which log group it uses a key. */
export const CONTEXT_KEY = 'kms:EncryptionContext:aws:logs:arn';

/** Gives the principal of CloudWatch Logs in one region: as AWS CDK has it, also outside partition aws. */
export const logsPrincipal = (place: Place): string => `logs.${place.region}.${place.partition.dnsSuffix}`;

/** Tells whether the identity policies of the account decide about this key, in any of the ways to write it. */
export function letsIamDecide(policy: Policy | undefined, place: Place): boolean {
  return (policy?.Statement ?? []).some(
    ({ Effect, Principal, Action, Condition }) =>
      Effect === 'Allow' &&
      !Condition &&
      principals(Principal, 'AWS').some(
        (name) => name === '*' || isAccount(name, place.account, place.partition.name),
      ) &&
      values(Action).some((action) => action === '*' || /^kms:\*$/i.test(action)),
  );
}

/**
 * Tells whether a key policy admits CloudWatch Logs for a log group: a narrow reading of the documented evaluation rules.
 * `unknown` where a statement decides that this does not understand.
 */
export function admitsLogs(policy: Policy | undefined, place: Place, logGroup: string): Answer {
  if (!policy) return 'unknown';
  const arn = logGroupArn(place, logGroup);
  const read = policy.Statement.map((statement) => ({ statement, applies: applies(statement, place, arn) }));
  const some = (effect: Statement['Effect'], action: string, verdict: Answer): boolean =>
    read.some(
      (entry) =>
        entry.statement.Effect === effect && entry.applies === verdict && coversAction(entry.statement, action),
    );
  const answers = NEEDED.map((action): Answer => {
    if (some('Deny', action, 'yes')) return 'no';
    if (some('Allow', action, 'yes')) return some('Deny', action, 'unknown') ? 'unknown' : 'yes';
    return some('Allow', action, 'unknown') ? 'unknown' : 'no';
  });
  return allOf(answers);
}

/** Finds the statements that keep CloudWatch Logs from using a key for a log group. */
export const logsDenials = (policy: Policy, place: Place, logGroup: string): readonly Statement[] =>
  policy.Statement.filter(
    (statement) =>
      statement.Effect === 'Deny' &&
      NEEDED.some((action) => coversAction(statement, action)) &&
      applies(statement, place, logGroupArn(place, logGroup)) === 'yes',
  );

/** Lists the log groups for which a policy may let CloudWatch Logs use the key, by name; `any` where it does not name single ones. */
export function admittedLogGroups(policy: Policy | undefined, place: Place): readonly string[] | 'any' {
  const prefix = logGroupArn(place, '');
  const names: string[] = [];
  for (const statement of policy?.Statement ?? []) {
    if (statement.Effect !== 'Allow' || isAboutLogs(statement, place) === 'no') continue;
    const arns = Object.values(statement.Condition ?? {})
      .flatMap((keys) => Object.entries(keys))
      .flatMap(([key, found]) => (key.toLowerCase() === CONTEXT_KEY.toLowerCase() ? values(found) : []));
    if (arns.length === 0 || arns.some((arn) => /[*?]/.test(arn))) return 'any';
    names.push(...arns.filter((arn) => arn.startsWith(prefix)).map((arn) => arn.slice(prefix.length)));
  }
  return policy ? names : 'any';
}

// No AWS page gives the name of the service in China: CDK adds .cn, others do not. Nor does one say whether the name
// without a region, which CDK now writes for most services, stands for that of every region.
function isAboutLogs({ Principal, NotPrincipal }: Statement, place: Place): Answer {
  if (NotPrincipal) return 'unknown';
  const named = [...principals(Principal, 'Service'), ...principals(Principal, 'AWS')];
  if (named.includes('*') || named.includes(logsPrincipal(place))) return 'yes';
  const others = ['logs.amazonaws.com', `logs.${place.partition.dnsSuffix}`, `logs.${place.region}.amazonaws.com`];
  return named.some((name) => others.includes(name)) ? 'unknown' : 'no';
}

function applies(statement: Statement, place: Place, arn: string): Answer {
  const answers = [isAboutLogs(statement, place), conditionFits(statement, place, arn)];
  if (!values(statement.Resource).includes('*')) answers.push('unknown');
  return allOf(answers);
}

function conditionFits({ Condition }: Statement, place: Place, arn: string): Answer {
  const answers = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]): Answer => {
      const holds = (actual: KeyValues): Answer => conditionHolds({ [operator]: { [key]: wanted } }, () => actual);
      switch (key.toLowerCase()) {
        case CONTEXT_KEY.toLowerCase():
          // Every request about data has it. DescribeKey has none, and the statement of AWS's own page does not allow that either.
          return holds([arn]);
        case 'aws:principalisawsservice':
          return holds(['true']);
        case 'kms:viaservice': {
          // It does not matter whether CloudWatch Logs counts as the service that a request comes through, if that is another service.
          const [direct, byLogs] = [holds('absent'), holds([logsPrincipal(place)])];
          return direct === byLogs ? direct : 'unknown';
        }
        default:
          return 'unknown';
      }
    }),
  );
  return allOf(answers);
}
