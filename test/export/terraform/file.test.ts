import assert from 'node:assert/strict';
import { terraformText } from '../../../src/export/terraform/file.ts';
import { PROVIDER_VERSIONS, type ProviderVersion } from '../../../src/export/terraform/request.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { inputsOf } from '../../aws.ts';
import { EVERYTHING, world } from '../../engine/world.ts';
import { applied, parsed } from './apply.ts';

const BOTH = ['us-east-1', 'eu-west-1'];

const fileFor = (flags: RawInputs, provider: ProviderVersion, regions: readonly string[] = BOTH): string =>
  terraformText({ inputs: inputsOf(flags), regions, provider, entry: {} });

const PROFILE = 'a="${HOME}"; %{if} $${x} %%{y}\r\n\tset -o vi # "quoted" \\ Grüße ✅ \u200b\u{e0001}';

/** Every kind of flag, alone and together. */
const FLAGS: readonly (readonly [string, RawInputs])[] = [
  ['nothing', {}],
  ['a key', { kms: true }],
  ['a key of another name that rotates at another pace', { kms: true, 'kms-alias': 'a/b_c-d', 'rotation-days': '90' }],
  ['sessions that are encrypted', { kms: true, 'encrypt-sessions': true, 'log-group': '/aws-like/sessions.of_ours-1' }],
  ['a retention', { retention: '365' }],
  ['a retention of never', { retention: 'never' }],
  ['a bucket', { 's3-bucket': 'session-logs', 's3-prefix': 'a/b', 's3-encryption': true }],
  ['a bucket without encryption', { 's3-bucket': 'session-logs', 's3-encryption': false }],
  ['no streaming', { streaming: false }],
  ['times', { 'idle-timeout': '15', 'max-duration': '60' }],
  ['a user and profiles', { 'run-as': 'corp\\ann$', 'shell-profile-linux': PROFILE, 'shell-profile-windows': 'cls' }],
  ['no agent update', { 'agent-update': false }],
  ['an agent update of every node', { 'agent-update-targets': 'all', 'agent-update-schedule': 'rate(7 days)' }],
  ['an agent update by tags', { 'agent-update-targets': ['tag:Env=dev', 'tag:Env=a b', 'tag:Ünï/x=yes'] }],
  ['tags', { tag: ['team=platform', 'a:b/c=d e+@', 'Ünï x=ä', 'for=x', 'empty='], kms: true }],
  ['a grant', { grant: true, kms: true, 'encrypt-sessions': true, 's3-bucket': 'session-logs' }],
  ['everything', { ...EVERYTHING, grant: true, 'rotation-days': '200' }],
];

describe('HCL for one account', () => {
  for (const provider of PROVIDER_VERSIONS) {
    for (const [name, flags] of FLAGS) {
      it(`makes what setup makes, so that plan finds nothing: ${name}, provider ${provider}`, async () => {
        const on = world();
        await applied(fileFor(flags, provider), on);
        const planned = await on.planWhole(
          // Provider 5 has no such argument, and the file says so.
          provider === '5' ? { ...flags, 'deletion-protection': undefined } : flags,
          { regions: BOTH },
        );
        for (const { region, status, changes } of planned) {
          const open = changes.filter(({ action }) => action !== 'none');
          assert.deepEqual([region, status, open], [region, 'unchanged', []]);
        }
      });
    }
  }

  it('has the same arguments in both forms, but for what provider 5 does not know', async () => {
    const flags = { ...EVERYTHING, grant: true };
    const [six, five] = await Promise.all(
      (['6', '5'] as const).map((provider) => applied(fileFor(flags, provider), world())),
    );
    const outlineOf = (instances: typeof six): unknown =>
      (instances ?? [])
        .map(({ type, region, values: { region: _own, deletion_protection_enabled: _protection, ...values } }) => ({
          type,
          region,
          ...withoutIds(values),
        }))
        .toSorted((one, other) =>
          JSON.stringify([one.type, one.region]) < JSON.stringify([other.type, other.region]) ? -1 : 1,
        );
    assert.deepEqual(outlineOf(five), outlineOf(six));
  });

  it('asks for the versions that know what it says', async () => {
    const needed = async (flags: RawInputs, provider: ProviderVersion): Promise<unknown> =>
      (await parsed(fileFor(flags, provider))).terraform[0]?.['required_providers'];
    assert.deepEqual(await needed({}, '6'), [{ aws: { source: 'hashicorp/aws', version: '>= 6.0' } }]);
    assert.deepEqual(await needed({ 'deletion-protection': true }, '6'), [
      { aws: { source: 'hashicorp/aws', version: '>= 6.25' } },
    ]);
    assert.deepEqual(await needed({ 'deletion-protection': true }, '5'), [
      { aws: { source: 'hashicorp/aws', version: '>= 5.53, < 6.0' } },
    ]);
  });

  it('keeps what holds data when everything else is destroyed', async () => {
    const { resource } = await parsed(fileFor({ kms: true }, '6'));
    assert.deepEqual(resource['aws_kms_key']?.['session']?.[0]?.['lifecycle'], [{ prevent_destroy: true }]);
    assert.equal(resource['aws_cloudwatch_log_group']?.['sessions']?.[0]?.['skip_destroy'], true);
  });

  it('uses a key that is given, and makes none', async () => {
    const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const text = fileFor({ 'kms-key': arn, 'encrypt-sessions': true, grant: true }, '6', ['eu-west-1']);
    const { resource } = await parsed(text);
    assert.deepEqual(
      Object.keys(resource).filter((type) => type.startsWith('aws_kms')),
      [],
    );
    assert.equal(resource['aws_cloudwatch_log_group']?.['sessions']?.[0]?.['kms_key_id'], arn);
    assert.match(text, /kmsKeyId +=/);
    assert.equal(text.split(arn).length - 1, text.match(/1234abcd-12ab/g)?.length);
  });

  it('names no account, region or partition that was not given', () => {
    for (const provider of PROVIDER_VERSIONS) {
      const text = fileFor({ ...EVERYTHING, grant: true }, provider, ['cn-north-1']);
      assert.doesNotMatch(text, /\d{12}|arn:aws[:-]|us-east-1|amazonaws\.com\.cn/);
    }
  });

  it('says what provider 5 cannot do where it would be', () => {
    const text = fileFor({ 'deletion-protection': true, 'log-group': 'a/b' }, '5', ['us-east-1']);
    assert.match(
      text,
      /# aws logs put-log-group-deletion-protection --log-group-identifier a\/b --deletion-protection-enabled\n/,
    );
    assert.doesNotMatch(text, /^ +deletion_protection/m);
  });
});

const withoutIds = (values: object): object =>
  JSON.parse(
    JSON.stringify(values)
      .replaceAll(/[\da-f]{8}-[\da-f]{4}-[\da-f-]{22}/g, 'an-id')
      .replaceAll(/session-manager-[\da-f]{16}/g, 'a-version'),
  ) as object;
