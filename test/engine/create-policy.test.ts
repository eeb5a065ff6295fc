import assert from 'node:assert/strict';
import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import type { Reached } from '../../src/targets/accounts.ts';
import { blankPolicy, createInEach, type WantedPolicy } from '../../src/engine/create-policy.ts';
import type { TargetReport } from '../../src/engine/report.ts';
import { gateOf } from '../../src/engine/gate.ts';
import { quietly } from '../../src/engine/slots.ts';
import type { Policy } from '../../src/policies/reading/policy.ts';
import { OWNER_TAG } from '../../src/resources/ownership.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, testTarget } from '../aws.ts';

const ARN = `arn:aws:iam::${ACCOUNT}:policy/nodes`;
const document = (Action: string): Policy => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'Core', Effect: 'Allow', Action, Resource: '*' }],
});
const WANTED: WantedPolicy = { name: 'nodes', document: () => document('ssm:GetDocument'), overwrite: false };
const { signal: interrupt } = new AbortController();
const gate = gateOf({ targets: 0, interrupt });
const SETTINGS = { fanOut: quietly, concurrency: 4, timeout: 60, interrupt, gate };

describe('a policy in every account', () => {
  const aws = mockAws();
  const gone = awsError('NoSuchEntityException', 'it is not there', 404);

  const make = (wanted: Partial<WantedPolicy> = {}, reached: readonly Reached[] = [testTarget()]) =>
    createInEach({ reached, inputsFor: () => inputsOf(), settings: SETTINGS }, { ...WANTED, ...wanted });
  const outline = ([report]: readonly TargetReport[]): readonly unknown[] => [
    report?.status,
    report?.changes[0]?.action,
    report?.changes[0]?.status,
    report?.changes[0]?.summary,
  ];

  function there(policy: Policy, ours: boolean): void {
    const Tags = ours ? [{ Key: OWNER_TAG, Value: 'policy' }] : [{ Key: 'team', Value: 'ops' }];
    aws.iam.on(GetPolicyCommand).resolves({ Policy: { Arn: ARN, DefaultVersionId: 'v1', Tags } });
    const Document = encodeURIComponent(JSON.stringify(policy));
    aws.iam.on(GetPolicyVersionCommand).resolves({ PolicyVersion: { Document } });
    aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions: [{ VersionId: 'v1', IsDefaultVersion: true }] });
    aws.iam.on(CreatePolicyVersionCommand).resolves({});
  }

  it('is created with our tag where there is none', async () => {
    aws.iam.on(GetPolicyCommand, { PolicyArn: ARN }).rejects(gone);
    aws.iam.on(CreatePolicyCommand).resolves({ Policy: { Arn: ARN } });
    assert.deepEqual(outline(await make()), [
      'changed',
      'create',
      'done',
      'Creating IAM policy nodes: arn:aws:iam::111122223333:policy/nodes',
    ]);
    const [[, input] = []] = aws.writes();
    assert.deepEqual((input as { Tags: unknown }).Tags, [{ Key: OWNER_TAG, Value: 'policy' }]);
  });

  it('is what --noop says', () => {
    assert.deepEqual(blankPolicy('nodes'), {
      resource: 'policy',
      action: 'create',
      summary: 'Creating IAM policy nodes',
      differences: [],
    });
  });

  it('is left alone where it says the same, whoever made it', async () => {
    for (const ours of [true, false]) {
      there({ ...document('ssm:GetDocument'), Id: 'x' }, ours);
      assert.deepEqual(outline(await make()), [
        'unchanged',
        'none',
        'unchanged',
        'IAM policy nodes already exists: arn:aws:iam::111122223333:policy/nodes',
      ]);
    }
    assert.deepEqual(aws.writes(), []);
  });

  it('gets a new version where it is ours and says something else', async () => {
    there(document('ssm:*'), true);
    const reports = await make();
    assert.deepEqual(outline(reports), [
      'changed',
      'update',
      'done',
      'Updating IAM policy nodes: arn:aws:iam::111122223333:policy/nodes',
    ]);
    assert.deepEqual(reports[0]?.changes[0]?.differences, [{ field: 'document', have: 'v1', want: 'a new version' }]);
    assert.deepEqual(
      aws.writes().map(([name]) => name),
      ['iam.CreatePolicyVersion'],
    );
  });

  it('is refused where it is not ours and says something else, unless it is to be overwritten', async () => {
    there(document('ssm:*'), false);
    const [refused] = await make();
    assert.deepEqual([refused?.status, refused?.error?.code], ['failed', 'PolicyDiffers']);
    assert.match(refused?.error?.message ?? '', /was not made by session-manager \(its tags: team=ops\)/);
    assert.match(refused?.error?.advice ?? '', /--overwrite/);
    assert.deepEqual(aws.writes(), []);
    assert.deepEqual(outline(await make({ overwrite: true })), [
      'changed',
      'update',
      'done',
      'Updating IAM policy nodes: arn:aws:iam::111122223333:policy/nodes',
    ]);
    assert.ok(!aws.names().some((name) => name.includes('Tag')), 'what is not ours does not become ours');
  });

  it('loses no version of others where it is overwritten', async () => {
    there(document('ssm:*'), false);
    const Versions = ['v1', 'v2', 'v3', 'v4', 'v5'].map((VersionId) => ({
      VersionId,
      IsDefaultVersion: VersionId === 'v1',
    }));
    aws.iam.on(ListPolicyVersionsCommand).resolves({ Versions });
    const [report] = await make({ overwrite: true });
    assert.deepEqual([report?.error?.code, aws.writes()], ['NoRoom', []]);
  });

  it('is found when another run was faster, although IAM shows it only after a while', async () => {
    there(document('ssm:GetDocument'), true);
    aws.iam
      .on(GetPolicyCommand)
      .rejectsOnce(gone)
      .rejectsOnce(gone)
      .resolves({ Policy: { DefaultVersionId: 'v1', Tags: [] } });
    aws.iam.on(CreatePolicyCommand).rejects(awsError('EntityAlreadyExistsException', 'it is there', 409));
    const target = testTarget();
    assert.deepEqual(outline(await make({}, [target])).slice(0, 2), ['unchanged', 'none']);
    assert.deepEqual(target.pauses, [500, 1000]);
  });

  it('fails where IAM refuses, and says so', async () => {
    aws.iam.on(GetPolicyCommand).rejects(awsError('AccessDenied', 'not authorized to perform: iam:GetPolicy', 403));
    const [report] = await make();
    assert.deepEqual([report?.status, report?.changes[0]?.status], ['failed', 'failed']);
    assert.match(report?.error?.advice ?? '', /iam:GetPolicy/);
  });

  it('is made once an account, with the document of that account', async () => {
    aws.iam.on(GetPolicyCommand).rejects(gone);
    aws.iam.on(CreatePolicyCommand).resolves({ Policy: { Arn: ARN } });
    const other = { ...testTarget('us-east-1'), account: '444455556666' };
    const unreachable: Reached = {
      account: '777788889999',
      region: 'us-east-1',
      status: 'failed',
      problem: { code: 'X', message: 'closed' },
    };
    const reports = await make({ document: ({ account }) => document(`ssm:${account}`) }, [
      testTarget(),
      testTarget('us-east-1'),
      other,
      unreachable,
    ]);
    assert.deepEqual(
      reports.map(({ account, region, status }) => [account, region, status]),
      [
        [ACCOUNT, 'eu-west-1', 'changed'],
        ['444455556666', 'us-east-1', 'changed'],
        ['777788889999', 'us-east-1', 'failed'],
      ],
    );
    const made = aws.inputs('iam.CreatePolicy').map((input) => (input as { PolicyDocument: string }).PolicyDocument);
    assert.deepEqual(
      new Set(made.map((text) => /ssm:\d+/.exec(text)?.[0])),
      new Set([`ssm:${ACCOUNT}`, 'ssm:444455556666']),
    );
  });
});
