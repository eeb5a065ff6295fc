import { conditionsOf } from '../../iam/identity-policy.ts';
import { isOperator } from '../../iam/policy-conditions.ts';
import { strings } from '../../iam/policy.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { isObject } from '../../state/json.ts';

/** Refuses a document that is no identity policy. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
export function checkPolicy(document: string): void {
  for (const statement of statementsOf(document)) {
    if ('Principal' in statement || 'NotPrincipal' in statement) {
      throw malformed('Policy document should not specify a principal.');
    }
    const resources = one(statement, 'Resource') ?? [];
    if (resources.length === 0) throw malformed('Policy statement must contain resources.');
    for (const resource of resources) {
      if (resource !== '*' && !/^arn:[^:]*(?::|$)/.test(resource)) {
        throw malformed(`Resource ${resource} must be in ARN format or "*".`);
      }
    }
    checkActions(
      statement,
      /^(?:\*|[\w-]+:[\w*?-]+)$/,
      'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.',
    );
  }
}

/** Refuses a document that is no trust policy of a role. */
export function checkTrust(document: string): void {
  for (const statement of statementsOf(document)) {
    if ('Resource' in statement || 'NotResource' in statement) throw malformed('Has prohibited field Resource');
    const { Principal: principal } = statement;
    if (principal !== '*' && !isObject(principal) && !('NotPrincipal' in statement)) {
      throw malformed('Missing required field Principal');
    }
    checkActions(statement, /^sts:[\w*?-]+$/i, 'AssumeRole policy may only specify STS AssumeRole actions.');
  }
}

/** Counts the characters of a document that count towards a quota: all but white space. */
export function sizeOf(document: string): number {
  return document.replaceAll(/\s/g, '').length;
}

function statementsOf(document: string): readonly Record<string, unknown>[] {
  let policy: unknown;
  try {
    policy = JSON.parse(document);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
  if (!isObject(policy)) throw malformed('Syntax errors in policy.');
  checkFields(policy, ['Version', 'Id', 'Statement']);
  const { Version: version = '2008-10-17', Statement: found } = policy;
  if (version !== '2012-10-17' && version !== '2008-10-17') {
    throw malformed('The policy must contain a valid version string');
  }
  const statements: readonly unknown[] = Array.isArray(found) ? found : [found];
  const objects = statements.filter((statement) => isObject(statement));
  if (objects.length === 0 || objects.length < statements.length) throw malformed('Syntax errors in policy.');
  for (const statement of objects) checkStatement(statement);
  const names = objects.flatMap(({ Sid: name }) => (name === undefined || name === '' ? [] : [name]));
  if (new Set(names).size < names.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
  return objects;
}

const FIELDS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function checkStatement(statement: Readonly<Record<string, unknown>>): void {
  checkFields(statement, FIELDS);
  const { Effect: effect, Sid: name = '', Condition: condition } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Syntax errors in policy.');
  if (typeof name !== 'string' || !/^[0-9A-Za-z]*$/.test(name)) {
    throw malformed(
      'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
    );
  }
  const conditions = conditionsOf(condition);
  if (!conditions) throw malformed('Syntax errors in policy.');
  for (const { operator, key } of conditions) {
    if (!isOperator(operator)) throw malformed(`Invalid Condition type : ${operator}.`);
    if (!key.includes(':')) throw malformed('Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
}

function checkFields(value: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformed(`Unknown field ${unknown}`);
}

function checkActions(statement: Readonly<Record<string, unknown>>, form: RegExp, refusal: string): void {
  const actions = one(statement, 'Action') ?? [];
  if (actions.length === 0) throw malformed('Policy statement must contain actions.');
  if (!actions.every((action) => form.test(action))) throw malformed(refusal);
}

/** Gives what a statement says under a name or its `Not` form; it has one of the two. */
function one(statement: Readonly<Record<string, unknown>>, name: string): readonly string[] | undefined {
  const { [name]: positive, [`Not${name}`]: negative } = statement;
  if (positive === undefined && negative === undefined) return undefined;
  const texts = strings(positive ?? negative);
  if (!texts || (positive !== undefined && negative !== undefined)) throw malformed('Syntax errors in policy.');
  return texts;
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}
