import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateAssociationCommand,
  type CreateAssociationCommandInput,
  CreateDocumentCommand,
  DeleteAssociationCommand,
  DescribeAssociationCommand,
  ListAssociationsCommand,
  ListTagsForResourceCommand,
  UpdateAssociationCommand,
} from '@aws-sdk/client-ssm';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf, refused } from '../../clients.ts';

const NONE = '00000000-0000-0000-0000-000000000000';

describe('sandbox: State Manager associations', () => {
  let { ssm } = clientsOf(createSandbox());
  beforeEach(() => {
    ({ ssm } = clientsOf(createSandbox()));
  });

  const create = async (extra: Partial<CreateAssociationCommandInput> = {}): Promise<string> => {
    const input = { Name: 'AWS-UpdateSSMAgent', Targets: [{ Key: 'InstanceIds', Values: ['*'] }], ...extra };
    const { AssociationDescription: made } = await ssm.send(new CreateAssociationCommand(input));
    return made?.AssociationId ?? '';
  };
  const describeIt = async (AssociationId: string, AssociationVersion?: string) => {
    const version = AssociationVersion === undefined ? {} : { AssociationVersion };
    return (await ssm.send(new DescribeAssociationCommand({ AssociationId, ...version }))).AssociationDescription;
  };

  it('makes an association and keeps everything given', async () => {
    const given = {
      AssociationName: 'update-agent',
      ScheduleExpression: 'cron(0 2 ? * SUN *)',
      Parameters: { allowDowngrade: ['false'] },
      MaxConcurrency: '50',
      MaxErrors: '10%',
      ComplianceSeverity: 'MEDIUM',
      ApplyOnlyAtCronInterval: true,
    } satisfies Partial<CreateAssociationCommandInput>;
    const id = await create({ ...given, Tags: [{ Key: 'a', Value: 'b' }] });
    const shown = await describeIt(id);
    assert.deepEqual({ ...shown, ...given }, shown);
    assert.equal(shown?.Name, 'AWS-UpdateSSMAgent');
    assert.equal(shown?.AssociationVersion, '1');
    assert.equal(shown?.DocumentVersion, '$DEFAULT');
    const resource = { ResourceType: 'Association', ResourceId: id } as const;
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'c', Value: 'd' }] }));
    assert.equal((await ssm.send(new ListTagsForResourceCommand(resource))).TagList?.length, 2);
  });

  it('accepts the same association name twice, as AWS does', async () => {
    const ids = new Set([
      await create({ AssociationName: 'update-agent' }),
      await create({ AssociationName: 'update-agent' }),
    ]);
    assert.equal(ids.size, 2);
  });

  it('refuses what AWS refuses', async () => {
    await refused(create({ Name: 'Nonsense' }), 'InvalidDocument');
    await refused(create({ Targets: [] }), 'InvalidTarget');
    await refused(create({ Targets: [{ Key: 'nonsense', Values: ['*'] }] }), 'InvalidTarget');
    await refused(
      create({ Targets: Array.from({ length: 6 }, () => ({ Key: 'tag:a', Values: ['b'] })) }),
      'ValidationException',
      /less than or equal to 5/,
    );
    await refused(create({ Parameters: { nonsense: ['x'] } }), 'InvalidParameters');
    await refused(create({ MaxConcurrency: '101%' }), 'ValidationException');
    await refused(create({ MaxErrors: 'x' }), 'ValidationException');
    await refused(create({ AssociationName: 'a b' }), 'ValidationException');
    await refused(
      create({ ScheduleExpression: 'rate(14 days)', ApplyOnlyAtCronInterval: true }),
      'ValidationException',
      /cron/,
    );
    const second = { ScheduleExpression: 'cron(0 0 ? * THU#2 *)', ScheduleOffset: 3 };
    await refused(create(second), 'ValidationException', /ApplyOnlyAtCronInterval/);
    await create({ ...second, ApplyOnlyAtCronInterval: true });
    await refused(create({ DocumentVersion: '7' }), 'InvalidDocumentVersion');
    await ssm.send(
      new CreateDocumentCommand({
        Name: 'Mine',
        DocumentType: 'Session',
        Content: '{"schemaVersion":"1.0","sessionType":"Standard_Stream","inputs":{}}',
      }),
    );
    await refused(create({ Name: 'Mine' }), 'InvalidDocument');
  });

  it('checks schedules', async () => {
    const good = [
      'rate(30 minutes)',
      'rate(1 hour)',
      'rate(14 days)',
      'cron(0 2 ? * SUN *)',
      'cron(15 13 ? * WED#2 *)',
      'cron(0 0/30 * * * ? *)',
      'cron(30 */4 * * ? *)',
      'at(2030-01-01T10:00:00)',
    ];
    for (const ScheduleExpression of good) await create({ ScheduleExpression });
    const bad = [
      'rate(29 minutes)',
      'rate(31 days)',
      'rate(1 hours)',
      'rate(2 hour)',
      'rate(x)',
      'cron(0 2 * * SUN)',
      'cron(0 25 ? * SUN *)',
      'cron(0 2 ? 6 SUN *)',
      'cron(0 2 * * * *)',
      'at(never)',
      'weekly',
    ];
    for (const ScheduleExpression of bad) await refused(create({ ScheduleExpression }), 'InvalidSchedule');
  });

  it('lists by filter, page by page', async () => {
    const made = [await create({ AssociationName: 'one' }), await create({ AssociationName: 'two' }), await create()];
    const find = async (key: 'Name' | 'AssociationName' | 'AssociationId', value: string) =>
      (await ssm.send(new ListAssociationsCommand({ AssociationFilterList: [{ key, value }] }))).Associations;
    assert.equal((await find('Name', 'AWS-UpdateSSMAgent'))?.length, 3);
    assert.deepEqual(
      (await find('AssociationName', 'two'))?.map((one) => one.AssociationId),
      [made[1]],
    );
    assert.equal((await find('AssociationId', NONE))?.length, 0);
    const first = await ssm.send(new ListAssociationsCommand({ MaxResults: 2 }));
    const second = await ssm.send(new ListAssociationsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    const ids = [...(first.Associations ?? []), ...(second.Associations ?? [])].map((one) => one.AssociationId);
    assert.deepEqual(ids, made.toSorted());
    assert.equal(second.NextToken, undefined);
    await refused(ssm.send(new ListAssociationsCommand({ NextToken: 'x' })), 'InvalidNextToken');
  });

  it('resets every parameter that an update leaves out, and makes a new version', async () => {
    const id = await create({
      AssociationName: 'one',
      ScheduleExpression: 'rate(14 days)',
      MaxErrors: '5',
      ComplianceSeverity: 'LOW',
    });
    await ssm.send(
      new UpdateAssociationCommand({
        AssociationId: id,
        Name: 'AWS-UpdateSSMAgent',
        Targets: [{ Key: 'tag:env', Values: ['prod'] }],
        ScheduleExpression: 'rate(7 days)',
      }),
    );
    const shown = await describeIt(id);
    assert.equal(shown?.AssociationVersion, '2');
    assert.equal(shown?.ScheduleExpression, 'rate(7 days)');
    assert.equal(shown?.AssociationName, undefined);
    assert.equal(shown?.MaxErrors, undefined);
    assert.equal(shown?.ComplianceSeverity, undefined);
    assert.equal((await describeIt(id, '1'))?.MaxErrors, '5');
    await refused(
      ssm.send(new UpdateAssociationCommand({ AssociationId: id, AssociationVersion: '1' })),
      'InvalidAssociationVersion',
    );
    await refused(describeIt(id, '3'), 'InvalidAssociationVersion');
  });

  it('deletes an association once', async () => {
    const AssociationId = await create();
    await ssm.send(new DeleteAssociationCommand({ AssociationId }));
    await refused(ssm.send(new DeleteAssociationCommand({ AssociationId })), 'AssociationDoesNotExist');
    await refused(describeIt(AssociationId), 'AssociationDoesNotExist');
    await refused(ssm.send(new UpdateAssociationCommand({ AssociationId })), 'AssociationDoesNotExist');
    await refused(ssm.send(new DeleteAssociationCommand({ AssociationId: 'nonsense' })), 'ValidationException');
    await refused(ssm.send(new DeleteAssociationCommand({})), 'ValidationException');
  });

  it('keeps one association of a document with an instance', async () => {
    const input = { Name: 'AWS-UpdateSSMAgent', InstanceId: 'i-12345678' };
    await ssm.send(new CreateAssociationCommand(input));
    await refused(ssm.send(new CreateAssociationCommand(input)), 'AssociationAlreadyExists');
    await ssm.send(new DeleteAssociationCommand(input));
    await refused(ssm.send(new DeleteAssociationCommand(input)), 'AssociationDoesNotExist');
  });
});
