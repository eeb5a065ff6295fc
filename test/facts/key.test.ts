import assert from 'node:assert/strict';
import {
  DescribeKeyCommand,
  GetKeyPolicyCommand,
  GetKeyRotationStatusCommand,
  type KeyMetadata,
  ListAliasesCommand,
  ListGrantsCommand,
  ListResourceTagsCommand,
} from '@aws-sdk/client-kms';
import { type Key, keyReader } from '../../src/facts/key.ts';
import { iamStatement, keyPolicy } from '../../src/policies/documents/key-policy.ts';
import { OWNER_TAG } from '../../src/resources/ownership.ts';
import { ACCOUNT, awsError, mockAws, REGION, testTarget } from '../aws.ts';

const ID = '1234abcd-12ab-34cd-56ef-1234567890ab';
const KMS = `arn:aws:kms:${REGION}:${ACCOUNT}`;
const ARN = `${KMS}:key/${ID}`;
const POLICY = keyPolicy(testTarget(), 'audit');
const DENIED = awsError('AccessDeniedException');

describe('facts key', () => {
  const aws = mockAws();
  const read = (name = 'alias/session') => keyReader(testTarget())(name);
  const found = async (name?: string): Promise<Key> => {
    const key = await read(name);
    return key.kind === 'found' ? key : assert.fail(`it is ${key.kind}`);
  };
  const described = (metadata: Partial<KeyMetadata> = {}) =>
    aws.kms.on(DescribeKeyCommand).resolves({ KeyMetadata: { KeyId: ID, Arn: ARN, KeyState: 'Enabled', ...metadata } });

  /** A key that rotates, behind two aliases. */
  beforeEach(() => {
    described();
    aws.kms
      .on(GetKeyPolicyCommand, { KeyId: ARN })
      .resolves({ Policy: JSON.stringify(POLICY) })
      .on(ListAliasesCommand, { KeyId: ARN })
      .resolves({ Aliases: ['alias/session', 'alias/other'].map((AliasName) => ({ AliasName, TargetKeyId: ID })) })
      .on(GetKeyRotationStatusCommand, { KeyId: ARN })
      .resolves({ KeyRotationEnabled: true });
  });

  it('is read with its aliases, policy and rotation', async () => {
    const { rotates, ours: _ours, grantsTo: _grantsTo, ...key } = await found();
    assert.equal(await rotates?.(), true);
    assert.deepEqual(key, {
      kind: 'found',
      name: 'alias/session',
      id: ID,
      arn: ARN,
      state: 'Enabled',
      aliases: ['alias/session', 'alias/other'],
      policy: POLICY,
    });
  });

  it('is ours by its tag, which is read only when that is asked, and once', async () => {
    aws.kms.on(ListResourceTagsCommand).resolves({ Tags: [{ TagKey: OWNER_TAG, TagValue: 'alias/session' }] });
    const { ours } = await found();
    assert.equal(aws.inputs('kms.ListResourceTags').length, 0);
    assert.deepEqual([await ours?.(), await ours?.()], [true, true]);
    assert.equal(aws.inputs('kms.ListResourceTags').length, 1);
  });

  it('tells what its grants allow a role, which is read only when that is asked, and once for each role', async () => {
    const constrained = { EncryptionContextSubset: { team: 'payments' } };
    aws.kms
      .on(ListGrantsCommand)
      .resolves({ Grants: [] })
      .on(ListGrantsCommand, { KeyId: ARN, GranteePrincipal: 'web' })
      .resolves({ Grants: [{ GrantId: '1', Operations: ['Decrypt'] }], NextMarker: 'more', Truncated: true })
      .on(ListGrantsCommand, { KeyId: ARN, GranteePrincipal: 'web', Marker: 'more' })
      .resolves({ Grants: [{ GrantId: '2', Operations: ['Encrypt'], Constraints: constrained }] });
    const { grantsTo = assert.fail() } = await found();
    assert.equal(aws.inputs('kms.ListGrants').length, 0);
    const all = [
      { operations: ['Decrypt'], constrained: false },
      { operations: ['Encrypt'], constrained: true },
    ];
    assert.deepEqual([await grantsTo('web'), await grantsTo('web'), await grantsTo('api')], [all, all, []]);
    assert.equal(aws.inputs('kms.ListGrants').length, 3);
  });

  it('is not ours without the tag, or where tags may not be read', async () => {
    aws.kms.on(ListResourceTagsCommand).resolvesOnce({ Tags: [] }).rejects(DENIED);
    assert.equal(await (await found()).ours?.(), false);
    assert.equal(await (await found()).ours?.(), false);
  });

  it('of another account is none of ours, and only that account can have it rotate', async () => {
    const Arn = ARN.replace(ACCOUNT, '999988887777');
    described({ Arn });
    aws.kms.on(GetKeyPolicyCommand).rejects(DENIED).on(ListAliasesCommand).rejects(awsError('NotFoundException'));
    const { ours, rotates } = await found(Arn);
    assert.deepEqual([ours, rotates], [undefined, undefined]);
  });

  it('is of another region by its ARN, and is not looked at', async () => {
    for (const name of ['key/1', 'alias/session'].map((rest) => `arn:aws:kms:us-east-1:${ACCOUNT}:${rest}`)) {
      assert.deepEqual(await read(name), { kind: 'elsewhere', name, region: 'us-east-1' });
    }
    assert.deepEqual(aws.names(), []);
  });

  it('is missing where there is none, and nothing more is asked', async () => {
    aws.kms.on(DescribeKeyCommand).rejects(awsError('NotFoundException'));
    assert.deepEqual(await read(), { kind: 'missing', name: 'alias/session' });
    assert.deepEqual(aws.names(), ['kms.DescribeKey']);
  });

  it('is missing by its ARN, too, though all is asked at once then', async () => {
    const gone = awsError('NotFoundException');
    aws.kms.on(DescribeKeyCommand).rejects(gone).on(GetKeyPolicyCommand).rejects(gone);
    assert.deepEqual(await read(ARN), { kind: 'missing', name: ARN });
  });

  it('is not known where it may not be described', async () => {
    aws.kms.on(DescribeKeyCommand).rejects(DENIED);
    await assert.rejects(read(), { name: 'AccessDeniedException' });
  });

  it('is known without what else may not be read of it', async () => {
    for (const error of [DENIED, awsError('NotFoundException')]) {
      aws.kms
        .on(GetKeyPolicyCommand)
        .rejects(error)
        .on(ListAliasesCommand)
        .rejects(error)
        .on(GetKeyRotationStatusCommand)
        .rejects(error);
      const { aliases, ...key } = await found(`${KMS}:alias/session`);
      assert.deepEqual(aliases, ['alias/session']);
      assert.ok(!('policy' in key));
      assert.equal(await key.rotates?.(), undefined);
    }
    aws.kms.on(ListAliasesCommand).rejects(awsError('KMSInternalException'));
    await assert.rejects(read(), { name: 'KMSInternalException' });
  });

  it('has the aliases of all pages, the one that it was named by first, and those of no other key', async () => {
    aws.kms
      .on(ListAliasesCommand)
      .resolvesOnce({
        Aliases: [
          { AliasName: 'alias/other', TargetKeyId: ID },
          { AliasName: 'alias/strange', TargetKeyId: '2222' },
        ],
        Truncated: true,
        NextMarker: 'more',
      })
      .resolvesOnce({ Aliases: [{ AliasName: 'alias/session', TargetKeyId: ID }, { AliasName: 'alias/untold' }] });
    assert.deepEqual((await found()).aliases, ['alias/session', 'alias/other', 'alias/untold']);
  });

  for (const [what, metadata, expected] of [
    ['of the wrong kind', { KeySpec: 'RSA_2048' }, { wrongKind: 'RSA_2048 ENCRYPT_DECRYPT' }],
    [
      'for signatures',
      { KeyUsage: 'GENERATE_VERIFY_MAC', KeySpec: 'HMAC_256' },
      { wrongKind: 'HMAC_256 GENERATE_VERIFY_MAC' },
    ],
    ['with material of its owner', { Origin: 'EXTERNAL' }, {}],
    ['of AWS', { KeyManager: 'AWS' }, { managedByAws: true }],
    ['that is disabled', { KeyState: 'Disabled' }, { state: 'Disabled' }],
  ] as const) {
    it(`is not asked whether it rotates where it is one ${what}`, async () => {
      described(metadata);
      const key = await found();
      assert.ok(!('rotates' in key));
      assert.deepEqual({ ...key, ...expected }, key);
      assert.equal('wrongKind' in key, 'wrongKind' in expected);
      assert.ok(!aws.names().includes('kms.GetKeyRotationStatus'));
    });
  }

  it('does not rotate where KMS says so', async () => {
    aws.kms.on(GetKeyRotationStatusCommand).resolves({ KeyRotationEnabled: false });
    assert.equal(await (await found()).rotates?.(), false);
  });

  it('has a policy that is read leniently, or none where it cannot be read', async () => {
    const Statement = iamStatement(testTarget());
    aws.kms.on(GetKeyPolicyCommand).resolves({ Policy: JSON.stringify({ Statement }) });
    assert.deepEqual((await found()).policy, { Statement: [Statement] });
    aws.kms.on(GetKeyPolicyCommand).resolves({ Policy: 'nonsense' });
    assert.ok(!('policy' in (await found())));
  });

  it('is read once, by whatever names and however many ask at once', async () => {
    const key = keyReader(testTarget());
    const names = ['alias/session', ARN, `${KMS}:alias/other`, 'alias/other', ID, ARN];
    const keys = await Promise.all(names.map(key));
    assert.deepEqual(
      keys.map((one) => [one.kind, one.name]),
      names.map((name) => ['found', name]),
    );
    assert.equal(await key(ARN), keys[1]);
    assert.equal(aws.names().filter((name) => name === 'kms.DescribeKey').length, 1);
    assert.equal(aws.names().length, 3);
  });

  it('is read after one that is not there, or may not be read, by another name', async () => {
    for (const error of [DENIED, awsError('NotFoundException')]) {
      aws.kms.on(DescribeKeyCommand, { KeyId: 'alias/gone' }).rejects(error);
      const key = keyReader(testTarget());
      const [, other] = await Promise.allSettled([key('alias/gone'), key(ARN)]);
      assert.equal(other.status === 'fulfilled' && other.value.kind, 'found');
    }
  });
});
