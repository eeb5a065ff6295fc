import assert from 'node:assert/strict';
import {
  type EvaluationResult,
  SimulatePrincipalPolicyCommand,
  type SimulatePrincipalPolicyRequest,
} from '@aws-sdk/client-iam';
import { type Asked, simulate } from '../../src/facts/simulation.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

const ROLE = 'arn:aws:iam::111122223333:role/web';
const ask = (action: string, resource: string, context: Asked['context'] = {}): Asked => ({
  action,
  resource,
  context,
});

describe('facts simulation', () => {
  const aws = mockAws();
  const ruled = async (...asked: readonly Asked[]) => simulate(await testTarget().iam(), ROLE, asked);
  const simulated = async (...asked: readonly Asked[]) => (await ruled(...asked)).map(({ decision }) => decision);
  const answer = (...EvaluationResults: readonly EvaluationResult[]) =>
    aws.iam.on(SimulatePrincipalPolicyCommand).resolves({ EvaluationResults: [...EvaluationResults] });

  it('asks nothing about nothing', async () => assert.deepEqual(await simulated(), []));

  it('asks one question about many permissions: each action, resource and value of the context once', async () => {
    answer();
    await simulated(
      ask('a:One', 'arn:1', { 'aws:RequestedRegion': ['eu-west-1'], 'kms:ResourceAliases': ['alias/a'] }),
      ask('a:One', 'arn:2', { 'aws:RequestedRegion': ['us-east-1'] }),
      ask('a:Two', 'arn:1', { 'aws:RequestedRegion': ['eu-west-1'], 'aws:userid': ['AIDA'] }),
    );
    assert.deepEqual(aws.inputs('iam.SimulatePrincipalPolicy'), [
      {
        PolicySourceArn: ROLE,
        ActionNames: ['a:One', 'a:Two'],
        ResourceArns: ['arn:1', 'arn:2'],
        ContextEntries: [
          entry('aws:SecureTransport', 'string', 'true'),
          entry('aws:PrincipalIsAWSService', 'string', 'false'),
          entry('aws:ViaAWSService', 'string', 'false'),
          entry('aws:RequestedRegion', 'stringList', 'eu-west-1', 'us-east-1'),
          entry('kms:ResourceAliases', 'stringList', 'alias/a'),
          entry('aws:userid', 'string', 'AIDA'),
        ],
        MaxItems: 1000,
      },
    ]);
  });

  it('reads the result of each resource', async () => {
    answer({
      EvalActionName: 'a:One',
      EvalResourceName: 'arn:aws:a:::*',
      EvalDecision: 'implicitDeny',
      ResourceSpecificResults: [
        { EvalResourceName: 'arn:1', EvalResourceDecision: 'allowed' },
        { EvalResourceName: 'arn:2', EvalResourceDecision: 'implicitDeny' },
        { EvalResourceName: '*', EvalResourceDecision: 'explicitDeny' },
      ],
    });
    const asked = [ask('a:One', 'arn:2'), ask('a:One', '*'), ask('a:One', 'arn:1')];
    assert.deepEqual(await simulated(...asked), ['denied', 'forbidden', 'allowed']);
  });

  it('reads a result that stands for one resource', async () => {
    answer(
      { EvalActionName: 'a:One', EvalResourceName: 'arn:1', EvalDecision: 'allowed' },
      { EvalActionName: 'a:One', EvalResourceName: 'arn:2', EvalDecision: 'explicitDeny' },
      { EvalActionName: 'a:Two', EvalResourceName: 'arn:2', EvalDecision: 'allowed' },
    );
    const asked = [ask('a:One', 'arn:1'), ask('a:One', 'arn:2'), ask('a:Two', 'arn:2')];
    assert.deepEqual(await simulated(...asked), ['allowed', 'forbidden', 'allowed']);
  });

  for (const [what, name] of [
    ['a template', { EvalResourceName: 'arn:${Partition}:ssm:${Region}:${Account}:*' }],
    ['an asterisk', { EvalResourceName: '*' }],
    ['nothing', {}],
  ] as const) {
    it(`reads the result of an action on everything, beside which ${what} stands`, async () => {
      answer(
        { EvalActionName: 'a:One', ...name, EvalDecision: 'allowed' },
        { EvalActionName: 'a:Two', ...name, EvalDecision: 'implicitDeny' },
      );
      assert.deepEqual(await simulated(ask('a:One', '*'), ask('a:Two', '*')), ['allowed', 'denied']);
    });
  }

  it('tells what is forbidden by a Deny, and what by the boundary, from what is only not allowed', async () => {
    const boundary = { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } };
    answer(
      { EvalActionName: 'a:One', EvalResourceName: 'arn:1', EvalDecision: 'explicitDeny' },
      { EvalActionName: 'a:Two', EvalResourceName: 'arn:1', EvalDecision: 'implicitDeny', ...boundary },
      { EvalActionName: 'a:Three', EvalResourceName: 'arn:1', EvalDecision: 'implicitDeny' },
    );
    const asked = ['a:One', 'a:Two', 'a:Three'].map((action) => ask(action, 'arn:1'));
    assert.deepEqual(await simulated(...asked), ['forbidden', 'bounded', 'denied']);
  });

  it('tells the condition keys that IAM was not given, of all and of each resource', async () => {
    answer({
      EvalActionName: 'a:One',
      EvalDecision: 'explicitDeny',
      MissingContextValues: ['aws:SourceVpc'],
      ResourceSpecificResults: [
        { EvalResourceName: 'arn:1', EvalResourceDecision: 'implicitDeny', MissingContextValues: ['aws:SourceVpce'] },
        { EvalResourceName: 'arn:2', EvalResourceDecision: 'explicitDeny', MissingContextValues: ['aws:SourceVpc'] },
      ],
    });
    assert.deepEqual(await ruled(ask('a:One', 'arn:1'), ask('a:One', 'arn:2')), [
      { decision: 'denied', keys: ['aws:SourceVpc', 'aws:SourceVpce'] },
      { decision: 'forbidden', keys: ['aws:SourceVpc'] },
    ]);
    answer({ EvalActionName: 'a:One', EvalDecision: 'implicitDeny', MissingContextValues: ['aws:SourceIp'] });
    assert.deepEqual(await ruled(ask('a:One', '*')), [{ decision: 'denied', keys: ['aws:SourceIp'] }]);
  });

  it('reads all pages', async () => {
    aws.iam
      .on(SimulatePrincipalPolicyCommand)
      .resolvesOnce({
        EvaluationResults: [{ EvalActionName: 'a:One', EvalResourceName: '*', EvalDecision: 'allowed' }],
        IsTruncated: true,
        Marker: 'more',
      })
      .resolvesOnce({
        EvaluationResults: [{ EvalActionName: 'a:Two', EvalResourceName: '*', EvalDecision: 'allowed' }],
      });
    assert.deepEqual(await simulated(ask('a:One', '*'), ask('a:Two', '*')), ['allowed', 'allowed']);
    const inputs = aws.inputs('iam.SimulatePrincipalPolicy') as readonly SimulatePrincipalPolicyRequest[];
    assert.equal(inputs.at(-1)?.Marker, 'more');
  });

  for (const [detail, decision, expected] of [
    [false, 'implicitDeny', 'unknown'],
    [false, 'explicitDeny', 'unknown'],
    [true, 'implicitDeny', 'denied'],
    [true, 'allowed', 'allowed'],
  ] as const) {
    it(`takes ${decision} as ${expected} where the organization ${detail ? 'allows' : 'does not allow'} it`, async () => {
      const OrganizationsDecisionDetail = { AllowedByOrganizations: detail };
      const ResourceSpecificResults = [{ EvalResourceName: 'arn:1', EvalResourceDecision: decision }];
      answer(
        { EvalActionName: 'a:One', EvalDecision: decision, ResourceSpecificResults, OrganizationsDecisionDetail },
        { EvalActionName: 'a:Two', EvalResourceName: 'arn:1', EvalDecision: decision, OrganizationsDecisionDetail },
      );
      assert.deepEqual(await simulated(ask('a:One', 'arn:1'), ask('a:Two', 'arn:1')), [expected, expected]);
    });
  }

  it('does not know what has no answer', async () => {
    answer({
      EvalActionName: 'a:One',
      ResourceSpecificResults: [{ EvalResourceName: 'arn:1', EvalResourceDecision: 'allowed' }],
      EvalDecision: 'allowed',
    });
    assert.deepEqual(await simulated(ask('a:One', 'arn:2'), ask('a:Two', 'arn:1')), ['unknown', 'unknown']);
  });

  it('rejects where it may not be asked', async () => {
    aws.iam.on(SimulatePrincipalPolicyCommand).rejects(awsError('AccessDenied'));
    await assert.rejects(simulated(ask('a:One', '*')), { name: 'AccessDenied' });
  });
});

const entry = (ContextKeyName: string, ContextKeyType: string, ...ContextKeyValues: string[]) => ({
  ContextKeyName,
  ContextKeyValues,
  ContextKeyType,
});
