import assert from 'node:assert/strict';
import {
  AddTagsToResourceCommand,
  CreateAssociationCommand,
  DescribeAssociationCommand,
  DescribeInstanceInformationCommand,
  type DescribeInstanceInformationCommandInput,
  GetConnectionStatusCommand,
  GetServiceSettingCommand,
  type InstanceInformationFilter,
  ListAssociationsCommand,
  ListTagsForResourceCommand,
  paginateDescribeInstanceInformation,
  ResetServiceSettingCommand,
  type SSMClient,
  UpdateServiceSettingCommand,
} from '@aws-sdk/client-ssm';
import { createSandbox, type Sandbox } from '../../../../src/sandbox/door/sandbox.ts';
import type { Instance } from '../../../../src/sandbox/state/ec2.ts';
import type { ManagedNode } from '../../../../src/sandbox/state/ssm.ts';
import { regionOf, type RegionState } from '../../../../src/sandbox/state/state.ts';
import { clientsOf, refused } from '../../clients.ts';

const node = (extra: Partial<ManagedNode> = {}): ManagedNode => ({
  pingStatus: 'Online',
  lastPing: '2026-01-02T03:04:05.000Z',
  agentVersion: '3.3.131.0',
  platform: 'Linux',
  platformName: 'Amazon Linux',
  platformVersion: '2023',
  computerName: 'one.example.com',
  ipAddress: '10.0.0.4',
  connected: true,
  tags: {},
  associations: {},
  ...extra,
});

const instance = (extra: Partial<Instance> = {}): Instance => ({
  state: 'running',
  launched: '2026-01-01T00:00:00.000Z',
  platform: 'linux',
  type: 't3.micro',
  imageId: 'ami-1',
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  privateIp: '10.0.0.4',
  securityGroups: [],
  metadata: { tokens: 'required', endpoint: 'enabled' },
  tags: {},
  ...extra,
});

describe('sandbox: managed nodes', () => {
  let sandbox: Sandbox;
  let ssm: SSMClient;
  const edit = (change: (here: RegionState) => void): Promise<void> =>
    sandbox.edit((state) => change(regionOf(state, '123456789012', 'eu-central-1')));
  beforeEach(async () => {
    sandbox = createSandbox();
    ({ ssm } = clientsOf(sandbox));
    await edit((here) => {
      here.instances['i-1'] = instance({ tags: { env: 'prod' } });
      here.nodes['i-1'] = node({ tags: { env: 'not read' } });
      here.nodes['i-2'] = node({ pingStatus: 'ConnectionLost', platform: 'Windows', connected: false });
      here.nodes['mi-1'] = node({ iamRole: 'hybrid', tags: { env: 'lab' }, agentVersion: '3.3.9999.0' });
    });
  });

  const idsOf = async (input: DescribeInstanceInformationCommandInput) => {
    const { InstanceInformationList: found = [] } = await ssm.send(new DescribeInstanceInformationCommand(input));
    return found.map(({ InstanceId }) => InstanceId);
  };
  const filtered = (...filters: [key: string, ...values: string[]][]) =>
    idsOf({ Filters: filters.map(([Key, ...Values]) => ({ Key, Values })) });
  const legacy = (key: InstanceInformationFilter['key'], ...valueSet: string[]) =>
    idsOf({ InstanceInformationFilterList: [{ key, valueSet }] });

  it('are shown with what they said of themselves', async () => {
    const answer = await ssm.send(new DescribeInstanceInformationCommand({}));
    const [first, , hybrid] = answer.InstanceInformationList ?? [];
    assert.deepEqual(first, {
      InstanceId: 'i-1',
      PingStatus: 'Online',
      LastPingDateTime: new Date('2026-01-02T03:04:05Z'),
      AgentVersion: '3.3.131.0',
      IsLatestVersion: false,
      PlatformType: 'Linux',
      PlatformName: 'Amazon Linux',
      PlatformVersion: '2023',
      ResourceType: 'EC2Instance',
      IPAddress: '10.0.0.4',
      ComputerName: 'one.example.com',
      SourceId: 'i-1',
      SourceType: 'AWS::EC2::Instance',
    });
    assert.equal(hybrid?.ResourceType, 'ManagedInstance');
    assert.equal(hybrid?.IamRole, 'hybrid');
    assert.equal(hybrid?.IsLatestVersion, true);
  });

  it('are not shown while their instance is stopped or terminated', async () => {
    await edit((here) => {
      here.instances['i-1'] = instance({ state: 'stopped' });
      here.instances['i-2'] = instance({ state: 'terminated' });
    });
    assert.deepEqual(await idsOf({}), ['mi-1']);
  });

  it('are found by filters of both kinds', async () => {
    assert.deepEqual(await filtered(['PingStatus', 'ConnectionLost']), ['i-2']);
    assert.deepEqual(await filtered(['InstanceIds', 'i-1', 'mi-1', 'i-9']), ['i-1', 'mi-1']);
    assert.deepEqual(await filtered(['AgentVersion', '3.3.131.0'], ['PlatformTypes', 'Linux']), ['i-1']);
    assert.deepEqual(await filtered(['ResourceType', 'ManagedInstance']), ['mi-1']);
    assert.deepEqual(await filtered(['IamRole', 'hybrid']), ['mi-1']);
    assert.deepEqual(await filtered(['ActivationIds', 'x']), []);
    assert.deepEqual(await legacy('PingStatus', 'Online'), ['i-1', 'mi-1']);
  });

  it('are found by tags: those of the instance, or those of the hybrid node', async () => {
    assert.deepEqual(await filtered(['tag:env', 'prod', 'lab', 'not read']), ['i-1', 'mi-1']);
    assert.deepEqual(await filtered(['tag:env', 'not read']), []);
    assert.deepEqual(await filtered(['tag-key', 'env']), ['i-1', 'mi-1']);
    assert.deepEqual(await filtered(['tag-key', 'env'], ['tag:env', 'lab']), ['mi-1']);
    await refused(filtered(['tag:env', 'prod'], ['PingStatus', 'Online']), 'ValidationException', /^Tag filters can't/);
  });

  it('refuse filters that AWS refuses', async () => {
    await refused(filtered(['Nonsense', 'x']), 'InvalidFilterKey');
    await refused(filtered(['PingStatus', 'Nonsense']), 'InvalidInstanceInformationFilterValue');
    await refused(
      filtered(['ResourceType', 'EC2Instance', 'ManagedInstance']),
      'InvalidInstanceInformationFilterValue',
      /^ResourceType filter may contain only one value\.$/,
    );
    await refused(filtered(['InstanceIds', 'nonsense']), 'InvalidInstanceId');
    await refused(legacy('Nonsense' as 'PingStatus', 'x'), 'ValidationException');
    await refused(
      idsOf({
        Filters: [{ Key: 'PingStatus', Values: ['Online'] }],
        InstanceInformationFilterList: [{ key: 'PingStatus', valueSet: ['Online'] }],
      }),
      'ValidationException',
    );
  });

  it('come in pages of ten, or of 5 to 50', async () => {
    await edit((here) => {
      for (let index = 10; index < 30; index += 1) here.nodes[`i-${index}`] = node();
    });
    const pages = async (pageSize?: number) => {
      const sizes: number[] = [];
      const config = { client: ssm, ...(pageSize !== undefined && { pageSize }) };
      for await (const page of paginateDescribeInstanceInformation(config, {})) {
        sizes.push(page.InstanceInformationList?.length ?? 0);
      }
      return sizes;
    };
    assert.deepEqual(await pages(), [10, 10, 3]);
    assert.deepEqual(await pages(20), [20, 3]);
    await refused(idsOf({ MaxResults: 4 }), 'ValidationException');
    await refused(idsOf({ NextToken: 'x' }), 'InvalidNextToken');
  });

  it('are connected or not; an unknown one is not', async () => {
    const status = async (Target: string) => (await ssm.send(new GetConnectionStatusCommand({ Target }))).Status;
    assert.equal(await status('i-1'), 'connected');
    assert.equal(await status('i-2'), 'notconnected');
    assert.equal(await status('toString'), 'notconnected');
  });

  it('have tags of their own only when they are hybrid', async () => {
    const resource = { ResourceType: 'ManagedInstance', ResourceId: 'mi-1' } as const;
    await ssm.send(new AddTagsToResourceCommand({ ...resource, Tags: [{ Key: 'a', Value: 'b' }] }));
    assert.deepEqual((await ssm.send(new ListTagsForResourceCommand(resource))).TagList, [
      { Key: 'a', Value: 'b' },
      { Key: 'env', Value: 'lab' },
    ]);
    await refused(ssm.send(new ListTagsForResourceCommand({ ...resource, ResourceId: 'i-1' })), 'InvalidResourceId');
  });

  it('decide how an association stands', async () => {
    const input = { Name: 'AWS-UpdateSSMAgent', Targets: [{ Key: 'InstanceIds', Values: ['*'] }] };
    const { AssociationDescription: made } = await ssm.send(new CreateAssociationCommand(input));
    const AssociationId = made?.AssociationId ?? assert.fail();
    const overview = async () => {
      const { Associations: [listed] = [] } = await ssm.send(new ListAssociationsCommand({}));
      const described = await ssm.send(new DescribeAssociationCommand({ AssociationId }));
      assert.deepEqual(described.AssociationDescription?.Overview, listed?.Overview);
      return listed?.Overview;
    };
    const ran = (id: string, status: 'Success' | 'Failed' | 'Pending') =>
      edit((here) => {
        const found = here.nodes[id] ?? assert.fail();
        found.associations[AssociationId] = { status };
      });
    assert.deepEqual(await overview(), { Status: 'Pending', DetailedStatus: 'Creating' });
    await ran('i-1', 'Success');
    assert.deepEqual(await overview(), {
      Status: 'Success',
      DetailedStatus: 'Success',
      AssociationStatusAggregatedCount: { Success: 1 },
    });
    await ran('mi-1', 'Pending');
    assert.equal((await overview())?.Status, 'Pending');
    await ran('i-2', 'Failed');
    assert.deepEqual(await overview(), {
      Status: 'Failed',
      DetailedStatus: 'Failed',
      AssociationStatusAggregatedCount: { Success: 1, Failed: 1, Pending: 1 },
    });
    const named = (value: string) => ({ AssociationFilterList: [{ key: 'AssociationStatusName' as const, value }] });
    assert.equal((await ssm.send(new ListAssociationsCommand(named('Failed')))).Associations?.length, 1);
    assert.equal((await ssm.send(new ListAssociationsCommand(named('Pending')))).Associations?.length, 0);
    assert.deepEqual(await filtered(['AssociationStatus', 'Failed', 'Success']), ['i-1', 'i-2']);
    const { InstanceInformationList: [first] = [] } = await ssm.send(new DescribeInstanceInformationCommand({}));
    assert.equal(first?.AssociationStatus, 'Success');
    assert.deepEqual(first?.AssociationOverview, {
      DetailedStatus: 'Success',
      InstanceAssociationStatusAggregatedCount: { Success: 1 },
    });
  });
});

describe('sandbox: service settings', () => {
  const ROLE = '/ssm/managed-instance/default-ec2-instance-management-role';
  const ARN = `arn:aws:ssm:eu-central-1:123456789012:servicesetting${ROLE}`;
  let sandbox: Sandbox;
  let ssm: SSMClient;
  beforeEach(() => {
    sandbox = createSandbox();
    ({ ssm } = clientsOf(sandbox));
  });
  const get = async (SettingId: string) => (await ssm.send(new GetServiceSettingCommand({ SettingId }))).ServiceSetting;
  const update = (SettingId: string, SettingValue: string) =>
    ssm.send(new UpdateServiceSettingCommand({ SettingId, SettingValue }));

  it('have defaults', async () => {
    const { LastModifiedDate: time, ...setting } = (await get(ROLE)) ?? assert.fail();
    assert.ok(time instanceof Date);
    assert.deepEqual(setting, {
      SettingId: ROLE,
      SettingValue: '$None',
      LastModifiedUser: 'System',
      ARN,
      Status: 'Default',
    });
    assert.equal((await get('/ssm/managed-instance/activation-tier'))?.SettingValue, 'standard');
    assert.equal((await get('/ssm/documents/console/public-sharing-permission'))?.SettingValue, 'Enable');
  });

  it('are set and reset, by id or by ARN', async () => {
    await update(ARN, 'service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole');
    const setting = await get(ROLE);
    assert.deepEqual(
      [setting?.SettingValue, setting?.Status],
      ['service-role/AWSSystemsManagerDefaultEC2InstanceManagementRole', 'Customized'],
    );
    assert.equal((await get(ARN))?.SettingId, ROLE);
    const { ServiceSetting: reset } = await ssm.send(new ResetServiceSettingCommand({ SettingId: ROLE }));
    assert.deepEqual([reset?.SettingValue, reset?.Status], ['$None', 'Default']);
    assert.deepEqual((await sandbox.snapshot()).accounts['123456789012']?.['eu-central-1']?.serviceSettings, {});
  });

  it('are refused when AWS has none of that name, or no such value', async () => {
    await refused(get('/ssm/managed-instance/default-instance-management-role'), 'ServiceSettingNotFound');
    await refused(get(ARN.replace('eu-central-1', 'eu-west-1')), 'ServiceSettingNotFound');
    await refused(update('/ssm/managed-instance/activation-tier', 'gold'), 'ValidationException');
  });
});
