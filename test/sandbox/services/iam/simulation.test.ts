import assert from 'node:assert/strict';
import {
  type ContextEntry,
  type EvaluationResult,
  paginateSimulatePrincipalPolicy,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { emptyIam, type IamState, type Role } from '../../../../src/sandbox/state/iam.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/app/node`;
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const KEY = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/1234`;
const RED = `arn:aws:kms:eu-central-1:${ACCOUNT}:key/red`;
const GROUP = `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/aws/ssm:log-stream:x`;
const created = '2025-05-01T10:00:00.000Z';

type Given = Readonly<Record<string, string | readonly string[]>>;

function document(statements: object | readonly object[], Version = '2012-10-17'): string {
  return JSON.stringify({ Version, Statement: statements });
}

function entries(given: Given): ContextEntry[] {
  return Object.entries(given).map(([ContextKeyName, value]) => ({
    ContextKeyName,
    ContextKeyValues: typeof value === 'string' ? [value] : [...value],
    ContextKeyType: typeof value === 'string' ? 'string' : 'stringList',
  }));
}

/** An identity with these policies, as the role `/app/node` and as the user `alice`. */
function account(more: Partial<Role>, rest: Partial<IamState> = {}): IamState {
  const identity = { created, inline: {}, attached: [], tags: {}, ...more };
  return {
    ...emptyIam(),
    roles: { node: { ...identity, id: 'AROA00000000000000001', path: '/app/', trust: '{}', ...more } },
    users: { alice: { ...identity, id: 'AIDA00000000000000001', path: '/' } },
    ...rest,
  };
}

async function simulate(
  state: IamState,
  input: Omit<SimulatePrincipalPolicyCommandInput, 'PolicySourceArn'> & { readonly PolicySourceArn?: string },
): Promise<EvaluationResult> {
  const sandbox = createSandbox();
  await sandbox.edit((all) => {
    all.iam[ACCOUNT] = state;
  });
  const before = await sandbox.snapshot();
  const { iam } = clientsOf(sandbox);
  const answer = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: ROLE, ...input }));
  assert.deepEqual(await sandbox.snapshot(), before);
  assert.equal(answer.EvaluationResults?.length, input.ActionNames?.length);
  return answer.EvaluationResults?.[0] ?? assert.fail();
}

const allow = (more: object = {}): object => ({ Effect: 'Allow', Action: 'kms:Decrypt', Resource: '*', ...more });
const deny = (more: object = {}): object => ({ ...allow(more), Effect: 'Deny' });
const when = (Condition: object): object => allow({ Condition });

interface Case {
  readonly policy: object | readonly object[];
  readonly decision: 'allowed' | 'explicitDeny' | 'implicitDeny';
  readonly action?: string;
  readonly resource?: string;
  readonly given?: Given;
  readonly tags?: Record<string, string>;
  /** Of an older version, without variables. */
  readonly version?: string;
  readonly user?: boolean;
}

/** Each with the page of the IAM user guide that decides it. */
const CASES: Readonly<Record<string, Readonly<Record<string, Case>>>> = {
  // reference_policies_evaluation-logic, reference_policies_elements_action and _notaction
  'effects and actions': {
    'nothing that allows': { policy: allow({ Action: 's3:*' }), decision: 'implicitDeny' },
    'an action by name': { policy: allow(), decision: 'allowed' },
    'one of several': { policy: allow({ Action: ['s3:GetObject', 'kms:Decrypt'] }), decision: 'allowed' },
    'without regard to case': { policy: allow({ Action: 'KMS:decrypt' }), decision: 'allowed' },
    'all of a service': { policy: allow({ Action: 'kms:*' }), decision: 'allowed' },
    'a wildcard inside': { policy: allow({ Action: 'kms:D*t' }), decision: 'allowed' },
    'a question mark': { policy: allow({ Action: 'kms:Decryp?' }), decision: 'allowed' },
    'a question mark is one character': { policy: allow({ Action: 'kms:Decrypt?' }), decision: 'implicitDeny' },
    everything: { policy: allow({ Action: '*' }), decision: 'allowed' },
    'a denial wins': { policy: [allow({ Action: '*' }), deny()], decision: 'explicitDeny' },
    'a denial first': { policy: [deny({ Action: 'kms:*' }), allow()], decision: 'explicitDeny' },
    'a denial of something else': { policy: [allow(), deny({ Action: 'kms:Encrypt' })], decision: 'allowed' },
    'NotAction leaves the action out': {
      policy: allow({ Action: undefined, NotAction: ['iam:*', 'kms:*'] }),
      decision: 'implicitDeny',
    },
    'NotAction allows the others': { policy: allow({ Action: undefined, NotAction: 'iam:*' }), decision: 'allowed' },
    'NotAction denies the others': {
      policy: [allow(), deny({ Action: undefined, NotAction: 'iam:*' })],
      decision: 'explicitDeny',
    },
  },
  // reference_policies_elements_resource and _notresource
  resources: {
    'one key': { policy: allow({ Resource: KEY }), resource: KEY, decision: 'allowed' },
    'one key does not cover everything': { policy: allow({ Resource: KEY }), decision: 'implicitDeny' },
    'all keys do not either': { policy: allow({ Resource: 'arn:aws:kms:*:*:key/*' }), decision: 'implicitDeny' },
    'all keys of an account': {
      policy: allow({ Resource: `arn:aws:kms:*:${ACCOUNT}:key/*` }),
      resource: KEY,
      decision: 'allowed',
    },
    'another account': {
      policy: allow({ Resource: 'arn:aws:kms:*:111111111111:key/*' }),
      resource: KEY,
      decision: 'implicitDeny',
    },
    'case counts': { policy: allow({ Resource: KEY.replace('key', 'Key') }), resource: KEY, decision: 'implicitDeny' },
    'a wildcard stays within its part': {
      policy: allow({ Resource: `arn:aws:kms:eu-*l-1:${ACCOUNT}:key/1234` }),
      resource: KEY.replace('eu-central-1', 'eu-x:y:l-1'),
      decision: 'implicitDeny',
    },
    'a wildcard inside a part': {
      policy: allow({ Resource: `arn:aws:kms:eu-*l-1:${ACCOUNT}:key/12?4` }),
      resource: KEY,
      decision: 'allowed',
    },
    'a wildcard at the end of a part goes on': {
      policy: allow({ Resource: 'arn:aws:kms:*' }),
      resource: KEY,
      decision: 'allowed',
    },
    'a name with colons': {
      policy: allow({ Action: 'logs:PutLogEvents', Resource: 'arn:aws:logs:*:*:log-group:/aws/*:log-stream:?' }),
      action: 'logs:PutLogEvents',
      resource: GROUP,
      decision: 'allowed',
    },
    'NotResource leaves the key out': {
      policy: allow({ Resource: undefined, NotResource: KEY }),
      resource: KEY,
      decision: 'implicitDeny',
    },
    'NotResource covers everything else': {
      policy: allow({ Resource: undefined, NotResource: KEY }),
      decision: 'allowed',
    },
    'a denial of one key': { policy: [allow(), deny({ Resource: KEY })], resource: KEY, decision: 'explicitDeny' },
    'a denial of one key is none of all': { policy: [allow(), deny({ Resource: KEY })], decision: 'allowed' },
  },
  // reference_policies_variables
  variables: {
    'the name of the user': {
      policy: allow({ Resource: 'arn:aws:kms:*:*:key/${aws:username}-*' }),
      resource: 'arn:aws:kms:eu-central-1:123456789012:key/alice-1',
      user: true,
      decision: 'allowed',
    },
    'a role has no user name': {
      policy: allow({ Resource: ['arn:aws:kms:*:*:key/${aws:username}-*', 'arn:aws:s3:::x'] }),
      resource: 'arn:aws:kms:eu-central-1:123456789012:key/alice-1',
      decision: 'implicitDeny',
    },
    'the id of the user': {
      policy: allow({ Action: 'ssm:ResumeSession', Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*' }),
      action: 'ssm:ResumeSession',
      resource: `arn:aws:ssm:eu-central-1:${ACCOUNT}:session/AIDA00000000000000001-0abc`,
      user: true,
      decision: 'allowed',
    },
    'the id of a role’s session, if given': {
      policy: allow({ Action: 'ssm:ResumeSession', Resource: 'arn:aws:ssm:*:*:session/${aws:userid}-*' }),
      action: 'ssm:ResumeSession',
      resource: `arn:aws:ssm:eu-central-1:${ACCOUNT}:session/AROA1:me-0abc`,
      given: { 'aws:UserId': 'AROA1:me' },
      decision: 'allowed',
    },
    'a tag of the principal': {
      policy: allow({ Resource: 'arn:aws:kms:*:*:key/${aws:PrincipalTag/Team}' }),
      resource: RED,
      tags: { team: 'red' },
      decision: 'allowed',
    },
    'a default': {
      policy: allow({ Resource: "arn:aws:kms:*:*:key/${aws:PrincipalTag/team, 'red'}" }),
      resource: RED,
      decision: 'allowed',
    },
    'wildcards in a value are none': {
      policy: allow({ Resource: 'arn:aws:kms:*:*:key/${aws:PrincipalTag/team}' }),
      resource: KEY,
      tags: { team: '*' },
      decision: 'implicitDeny',
    },
    'a literal star': {
      policy: allow({ Resource: 'arn:aws:kms:*:*:key/${*}' }),
      resource: KEY,
      decision: 'implicitDeny',
    },
    'none in the old version': {
      policy: allow({ Resource: 'arn:aws:kms:*:*:key/${aws:username}' }),
      resource: RED.replace('red', 'alice'),
      version: '2008-10-17',
      user: true,
      decision: 'implicitDeny',
    },
    'in a condition': {
      policy: when({ StringEquals: { 'kms:RequestAlias': 'alias/${aws:PrincipalTag/team}' } }),
      given: { 'kms:RequestAlias': 'alias/red' },
      tags: { team: 'red' },
      decision: 'allowed',
    },
    'without a value in a condition': {
      policy: when({ StringEquals: { 'kms:RequestAlias': 'alias/${aws:PrincipalTag/team}' } }),
      given: { 'kms:RequestAlias': 'alias/' },
      decision: 'implicitDeny',
    },
  },
  // reference_policies_elements_condition_operators
  'operators on strings, ARNs, truth values and keys': {
    StringEquals: {
      policy: when({ StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-central-1'] } }),
      given: { 'AWS:requestedregion': 'eu-central-1' },
      decision: 'allowed',
    },
    'StringEquals minds the case': {
      policy: when({ StringEquals: { 'aws:RequestedRegion': 'EU-central-1' } }),
      given: { 'aws:RequestedRegion': 'eu-central-1' },
      decision: 'implicitDeny',
    },
    'StringEquals knows no wildcards': {
      policy: when({ StringEquals: { 'aws:RequestedRegion': 'eu-*' } }),
      given: { 'aws:RequestedRegion': 'eu-central-1' },
      decision: 'implicitDeny',
    },
    'StringEquals without the key': {
      policy: when({ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' } }),
      decision: 'implicitDeny',
    },
    StringEqualsIgnoreCase: {
      policy: when({ StringEqualsIgnoreCase: { 'aws:RequestedRegion': 'EU-central-1' } }),
      given: { 'aws:RequestedRegion': 'eu-central-1' },
      decision: 'allowed',
    },
    StringLike: {
      policy: when({ StringLike: { 'kms:RequestAlias': 'alias/s?ss*' } }),
      given: { 'kms:RequestAlias': 'alias/session' },
      decision: 'allowed',
    },
    StringNotEquals: {
      policy: [
        allow(),
        deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } } }),
      ],
      given: { 'aws:RequestedRegion': 'us-east-1' },
      decision: 'allowed',
    },
    'StringNotEquals of another value': {
      policy: [
        allow(),
        deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] } } }),
      ],
      given: { 'aws:RequestedRegion': 'eu-central-1' },
      decision: 'explicitDeny',
    },
    'StringNotEquals without the key': {
      policy: [allow(), deny({ Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } } })],
      decision: 'explicitDeny',
    },
    'StringNotLike without the key': {
      policy: when({ StringNotLike: { 'aws:RequestedRegion': 'us-*' } }),
      decision: 'allowed',
    },
    'all operators have to hold': {
      policy: when({
        StringEquals: { 'kms:ViaService': 'logs.eu-central-1.amazonaws.com' },
        StringLike: { 'aws:RequestedRegion': 'eu-*' },
      }),
      given: { 'kms:ViaService': 'logs.eu-central-1.amazonaws.com', 'aws:RequestedRegion': 'us-east-1' },
      decision: 'implicitDeny',
    },
    'all keys have to hold': {
      policy: when({ StringEquals: { 'kms:ViaService': 'a', 'aws:RequestedRegion': 'b' } }),
      given: { 'kms:ViaService': 'a', 'aws:RequestedRegion': 'b' },
      decision: 'allowed',
    },
    'ArnEquals takes wildcards': {
      policy: when({ ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/*` } }),
      decision: 'allowed',
    },
    'ArnLike compares part by part': {
      policy: when({ ArnLike: { 'aws:SourceArn': 'arn:aws:*:role/app' } }),
      given: { 'aws:SourceArn': 'arn:aws:iam::123456789012:role/app' },
      decision: 'implicitDeny',
    },
    'ArnNotLike of what is no ARN': {
      policy: when({ ArnNotLike: { 'aws:SourceArn': 'arn:aws:iam::*:role/app' } }),
      given: { 'aws:SourceArn': 'boop' },
      decision: 'allowed',
    },
    Bool: {
      policy: when({ Bool: { 'aws:SecureTransport': 'true' } }),
      given: { 'aws:SecureTransport': 'true' },
      decision: 'allowed',
    },
    'Bool without the key': { policy: when({ Bool: { 'aws:SecureTransport': false } }), decision: 'implicitDeny' },
    'BoolIfExists without the key': {
      policy: when({ BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } }),
      decision: 'allowed',
    },
    'BoolIfExists with another value': {
      policy: when({ BoolIfExists: { 'ssm:SessionDocumentAccessCheck': 'true' } }),
      given: { 'ssm:SessionDocumentAccessCheck': 'false' },
      decision: 'implicitDeny',
    },
    'Null true: the key has to be missing': {
      policy: when({ Null: { 'aws:TokenIssueTime': 'true' } }),
      decision: 'allowed',
    },
    'Null true with the key': {
      policy: when({ Null: { 'aws:TokenIssueTime': true } }),
      given: { 'aws:TokenIssueTime': created },
      decision: 'implicitDeny',
    },
    'Null false: the key has to be there': {
      policy: when({ Null: { 'aws:TokenIssueTime': 'false' } }),
      decision: 'implicitDeny',
    },
  },
  'operators on numbers, dates and addresses': {
    NumericLessThanEquals: {
      policy: when({ NumericLessThanEquals: { 's3:max-keys': 10 } }),
      given: { 's3:max-keys': '10' },
      decision: 'allowed',
    },
    NumericGreaterThan: {
      policy: when({ NumericGreaterThan: { 's3:max-keys': '10' } }),
      given: { 's3:max-keys': '9.5' },
      decision: 'implicitDeny',
    },
    'NumericEquals of something else': {
      policy: when({ NumericEquals: { 's3:max-keys': '10' } }),
      given: { 's3:max-keys': 'ten' },
      decision: 'implicitDeny',
    },
    'NumericNotEquals without the key': {
      policy: when({ NumericNotEquals: { 's3:max-keys': '10' } }),
      decision: 'allowed',
    },
    DateGreaterThan: {
      policy: when({ DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z' } }),
      given: { 'aws:CurrentTime': '2026-06-01T00:00:00+02:00' },
      decision: 'allowed',
    },
    'DateLessThan in epoch seconds': {
      policy: when({ DateLessThan: { 'aws:EpochTime': '2026-01-01T00:00:00Z' } }),
      given: { 'aws:EpochTime': '1790000000' },
      decision: 'implicitDeny',
    },
    IpAddress: {
      policy: when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }),
      given: { 'aws:SourceIp': '203.0.113.200' },
      decision: 'allowed',
    },
    'IpAddress of version 6': {
      policy: when({ IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:db8::/32'] } }),
      given: { 'aws:SourceIp': '2001:db8:1::1' },
      decision: 'allowed',
    },
    'IpAddress elsewhere': {
      policy: when({ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }),
      given: { 'aws:SourceIp': '203.0.114.1' },
      decision: 'implicitDeny',
    },
    NotIpAddress: {
      policy: [allow(), deny({ Condition: { NotIpAddress: { 'aws:SourceIp': '203.0.113.5' } } })],
      given: { 'aws:SourceIp': '203.0.113.5' },
      decision: 'allowed',
    },
  },
  // reference_policies_condition-single-vs-multi-valued-context-keys
  'conditions on several values': {
    'ForAnyValue: one is enough': {
      policy: when({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } }),
      given: { 'kms:ResourceAliases': ['alias/other', 'alias/session'] },
      decision: 'allowed',
    },
    'ForAnyValue: none': {
      policy: when({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } }),
      given: { 'kms:ResourceAliases': ['alias/other'] },
      decision: 'implicitDeny',
    },
    'ForAnyValue without the key': {
      policy: when({ 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/session' } }),
      decision: 'implicitDeny',
    },
    'ForAnyValue of a negated operator without the key': {
      policy: when({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'cost' } }),
      decision: 'implicitDeny',
    },
    'ForAnyValue of a negated operator: one other value': {
      policy: when({ 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': 'cost' } }),
      given: { 'aws:TagKeys': ['cost', 'team'] },
      decision: 'allowed',
    },
    'ForAllValues: all of them': {
      policy: when({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['team', 'c*'] } }),
      given: { 'aws:TagKeys': ['cost', 'team'] },
      decision: 'allowed',
    },
    'ForAllValues: all but one': {
      policy: when({ 'ForAllValues:StringLike': { 'aws:TagKeys': ['team', 'c*'] } }),
      given: { 'aws:TagKeys': ['cost', 'owner'] },
      decision: 'implicitDeny',
    },
    'ForAllValues without the key': {
      policy: when({ 'ForAllValues:StringLike': { 'kms:ResourceAliases': 'alias/session' } }),
      decision: 'allowed',
    },
    'ForAllValues with Null false, without the key': {
      policy: when({
        'ForAllValues:StringLike': { 'kms:ResourceAliases': 'alias/session' },
        Null: { 'kms:ResourceAliases': 'false' },
      }),
      decision: 'implicitDeny',
    },
    'ForAllValues of a negated operator': {
      policy: when({ 'ForAllValues:StringNotEquals': { 'aws:TagKeys': 'cost' } }),
      given: { 'aws:TagKeys': ['cost', 'team'] },
      decision: 'implicitDeny',
    },
    'ForAnyValue and IfExists without the key': {
      policy: when({ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': 'cost' } }),
      decision: 'allowed',
    },
  },
};

describe('sandbox: IAM simulation', () => {
  for (const [title, cases] of Object.entries(CASES)) {
    describe(title, () => {
      for (const [name, one] of Object.entries(cases)) {
        it(`${name}: ${one.decision}`, async () => {
          const { policy, action = 'kms:Decrypt', resource, given = {}, tags = {}, version, user } = one;
          const result = await simulate(account({ inline: { own: document(policy, version) }, tags }), {
            PolicySourceArn: user ? USER : ROLE,
            ActionNames: [action],
            ...(resource !== undefined && { ResourceArns: [resource] }),
            ContextEntries: entries(given),
          });
          assert.equal(result.EvalDecision, one.decision);
          const matched = one.decision === 'implicitDeny' ? [] : [user ? 'user_alice_own' : 'role_node_own'];
          assert.deepEqual(result.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId) ?? [], matched);
        });
      }
    });
  }

  it('counts inline and attached policies, in their default version, and names them', async () => {
    const arn = `arn:aws:iam::${ACCOUNT}:policy/extra`;
    const versions = [
      { version: 'v1', document: document(allow()), created },
      { version: 'v2', document: document(allow({ Action: 'logs:*' })), created },
    ];
    const extra = {
      id: 'ANPA1',
      name: 'extra',
      path: '/',
      description: '',
      created,
      versions,
      lastVersion: 2,
      tags: {},
    };
    const attached = [CORE, arn, 'arn:aws:iam::aws:policy/AmazonEC2FullAccess'];
    const ask = (defaultVersion: string, ...ActionNames: string[]) =>
      simulate(account({ attached }, { policies: { [arn]: { ...extra, defaultVersion } } }), { ActionNames });
    const agent = await ask('v1', 'ssm:UpdateInstanceInformation');
    assert.equal(agent.EvalDecision, 'allowed');
    assert.deepEqual(agent.MatchedStatements?.[0], {
      SourcePolicyId: 'AmazonSSMManagedInstanceCore',
      SourcePolicyType: 'IAM Policy',
    });
    assert.equal((await ask('v1', 'kms:Decrypt')).EvalDecision, 'allowed');
    assert.equal((await ask('v2', 'kms:Decrypt')).EvalDecision, 'implicitDeny');
    assert.equal((await ask('v2', 'logs:PutLogEvents')).MatchedStatements?.[0]?.SourcePolicyId, 'extra');
  });

  it('answers once for an action, as strict as for any of its resources, and for each resource', async () => {
    const inline = { own: document([allow({ Resource: KEY }), deny({ Resource: `${KEY}-no` })]) };
    const ask = (...ResourceArns: string[]) =>
      simulate(account({ inline }), { ActionNames: ['kms:Decrypt'], ResourceArns });
    const mixed = await ask(KEY, RED);
    assert.equal(mixed.EvalDecision, 'implicitDeny');
    assert.equal(mixed.EvalResourceName, 'arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}');
    assert.deepEqual(mixed.MatchedStatements, []);
    assert.deepEqual(mixed.EvalDecisionDetails, {});
    assert.deepEqual(
      mixed.ResourceSpecificResults?.map((one) => [one.EvalResourceName, one.EvalResourceDecision]),
      [
        [KEY, 'allowed'],
        [RED, 'implicitDeny'],
      ],
    );
    assert.equal((await ask(KEY, `${KEY}-no`, RED)).EvalDecision, 'explicitDeny');
    assert.equal((await ask(KEY)).ResourceSpecificResults?.length, 1);
    const everything = await ask('*');
    assert.deepEqual([everything.EvalResourceName, everything.EvalDecision], ['*', 'implicitDeny']);
    assert.equal(everything.ResourceSpecificResults, undefined);
    assert.equal(everything.EvalDecisionDetails, undefined);
  });

  it('says which condition keys it was not given, whatever the action', async () => {
    const inline = {
      own: document([
        when({ StringEquals: { 'aws:RequestedRegion': 'eu-central-1' }, Bool: { 'aws:SecureTransport': 'true' } }),
        allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::logs/${aws:userid}/${aws:PrincipalTag/team}' }),
        deny({ Condition: { StringEquals: { 'AWS:requestedRegion': 'us-east-1' } } }),
      ]),
    };
    const ask = (ResourceArns: string[], given: Given = {}) =>
      simulate(account({ inline, tags: { team: 'x' } }), {
        ActionNames: ['kms:Decrypt'],
        ResourceArns,
        ContextEntries: entries(given),
      });
    const missing = ['aws:RequestedRegion', 'aws:SecureTransport', 'aws:userid'];
    assert.deepEqual((await ask([])).MissingContextValues, missing);
    const one = await ask([KEY], { 'AWS:SECURETRANSPORT': 'true' });
    assert.deepEqual(one.MissingContextValues, ['aws:RequestedRegion', 'aws:userid']);
    assert.deepEqual(one.ResourceSpecificResults?.[0]?.MissingContextValues, ['aws:RequestedRegion', 'aws:userid']);
  });

  it('goes on as if the request did not have a key that was not given, and names it', async () => {
    const vpc = (operator: string) => ({ [operator]: { 'aws:SourceVpc': 'vpc-1' } });
    const own = (...statements: readonly object[]) => account({ inline: { own: document(statements) } });
    const decided = async (state: ReturnType<typeof account>) => {
      const { EvalDecision, MissingContextValues } = await simulate(state, { ActionNames: ['kms:Decrypt'] });
      return [EvalDecision, MissingContextValues];
    };
    const missing = ['aws:SourceVpc'];
    for (const [operator, permission, denial] of [
      ['StringEquals', 'implicitDeny', 'allowed'],
      ['StringNotEquals', 'allowed', 'explicitDeny'],
      ['StringEqualsIfExists', 'allowed', 'explicitDeny'],
      ['ForAllValues:StringEquals', 'allowed', 'explicitDeny'],
      ['ForAnyValue:StringEquals', 'implicitDeny', 'allowed'],
    ] as const) {
      assert.deepEqual(await decided(own(allow({ Condition: vpc(operator) }))), [permission, missing], operator);
      assert.deepEqual(await decided(own(allow(), deny({ Condition: vpc(operator) }))), [denial, missing], operator);
    }
  });

  it('names the keys that a boundary asks for', async () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const PermissionsBoundaryPolicyInputList = [
      document(allow({ Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } })),
    ];
    const state = account({ inline: { own: document(allow()) }, boundary });
    const result = await simulate(state, { ActionNames: ['kms:Decrypt'], PermissionsBoundaryPolicyInputList });
    assert.deepEqual(
      [result.EvalDecision, result.MissingContextValues, result.PermissionsBoundaryDecisionDetail],
      ['implicitDeny', ['aws:SourceVpc'], { AllowedByPermissionsBoundary: false }],
    );
  });

  describe('permissions boundary', () => {
    const boundary = 'arn:aws:iam::aws:policy/PowerUserAccess';
    const ask = async (own: object | readonly object[], action: string, more: object = {}) =>
      simulate(account({ inline: { own: document(own) }, boundary }), { ActionNames: [action], ...more });

    it('allows what both allow', async () => {
      const result = await ask(allow(), 'kms:Decrypt');
      assert.equal(result.EvalDecision, 'allowed');
      assert.equal(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, true);
    });
    it('does not allow what it leaves out', async () => {
      const result = await ask(allow({ Action: '*' }), 'iam:CreateUser');
      assert.equal(result.EvalDecision, 'implicitDeny');
      assert.equal(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, false);
    });
    it('gives nothing by itself', async () => {
      const result = await ask(allow(), 's3:GetObject');
      assert.equal(result.EvalDecision, 'implicitDeny');
      assert.equal(result.PermissionsBoundaryDecisionDetail?.AllowedByPermissionsBoundary, true);
    });
    it('denies what it denies, and what the identity’s policies deny', async () => {
      const PermissionsBoundaryPolicyInputList = [document([allow({ Action: '*' }), deny()])];
      const denied = await ask(allow(), 'kms:Decrypt', { PermissionsBoundaryPolicyInputList });
      assert.equal(denied.EvalDecision, 'explicitDeny');
      assert.equal((await ask([allow(), deny()], 'kms:Decrypt')).EvalDecision, 'explicitDeny');
    });
    it('that is gone allows nothing, and one that is left out limits nothing', async () => {
      const state = account({ inline: { own: document(allow()) }, boundary: `arn:aws:iam::${ACCOUNT}:policy/gone` });
      const ActionNames = ['kms:Decrypt'];
      assert.equal((await simulate(state, { ActionNames })).EvalDecision, 'implicitDeny');
      const PolicyExclusionList = [{ PolicyType: 'permission-boundary' as const }];
      const free = await simulate(state, { ActionNames, PolicyExclusionList });
      assert.equal(free.EvalDecision, 'allowed');
      assert.equal(free.PermissionsBoundaryDecisionDetail, undefined);
    });
  });

  describe('service control policies', () => {
    const regions = document(
      deny({ Action: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-central-1' } } }),
    );
    const ask = (servicePolicies: string[], more: object = {}) =>
      simulate(account({ inline: { own: document(allow()) } }, { servicePolicies }), {
        ActionNames: ['kms:Decrypt'],
        ...more,
      });

    it('are no obstacle where there are none', async () => {
      const result = await ask([]);
      assert.equal(result.EvalDecision, 'allowed');
      assert.equal(result.OrganizationsDecisionDetail?.AllowedByOrganizations, true);
    });
    it('deny by their conditions, whose keys are not said to be missing', async () => {
      const result = await ask([regions]);
      assert.equal(result.EvalDecision, 'explicitDeny');
      assert.equal(result.OrganizationsDecisionDetail?.AllowedByOrganizations, false);
      assert.deepEqual([result.MatchedStatements, result.MissingContextValues], [[], []]);
      const inside = await ask([regions], { ContextEntries: entries({ 'aws:RequestedRegion': 'eu-central-1' }) });
      assert.equal(inside.EvalDecision, 'allowed');
      assert.equal(inside.OrganizationsDecisionDetail?.AllowedByOrganizations, true);
    });
    it('do not allow what a list of permissions leaves out', async () => {
      const result = await ask([document(allow({ Action: 'ec2:*' }))]);
      assert.equal(result.EvalDecision, 'implicitDeny');
      assert.equal(result.OrganizationsDecisionDetail?.AllowedByOrganizations, false);
      assert.equal((await ask([document(allow({ Action: 'kms:*' }))])).EvalDecision, 'allowed');
    });
    it('can be left out', async () => {
      const result = await ask([regions], { PolicyExclusionList: [{ PolicyType: 'scp' }] });
      assert.equal(result.EvalDecision, 'allowed');
      assert.equal(result.OrganizationsDecisionDetail, undefined);
    });
    it('are not spoken of outside an organisation, and do not reach a service’s own role', async () => {
      const sandbox = createSandbox();
      const path = '/aws-service-role/ssm.amazonaws.com/';
      await sandbox.edit((state) => {
        state.iam[ACCOUNT] = account({ attached: [CORE], path }, { servicePolicies: [regions] });
        state.iam['345678901234'] = account({});
      });
      const ActionNames = ['ssm:GetDocument'];
      const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:role${path}node`;
      const { iam } = clientsOf(sandbox);
      const own = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames }));
      assert.equal(own.EvaluationResults?.[0]?.EvalDecision, 'allowed');
      const alone = clientsOf(sandbox, { credentials: { accessKeyId: '345678901234', secretAccessKey: 'x' } }).iam;
      const user = USER.replace(ACCOUNT, '345678901234');
      const result = await alone.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: user, ActionNames }));
      assert.equal(result.EvaluationResults?.[0]?.OrganizationsDecisionDetail, undefined);
    });
  });

  it('takes policies that come with the request, and leaves others out', async () => {
    const state = account({ inline: { own: document(allow()) }, attached: [CORE] });
    const decisions = async (more: object): Promise<unknown[]> =>
      Promise.all(
        ['kms:Decrypt', 'ssm:GetDocument', 's3:GetObject'].map(
          async (action) => (await simulate(state, { ActionNames: [action], ...more })).EvalDecision,
        ),
      );
    assert.deepEqual(await decisions({}), ['allowed', 'allowed', 'implicitDeny']);
    const added = [document(allow({ Action: 's3:*' })), document(deny())];
    assert.deepEqual(await decisions({ PolicyInputList: added }), ['explicitDeny', 'allowed', 'allowed']);
    const without = (exclusion: object) => decisions({ PolicyExclusionList: [exclusion] });
    assert.deepEqual(await without({ PolicyType: 'inline' }), ['implicitDeny', 'allowed', 'implicitDeny']);
    assert.deepEqual(await without({ PolicyType: 'aws-managed' }), ['allowed', 'implicitDeny', 'implicitDeny']);
    assert.deepEqual(await without({ PolicyArn: CORE.replace('Core', '*') }), [
      'allowed',
      'implicitDeny',
      'implicitDeny',
    ]);
    const inline = { PolicyName: 'own', AttachmentType: 'role', AttachmentName: 'n?de' };
    assert.deepEqual(await without({ InlinePolicyIdentifier: inline }), ['implicitDeny', 'allowed', 'implicitDeny']);
    await refused(without({ PolicyType: 'inline', PolicyArn: CORE }), 'InvalidInputException');
    await refused(decisions({ PolicyInputList: ['{}'] }), 'InvalidInputException', /Syntax errors/);
  });

  it('answers page by page', async () => {
    const sandbox = createSandbox();
    const { iam } = clientsOf(sandbox);
    const ActionNames = Array.from({ length: 103 }, (_, index) => `ssm:Action${index}`);
    const PolicySourceArn = `arn:aws:iam::${ACCOUNT}:user/sandbox`;
    const first = await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames }));
    assert.deepEqual([first.EvaluationResults?.length, first.IsTruncated], [100, true]);
    const seen: unknown[] = [];
    const input = { PolicySourceArn, ActionNames: ActionNames.slice(0, 12) };
    for await (const page of paginateSimulatePrincipalPolicy({ client: iam, pageSize: 5 }, input)) {
      assert.ok((page.EvaluationResults?.length ?? 0) <= 5);
      seen.push(...(page.EvaluationResults ?? []).map((one) => one.EvalActionName));
    }
    assert.deepEqual(seen, ActionNames.slice(0, 12));
    assert.deepEqual((await sandbox.snapshot()).iam, {});
  });

  it('takes the default caller and roles that were assumed for administrators', async () => {
    const sandbox = createSandbox();
    const { iam, sts } = clientsOf(sandbox);
    const RoleArn = `arn:aws:iam::${ACCOUNT}:role/OrganizationAccountAccessRole`;
    const ask = async (PolicySourceArn: string) =>
      (await iam.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['ssm:StartSession'] })))
        .EvaluationResults?.[0];
    await refused(ask(RoleArn), 'NoSuchEntityException');
    await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }));
    for (const arn of [RoleArn, `arn:aws:iam::${ACCOUNT}:user/sandbox`]) {
      const result = await ask(arn);
      assert.equal(result?.EvalDecision, 'allowed');
      assert.equal(result.MatchedStatements?.[0]?.SourcePolicyId, 'AdministratorAccess');
    }
  });

  it('refuses what is no user or role of the account, and requests that make no sense', async () => {
    const ask = (PolicySourceArn: string, more: object = {}) =>
      simulate(account({}), { PolicySourceArn, ActionNames: ['kms:Decrypt'], ...more });
    const session = `arn:aws:sts::${ACCOUNT}:assumed-role/node/me`;
    await refused(ask(session), 'InvalidInputException', /does not clearly define entity type and name/);
    await refused(ask(`arn:aws:iam::${ACCOUNT}:root`), 'InvalidInputException');
    await refused(ask(ROLE.replace('aws', 'aws-cn')), 'InvalidInputException');
    await refused(ask(`arn:aws:iam::${ACCOUNT}:role/none`), 'NoSuchEntityException', /role with name none/);
    await refused(ask(`arn:aws:iam::${ACCOUNT}:role/node`), 'NoSuchEntityException');
    await refused(ask(`arn:aws:iam::${ACCOUNT}:user/none`), 'NoSuchEntityException', /user with name none/);
    await refused(ask(`arn:aws:iam::${ACCOUNT}:group/none`), 'NoSuchEntityException');
    await refused(ask(ROLE.replace(ACCOUNT, '111111111111')), 'AccessDenied');
    await refused(ask(ROLE, { ActionNames: ['Decrypt'] }), 'InvalidInputException');
    await refused(ask(ROLE, { ActionNames: ['a'] }), 'ValidationError');
    const ContextEntries = [{ ContextKeyName: 'aws:TagKeys', ContextKeyValues: ['a', 'b'], ContextKeyType: 'string' }];
    await refused(ask(ROLE, { ContextEntries }), 'InvalidInputException', /takes one value/);
    await refused(ask(ROLE, { ContextEntries: [{ ContextKeyName: 'a:b', ContextKeyValues: [] }] }), 'ValidationError');
  });
});
