import assert from 'node:assert/strict';
import { GetAccountAuthorizationDetailsCommand } from '@aws-sdk/client-iam';
import { readEveryone } from '../../src/facts/everyone.ts';
import { mockAws, testTarget } from '../aws.ts';

const IAM = 'arn:aws:iam::111122223333';
const SHELL = `${IAM}:policy/shell`;
const AWS_SSM = 'arn:aws:iam::aws:policy/AmazonSSMFullAccess';
const text = (...Statement: readonly object[]): string => encodeURIComponent(JSON.stringify({ Statement }));
const allow = (Action: string): string => text({ Effect: 'Allow', Action, Resource: '*' });
const trust = (Principal: object): string => text({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' });
const PEOPLE = trust({ AWS: `${IAM}:root` });

const role = (name: string, AssumeRolePolicyDocument: string, policies: readonly string[] = [], path = '/') => ({
  RoleName: name,
  Arn: `${IAM}:role${path}${name}`,
  AssumeRolePolicyDocument,
  RolePolicyList: [],
  InstanceProfileList: [],
  AttachedManagedPolicies: policies.map((PolicyArn) => ({ PolicyArn })),
});
const policy = (Arn: string, Document: string) => ({
  Arn,
  DefaultVersionId: 'v1',
  PolicyVersionList: [{ VersionId: 'v1', Document }],
});

describe('facts everyone', () => {
  const aws = mockAws();
  const names = async (details: object, next: object = {}) => {
    aws.iam
      .on(GetAccountAuthorizationDetailsCommand)
      .resolvesOnce({ ...details, IsTruncated: true, Marker: '2' })
      .resolvesOnce(next);
    return (await readEveryone(await testTarget().iam())).map(({ name }) => name);
  };

  it('are people whose policies may let them in, by whatever way, those of groups and of AWS included', async () => {
    const found = await names(
      {
        RoleDetailList: [
          role('dev', PEOPLE, [SHELL]),
          role('ops', trust({ Federated: 'arn:aws:iam::111122223333:saml-provider/x' }), [AWS_SSM]),
          role('reader', PEOPLE, ['arn:aws:iam::aws:policy/ReadOnlyAccess']),
        ],
        UserDetailList: [
          { UserName: 'ann', Arn: `${IAM}:user/ann`, GroupList: ['devs'] },
          {
            UserName: 'eve',
            Arn: `${IAM}:user/eve`,
            UserPolicyList: [{ PolicyDocument: allow('logs:DeleteLogGroup') }],
          },
          { UserName: 'zoe', Arn: `${IAM}:user/zoe`, UserPolicyList: [{ PolicyDocument: allow('ec2:*') }] },
        ],
      },
      {
        GroupDetailList: [{ GroupName: 'devs', AttachedManagedPolicies: [{ PolicyArn: SHELL }] }],
        Policies: [
          policy(SHELL, allow('ssm:StartSession')),
          policy(AWS_SSM, allow('ssm:*')),
          policy('arn:aws:iam::aws:policy/ReadOnlyAccess', allow('ec2:Describe*')),
        ],
      },
    );
    assert.deepEqual(found, ['role/dev', 'role/ops', 'user/ann', 'user/eve']);
  });

  it('are no roles of nodes, functions or services', async () => {
    const services = trust({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] });
    const linked = role('AWSServiceRoleForX', PEOPLE, [SHELL], '/aws-service-role/x.amazonaws.com/');
    const RoleDetailList = [role('web', services, [SHELL]), linked, role('both', PEOPLE, [SHELL])];
    assert.deepEqual(await names({ RoleDetailList }, { Policies: [policy(SHELL, allow('ssm:*'))] }), ['role/both']);
  });

  it('are those with a policy whose text is not there, of whom IAM knows more', async () => {
    assert.deepEqual(await names({ RoleDetailList: [role('odd', PEOPLE, [AWS_SSM])] }), ['role/odd']);
  });

  it('have the policies of the account, and no text of those of AWS', async () => {
    aws.iam.on(GetAccountAuthorizationDetailsCommand).resolves({
      RoleDetailList: [role('dev', PEOPLE, [SHELL, AWS_SSM])],
      Policies: [policy(SHELL, allow('ssm:StartSession')), policy(AWS_SSM, allow('ssm:*'))],
    });
    const [who] = await readEveryone(await testTarget().iam());
    assert.equal((await who?.policies())?.length, 1);
    assert.deepEqual(await who?.attached(), [SHELL, AWS_SSM]);
    assert.equal(await who?.boundary(), undefined);
  });
});
