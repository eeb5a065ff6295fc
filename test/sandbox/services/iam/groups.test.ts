import assert from 'node:assert/strict';
import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachGroupPolicyCommand,
  DetachUserPolicyCommand,
  GetAccountAuthorizationDetailsCommand,
  GetGroupPolicyCommand,
  ListAttachedGroupPoliciesCommand,
  ListEntitiesForPolicyCommand,
  ListGroupPoliciesCommand,
  ListGroupsForUserCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { emptyIam } from '../../../../src/sandbox/state/iam.ts';
import { clientsOf, refused } from '../../clients.ts';

const ACCOUNT = '123456789012';
const CREATED = '2025-05-01T10:00:00.123Z';
const allowing = (action: string): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] });

describe('sandbox: groups of IAM', () => {
  let sandbox: Sandbox;
  let iam: ReturnType<typeof clientsOf>['iam'];
  let arn: string;

  beforeEach(async () => {
    sandbox = createSandbox();
    iam = clientsOf(sandbox).iam;
    await sandbox.edit((state) => {
      const user = { id: 'AIDAANN', path: '/', created: CREATED, inline: {}, attached: [], tags: {} };
      const group = { id: 'AGPAOPS', path: '/team/', created: CREATED, attached: [], users: ['ann'] };
      state.iam[ACCOUNT] = {
        ...emptyIam(),
        users: { ann: user },
        groups: { ops: { ...group, inline: { own: allowing('s3:GetObject') } } },
      };
    });
    const made = await iam.send(
      new CreatePolicyCommand({ PolicyName: 'shared', PolicyDocument: allowing('sqs:SendMessage') }),
    );
    arn = made.Policy?.Arn ?? '';
    await sandbox.edit(({ iam: all }) => all[ACCOUNT]?.groups?.['ops']?.attached.push(arn));
  });

  it('are listed with their policies, for a user and in the details of an account', async () => {
    const { Groups } = await iam.send(new ListGroupsForUserCommand({ UserName: 'ann' }));
    assert.deepEqual(
      Groups?.map(({ GroupName, Arn }) => [GroupName, Arn]),
      [['ops', `arn:aws:iam::${ACCOUNT}:group/team/ops`]],
    );
    const { PolicyNames } = await iam.send(new ListGroupPoliciesCommand({ GroupName: 'ops' }));
    assert.deepEqual(PolicyNames, ['own']);
    const own = await iam.send(new GetGroupPolicyCommand({ GroupName: 'ops', PolicyName: 'own' }));
    assert.equal(decodeURIComponent(own.PolicyDocument ?? ''), allowing('s3:GetObject'));
    const { AttachedPolicies } = await iam.send(new ListAttachedGroupPoliciesCommand({ GroupName: 'ops' }));
    assert.deepEqual(AttachedPolicies, [{ PolicyName: 'shared', PolicyArn: arn }]);
    const details = await iam.send(new GetAccountAuthorizationDetailsCommand({}));
    assert.deepEqual(
      details.GroupDetailList?.map(({ GroupName, AttachedManagedPolicies }) => [GroupName, AttachedManagedPolicies]),
      [['ops', [{ PolicyName: 'shared', PolicyArn: arn }]]],
    );
    assert.deepEqual(details.UserDetailList?.find(({ UserName }) => UserName === 'ann')?.GroupList, ['ops']);
    await refused(iam.send(new ListGroupPoliciesCommand({ GroupName: 'dev' })), 'NoSuchEntityException');
  });

  it('give their users what their policies allow', async () => {
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: `arn:aws:iam::${ACCOUNT}:user/ann`,
        ActionNames: ['s3:GetObject', 'sqs:SendMessage', 'sqs:DeleteQueue'],
      }),
    );
    assert.deepEqual(
      EvaluationResults?.map(({ EvalDecision }) => EvalDecision),
      ['allowed', 'allowed', 'implicitDeny'],
    );
  });

  it('hold a policy, like users, until it is taken off', async () => {
    await iam.send(new AttachUserPolicyCommand({ UserName: 'ann', PolicyArn: arn }));
    const { PolicyGroups, PolicyUsers } = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn: arn }));
    assert.deepEqual(
      [PolicyGroups?.map(({ GroupName }) => GroupName), PolicyUsers?.map(({ UserName }) => UserName)],
      [['ops'], ['ann']],
    );
    await refused(iam.send(new DeletePolicyCommand({ PolicyArn: arn })), 'DeleteConflictException');
    await iam.send(new DetachUserPolicyCommand({ UserName: 'ann', PolicyArn: arn }));
    await iam.send(new DetachGroupPolicyCommand({ GroupName: 'ops', PolicyArn: arn }));
    await refused(
      iam.send(new DetachGroupPolicyCommand({ GroupName: 'ops', PolicyArn: arn })),
      'NoSuchEntityException',
    );
    await iam.send(new DeletePolicyCommand({ PolicyArn: arn }));
  });
});
