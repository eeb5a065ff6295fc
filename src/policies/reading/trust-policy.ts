import type { Place } from '../../aws/place.ts';
import { conditionHolds, type KeyValues } from './condition-match.ts';
import { covers, type Policy, type Statement, values } from './policy.ts';
import { allOf, anyOf, type Answer, coversAction, principals } from './statement-match.ts';

/** The services that assume roles for nodes. */
export type TrustedService = 'ec2' | 'ssm';

/** Whether a role lets a service assume it, and the statement that denies it, if one surely does. */
export interface Trust {
  readonly answer: Answer;
  readonly denial?: Statement;
}

/** Gives the name of a service in trust policies of a partition: https://docs.amazonaws.cn/en_us/aws/latest/userguide/iam.html */
export const serviceName = (service: TrustedService, { partition }: Place): string =>
  service === 'ec2' ? `ec2.${partition.dnsSuffix}` : 'ssm.amazonaws.com';

/**
 * Tells whether a trust policy lets a service assume the role for a node of this region. `unknown` where the policy is not
 * known, or a condition decides about what AWS does not document that the service says.
 */
export function trusts(policy: Policy | undefined, service: TrustedService, place: Place): Trust {
  if (!policy) return { answer: 'unknown' };
  const about = policy.Statement.filter((statement) => coversAction(statement, 'sts:AssumeRole'));
  const applying = (effect: Statement['Effect']): readonly (readonly [Statement, Answer])[] =>
    about
      .filter(({ Effect }) => Effect === effect)
      .map((statement) => [
        statement,
        allOf([isAbout(statement, service, place), conditionFits(statement, service, place)]),
      ]);
  const denials = applying('Deny');
  const denial = denials.find(([, applies]) => applies === 'yes')?.[0];
  if (denial) return { answer: 'no', denial };
  const allowed = anyOf(applying('Allow').map(([, applies]) => applies));
  return { answer: allowed === 'yes' && denials.some(([, applies]) => applies === 'unknown') ? 'unknown' : allowed };
}

/** Tells whether a trust policy lets anybody assume the role but services of AWS: other identities, accounts, or those who sign in elsewhere. */
export const isForPeople = (policy: Policy): boolean =>
  policy.Statement.some(
    ({ Effect, Principal, NotPrincipal }) =>
      Effect === 'Allow' &&
      (NotPrincipal !== undefined ||
        ['AWS', 'Federated', 'CanonicalUser'].some((kind) => principals(Principal, kind).length > 0)),
  );

// Outside partition aws, AWS does not say whether the other spelling of a name stands for the service, too.
function isAbout({ Principal, NotPrincipal }: Statement, service: TrustedService, place: Place): Answer {
  if (NotPrincipal) return 'unknown';
  const named = principals(Principal, 'Service');
  if (named.includes(serviceName(service, place)) || [...named, ...principals(Principal, 'AWS')].includes('*')) {
    return 'yes';
  }
  const others = [`${service}.amazonaws.com`, `${service}.${place.partition.dnsSuffix}`];
  return named.some((name) => others.includes(name)) ? 'unknown' : 'no';
}

function conditionFits({ Condition }: Statement, service: TrustedService, place: Place): Answer {
  const answers = Object.entries(Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, wanted]): Answer => {
      const holds = (actual: KeyValues): Answer => conditionHolds({ [operator]: { [key]: wanted } }, () => actual);
      switch (key.toLowerCase()) {
        // Whoever assumes a role in the name of a service has neither.
        case 'sts:externalid':
        case 'aws:multifactorauthpresent':
          return holds('absent');
        case 'aws:principalisawsservice':
          return holds(['true']);
        // Systems Manager says both: https://docs.aws.amazon.com/systems-manager/latest/userguide/hybrid-multicloud-service-role.html
        case 'aws:sourceaccount':
          return whetherSaid(
            service,
            holds('absent'),
            place.account === undefined ? 'unknown' : holds([place.account]),
          );
        case 'aws:sourcearn':
          return whetherSaid(service, holds('absent'), sourceFits(operator, values(wanted), place));
        default:
          return 'unknown';
      }
    }),
  );
  return allOf(answers);
}

/** Gives the answer with a key that Systems Manager sends, and of which it is not known whether EC2 does. */
const whetherSaid = (service: TrustedService, absent: Answer, said: Answer): Answer =>
  service === 'ssm' || said === absent ? said : 'unknown';

/** Tells whether patterns cover nodes of the account in this region; what they say of single nodes is not read: `unknown`. */
function sourceFits(operator: string, patterns: readonly string[], { partition, region, account = '' }: Place): Answer {
  if (!/^(ForAnyValue:)?(Arn(Equals|Like)|StringLike)(IfExists)?$/.test(operator)) return 'unknown';
  const known = ['arn', partition.name, 'ssm', region, account];
  return anyOf(
    patterns.map((pattern) => {
      if (pattern.includes('${')) return 'unknown';
      const parts = pattern.split(':');
      const isElsewhere = known.some((part, index) => !covers(parts[index] ?? '*', part));
      const node = parts.slice(known.length).join(':');
      return isElsewhere ? 'no' : node === '' || node === '*' ? 'yes' : 'unknown';
    }),
  );
}
