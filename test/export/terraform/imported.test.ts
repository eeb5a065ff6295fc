import assert from 'node:assert/strict';
import { readExisting } from '../../../src/engine/existing.ts';
import { readEach } from '../../../src/engine/read-each.ts';
import type { Found } from '../../../src/export/found.ts';
import { terraformText } from '../../../src/export/terraform/file.ts';
import type { ProviderVersion } from '../../../src/export/terraform/request.ts';
import { parseInputs, type RawInputs } from '../../../src/inputs/inputs.ts';
import { orderOn } from '../../engine/listings.ts';
import {
  ACCOUNT,
  EVERYTHING,
  stateWithForeignAssociation,
  stateWithForeignDocument,
  type World,
  world,
} from '../../engine/world.ts';
import { type Parsed, parsed, workedOut } from './apply.ts';

const BOTH = ['us-east-1', 'eu-west-1'];

async function foundOn(on: World, flags: RawInputs, regions = BOTH): Promise<readonly Found[]> {
  const order = { ...(await orderOn(on, { regions })), inputs: parseInputs(flags) };
  return readEach(order, (target) => readExisting(target, order.inputs));
}

async function fileOn(on: World, flags: RawInputs, provider: ProviderVersion = '6', regions = BOTH): Promise<string> {
  const found = await foundOn(on, flags, regions);
  return terraformText({ inputs: parseInputs(flags), regions, provider, entry: {}, found });
}

/** Addresses and ids of what is imported. */
const importsOf = ({ import: imports = [] }: Parsed): readonly string[] =>
  imports.map(({ to, id }) => `${String(to).replaceAll(/^\$\{|\}$/g, '')} ${String(id)}`).toSorted();

describe('what Terraform imports', () => {
  it('is all that setup has made, in each region, by the name that the provider has for it', async () => {
    const on = world();
    await on.setup({ kms: true }, { regions: BOTH });
    const [one, other] = await foundOn(on, { kms: true });
    const six = importsOf(await parsed(await fileOn(on, { kms: true })));
    assert.equal(six.length, 10);
    for (const line of [
      `aws_kms_key.session["us-east-1"] ${one?.key?.id}@us-east-1`,
      'aws_kms_alias.session["eu-west-1"] alias/session@eu-west-1',
      'aws_cloudwatch_log_group.sessions["us-east-1"] sessions@us-east-1',
      'aws_ssm_document.preferences["eu-west-1"] SSM-SessionManagerRunShell@eu-west-1',
      `aws_ssm_association.agent_update["eu-west-1"] ${other?.association?.found.id}@eu-west-1`,
    ]) {
      assert.ok(six.includes(line), line);
    }
    const five = importsOf(await parsed(await fileOn(on, { kms: true }, '5')));
    assert.ok(five.includes('aws_cloudwatch_log_group.sessions_eu_west_1 sessions'), five.join('\n'));
  });

  it('is nothing where nothing is: then the file is the same as without looking', async () => {
    const withoutHead = (text: string): string => text.slice(text.indexOf('terraform {'));
    const made = terraformText({ inputs: parseInputs(EVERYTHING), regions: BOTH, provider: '6', entry: {} });
    assert.equal(withoutHead(await fileOn(world(), EVERYTHING)), withoutHead(made));
  });

  for (const provider of ['5', '6'] as const) {
    it(`has the arguments that are there already: nothing is changed, provider ${provider}`, async () => {
      const on = world();
      await on.setup(EVERYTHING, { regions: BOTH });
      const instances = await workedOut(await fileOn(on, EVERYTHING, provider), on);
      for (const found of await foundOn(on, EVERYTHING)) {
        const valuesOf = (type: string): Readonly<Record<string, unknown>> =>
          instances.find((one) => one.type === type && one.region === found.place.region)?.values ?? {};
        const [key, group, document, association] = [
          valuesOf('aws_kms_key'),
          valuesOf('aws_cloudwatch_log_group'),
          valuesOf('aws_ssm_document'),
          valuesOf('aws_ssm_association'),
        ];
        assert.deepEqual(JSON.parse(String(key['policy'])), JSON.parse(JSON.stringify(found.key?.policy)));
        assert.deepEqual([key['tags'], key['deletion_window_in_days']], [found.key?.tags, undefined]);
        assert.deepEqual([group['retention_in_days'], group['kms_key_id']], [365, found.logGroup?.keyArn]);
        assert.deepEqual([group['tags'], group['skip_destroy']], [found.logGroup?.tags, undefined]);
        assert.deepEqual(
          [document['content'], document['version_name']],
          [found.document?.text, found.document?.versionName],
        );
        assert.equal(association['schedule_expression'], found.association?.found.schedule);
      }
    });
  }

  it('stays as it is where nothing else is asked for, whoever made it', async () => {
    const on = world({ state: stateWithForeignAssociation() });
    await on.edit(({ associations, logGroups }) => {
      for (const association of Object.values(associations)) {
        const output = { S3Location: { OutputS3BucketName: 'runs', OutputS3Region: 'us-east-1' } };
        association.parameters = { ...association.parameters, OutputLocation: output };
      }
      logGroups['sessions'] = {
        created: '2025-01-01T00:00:00.000Z',
        retentionInDays: 14,
        storedBytes: 0,
        class: 'INFREQUENT_ACCESS',
        deletionProtection: true,
        tags: { team: 'dev', 'aws:cloudformation:stack-name': 'x' },
      };
    });
    const { resource } = await parsed(await fileOn(on, {}, '6', ['us-east-1']));
    const [group] = resource['aws_cloudwatch_log_group']?.['sessions'] ?? [];
    assert.deepEqual(
      [group?.['retention_in_days'], group?.['deletion_protection_enabled'], group?.['tags']],
      [14, true, { team: 'dev' }],
    );
    assert.equal(group?.['log_group_class'], 'INFREQUENT_ACCESS');
    assert.deepEqual(group?.['lifecycle'], [{ prevent_destroy: true }]);
    const [association] = resource['aws_ssm_association']?.['agent_update'] ?? [];
    assert.deepEqual(
      [association?.['schedule_expression'], association?.['max_errors'], association?.['parameters']],
      ['rate(7 days)', '10%', { allowDowngrade: 'false' }],
    );
    assert.deepEqual(association?.['targets'], [{ key: 'tag:Environment', values: ['dev'] }]);
    assert.deepEqual(association?.['output_location'], [{ s3_bucket_name: 'runs', s3_region: 'us-east-1' }]);
    assert.deepEqual(association?.['tags'], { team: 'dev' });
  });

  it('is changed as it is asked for, and only so', async () => {
    const on = world();
    await on.setup({ kms: true, 'idle-timeout': '10', 'max-duration': '60' }, { regions: BOTH });
    const flags = { kms: true, 'idle-timeout': '30', 'rotation-days': '100', 'agent-update-targets': 'all' } as const;
    const instances = await workedOut(await fileOn(on, flags), on);
    const document = instances.find(({ type }) => type === 'aws_ssm_document')?.values ?? {};
    const { inputs } = JSON.parse(String(document['content'])) as { inputs: Record<string, unknown> };
    assert.deepEqual([inputs['idleSessionTimeout'], inputs['maxSessionDuration']], ['30', '60']);
    assert.match(String(document['version_name']), /^session-manager-[\da-f]{16}$/);
    const association = instances.find(({ type }) => type === 'aws_ssm_association')?.values ?? {};
    assert.deepEqual(association['targets'], [{ key: 'InstanceIds', values: ['*'] }]);
    assert.equal(instances.find(({ type }) => type === 'aws_kms_key')?.values['rotation_period_in_days'], 100);
  });

  it('differs from region to region in one resource', async () => {
    const on = world();
    await on.setup({ retention: '30', 'idle-timeout': '10' }, { regions: ['us-east-1'] });
    await on.setup({ retention: '60', 'agent-update-targets': 'all' }, { regions: ['eu-west-1'] });
    const regions = [...BOTH, 'eu-north-1'];
    const text = await fileOn(on, {}, '6', regions);
    const instances = await workedOut(text, on);
    const byRegion = (type: string, name: string): readonly unknown[] =>
      regions.map(
        (region) => instances.find((one) => one.type === type && one.region === region)?.values[name] ?? null,
      );
    assert.deepEqual(byRegion('aws_cloudwatch_log_group', 'retention_in_days'), [30, 60, null]);
    assert.deepEqual(byRegion('aws_cloudwatch_log_group', 'skip_destroy'), [null, null, true]);
    const idle = byRegion('aws_ssm_document', 'content').map(
      (content) => (JSON.parse(String(content)) as { inputs: Record<string, unknown> }).inputs['idleSessionTimeout'],
    );
    assert.deepEqual(idle, ['10', '20', '20']);
    assert.match(text, /dynamic "targets" \{/);
  });

  it('leaves alone what others do already, and versions of which another is in effect, and says so', async () => {
    const state = await stateWithForeignDocument();
    const on = world({ state });
    const text = await fileOn(on, { 'idle-timeout': '5' }, '6', ['us-east-1']);
    assert.match(text, /# In us-east-1 version 3 of the preferences is not in effect, but version 2/);
    const instances = await workedOut(text, on);
    const { content } = instances.find(({ type }) => type === 'aws_ssm_document')?.values ?? {};
    const [, , latest] =
      state.accounts[ACCOUNT]?.['us-east-1']?.documents['SSM-SessionManagerRunShell']?.versions ?? [];
    assert.equal(content, latest?.content);
  });
});
