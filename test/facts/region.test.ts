import assert from 'node:assert/strict';
import {
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand as ListTagsOfLogs,
} from '@aws-sdk/client-cloudwatch-logs';
import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand, GetKeyPolicyCommand, ListAliasesCommand } from '@aws-sdk/client-kms';
import { GetBucketLocationCommand } from '@aws-sdk/client-s3';
import {
  DescribeDocumentCommand,
  DescribeDocumentPermissionCommand,
  DescribeInstanceInformationCommand,
  DescribeSessionsCommand,
  GetConnectionStatusCommand,
  GetDocumentCommand,
  GetServiceSettingCommand,
  ListAssociationsCommand,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ssm';
import { regionFacts } from '../../src/facts/region.ts';
import type { Question } from '../../src/inputs/question.ts';
import { newDocument, type SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { fakeQuestion } from '../checks/facts.ts';

const ROLE = '/ssm/managed-instance/default-ec2-instance-management-role';

describe('facts of a region', () => {
  const aws = mockAws();
  const facts = (question: Partial<Question> = {}) => regionFacts(testTarget(), fakeQuestion(question));

  const preferring = (inputs: SessionInputs): void => {
    const found = { DocumentVersion: '1', Content: JSON.stringify(newDocument(inputs)) };
    aws.ssm
      .on(GetDocumentCommand)
      .resolves(found)
      .on(DescribeDocumentCommand)
      .resolves({ Document: { LatestVersion: '1' } });
  };
  const PREFERENCES = ['ssm.GetDocument', 'ssm.DescribeDocument'];

  it('give the preferences as they are where SSM stays busy with them, so that nothing else is hidden', async () => {
    const busy = { DocumentVersion: '1', Content: JSON.stringify(newDocument({})), Status: 'Creating' } as const;
    aws.ssm.on(GetDocumentCommand).resolves(busy);
    assert.equal((await facts().preferences())?.inEffect.status, 'Creating');
    assert.equal((await facts().settings())?.logGroup, undefined);
  });

  beforeEach(() => {
    preferring({ cloudWatchLogGroupName: 'audit', s3BucketName: 'logs' });
    aws.logs
      .on(DescribeLogGroupsCommand)
      .resolves({ logGroups: [{ logGroupName: 'audit' }] })
      .on(ListTagsOfLogs)
      .resolves({});
    aws.s3.on(GetBucketLocationCommand).rejects(awsError('NoSuchBucket'));
    aws.ec2.on(DescribeInstancesCommand).resolves({});
    aws.ssm
      .on(DescribeDocumentPermissionCommand)
      .resolves({})
      .on(DescribeInstanceInformationCommand)
      .resolves({ InstanceInformationList: [{ InstanceId: 'i-1', PingStatus: 'Online' }] })
      .on(GetConnectionStatusCommand)
      .resolves({})
      .on(DescribeSessionsCommand)
      .resolves({})
      .on(ListAssociationsCommand)
      .resolves({})
      .on(ListTagsForResourceCommand)
      .resolves({})
      .on(GetServiceSettingCommand)
      .resolves({ ServiceSetting: { SettingValue: 'x' } });
  });

  for (const [name, calls] of [
    ['preferences', PREFERENCES],
    ['settings', PREFERENCES],
    ['sharedWith', ['ssm.DescribeDocumentPermission']],
    ['logGroupNamed', ['logs.DescribeLogGroups']],
    ['bucketNamed', ['s3.GetBucketLocation']],
    ['nodes', ['ssm.DescribeInstanceInformation']],
    ['isConnected', ['ssm.GetConnectionStatus']],
    ['failedSessions', ['ssm.DescribeSessions']],
    ['instances', ['ec2.DescribeInstances']],
    ['associations', ['ssm.ListAssociations']],
    ['ownsLogGroup', ['logs.DescribeLogGroups', 'logs.ListTagsForResource']],
    ['ownsAssociation', ['ssm.ListTagsForResource']],
    ['hostManagementRole', ['ssm.GetServiceSetting']],
    ['activationTier', ['ssm.GetServiceSetting']],
    ['publicSharing', ['ssm.GetServiceSetting']],
  ] as const) {
    it(`are read when they are asked for, and once: ${name}`, async () => {
      const region = facts();
      assert.deepEqual(aws.names(), []);
      const [one, other] = await Promise.all([region[name]('audit'), region[name]('audit')]);
      assert.equal(one, other);
      assert.equal(await region[name]('audit'), one);
      assert.deepEqual(aws.names().toSorted(), [...calls].toSorted());
    });
  }

  it('are not asked for twice where they are denied', async () => {
    aws.ec2.on(DescribeInstancesCommand).rejects(awsError('UnauthorizedOperation'));
    const { instances } = facts();
    for (let times = 0; times < 2; times++) await assert.rejects(instances(), { name: 'UnauthorizedOperation' });
    assert.equal(aws.names().length, 1);
  });

  it('read each key once by each name', async () => {
    aws.kms
      .on(DescribeKeyCommand)
      .resolves({ KeyMetadata: { KeyId: '1', Arn: 'arn:1', KeyState: 'Disabled' } })
      .on(GetKeyPolicyCommand)
      .resolves({})
      .on(ListAliasesCommand)
      .resolves({});
    const { key } = facts();
    const [one, other, third] = await Promise.all([key('alias/a'), key('alias/a'), key('alias/b')]);
    assert.equal(one, other);
    assert.notEqual(one, third);
    assert.equal(aws.inputs('kms.DescribeKey').length, 2);
  });

  it('have neither preferences nor settings where there is no document', async () => {
    aws.ssm.on(GetDocumentCommand).rejects(awsError('InvalidDocument'));
    const { preferences, settings } = facts();
    assert.deepEqual([await preferences(), await settings()], [undefined, undefined]);
  });

  it('tell with whom preferences are shared, on all pages', async () => {
    aws.ssm
      .on(DescribeDocumentPermissionCommand)
      .resolvesOnce({ AccountIds: ['444455556666'], NextToken: 'more' })
      .resolvesOnce({ AccountIds: ['all'] });
    assert.deepEqual(await facts().sharedWith(), ['444455556666', 'all']);
    assert.deepEqual(aws.inputs('ssm.DescribeDocumentPermission'), [
      { Name: 'SSM-SessionManagerRunShell', PermissionType: 'Share' },
      { Name: 'SSM-SessionManagerRunShell', PermissionType: 'Share', NextToken: 'more' },
    ]);
  });

  for (const [value, role] of [
    ['service-role/Managed', 'service-role/Managed'],
    ['$None', undefined],
    ['', undefined],
    [undefined, undefined],
  ] as const) {
    it(`have Default Host Management ${role === undefined ? 'off' : 'on'} where its setting is ${value ?? 'not there'}`, async () => {
      const setting = aws.ssm.on(GetServiceSettingCommand, { SettingId: ROLE });
      if (value === undefined) setting.rejects(awsError('ServiceSettingNotFound'));
      else setting.resolves({ ServiceSetting: { SettingValue: value } });
      assert.equal(await facts().hostManagementRole(), role);
    });
  }
});
