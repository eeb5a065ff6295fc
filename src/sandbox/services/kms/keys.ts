import { randomUUID } from 'node:crypto';
import { AwsError } from '../../protocols/aws-error.ts';
import { bool, integer, list, oneOf, structure, text } from '../../protocols/shape.ts';
import type { Key } from '../../state/kms.ts';
import { reads, writes } from '../operation.ts';
import { pageOf, sorted } from '../pages.ts';
import { isoTime, seconds } from '../times.ts';
import { keyById, keyByIdOrAlias, keyId, keyMetadata, kmsArn, notPendingDeletion, sweep } from './key.ts';
import { checkKeyPolicy, defaultKeyPolicy, policyText, startFresh } from './policies.ts';
import { invalidMarker, keyTags, marker, tagsOf } from './tags.ts';

const DAY = 86_400_000;
const SPECS = [
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'ECC_NIST_P256',
  'ECC_NIST_P384',
  'ECC_NIST_P521',
  'ECC_SECG_P256K1',
  'SYMMETRIC_DEFAULT',
  'HMAC_224',
  'HMAC_256',
  'HMAC_384',
  'HMAC_512',
  'SM2',
];

const createKeyInput = structure({
  Policy: policyText,
  Description: text({ max: 8192 }),
  KeyUsage: oneOf('SIGN_VERIFY', 'ENCRYPT_DECRYPT', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'),
  CustomerMasterKeySpec: oneOf(...SPECS),
  KeySpec: oneOf(...SPECS, 'ML_DSA_44', 'ML_DSA_65', 'ML_DSA_87', 'ECC_NIST_EDWARDS25519'),
  Origin: oneOf('AWS_KMS', 'EXTERNAL', 'AWS_CLOUDHSM', 'EXTERNAL_KEY_STORE'),
  CustomKeyStoreId: text({ min: 1, max: 64 }),
  BypassPolicyLockoutSafetyCheck: bool(),
  Tags: keyTags,
  MultiRegion: bool(),
  XksKeyId: text({ min: 1, max: 128, pattern: '[a-zA-Z0-9_.-]+' }),
});

export const keyOperations = {
  CreateKey: writes(createKeyInput, (context, input) => {
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT';
    const origin = input.Origin ?? 'AWS_KMS';
    if (input.KeySpec !== undefined && input.CustomerMasterKeySpec !== undefined) {
      throw new AwsError(
        'ValidationException',
        'You cannot specify KeySpec and CustomerMasterKeySpec in the same request.',
      );
    }
    if (spec !== 'SYMMETRIC_DEFAULT' && input.KeyUsage === undefined) {
      throw new AwsError(
        'ValidationException',
        'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
      );
    }
    if (spec === 'SYMMETRIC_DEFAULT' && (input.KeyUsage ?? 'ENCRYPT_DECRYPT') !== 'ENCRYPT_DECRYPT') {
      throw new AwsError('ValidationException', `KeyUsage ${input.KeyUsage} is not compatible with KeySpec ${spec}`);
    }
    if (origin === 'AWS_CLOUDHSM' || origin === 'EXTERNAL_KEY_STORE' || input.CustomKeyStoreId !== undefined) {
      throw new AwsError('UnsupportedOperationException', 'The sandbox has no custom key stores.');
    }
    const tags = tagsOf(input.Tags ?? []);
    const policy = input.Policy ?? defaultKeyPolicy(context);
    checkKeyPolicy(context, policy, input.BypassPolicyLockoutSafetyCheck);
    const multiRegion = input.MultiRegion ?? false;
    const id = multiRegion ? `mrk-${randomUUID().replaceAll('-', '')}` : randomUUID();
    const key: Key = {
      id,
      arn: kmsArn(context, `key/${id}`),
      state: origin === 'EXTERNAL' ? 'PendingImport' : 'Enabled',
      description: input.Description ?? '',
      policy,
      tags,
      rotationDays: null,
      spec,
      usage: input.KeyUsage ?? 'ENCRYPT_DECRYPT',
      origin,
      multiRegion,
      created: isoTime(context.now),
    };
    startFresh(context, key);
    context.here.keys[id] = key;
    return { KeyMetadata: keyMetadata(context, key) };
  }),
  DescribeKey: reads(
    structure({ KeyId: keyId, GrantTokens: list(text({ min: 1, max: 8192 }), { max: 10 }) }),
    (context, input) => ({
      KeyMetadata: keyMetadata(context, keyByIdOrAlias(context, input.KeyId, 'kms:DescribeKey')),
    }),
  ),
  ListKeys: reads(structure({ Limit: integer({ min: 1, max: 1000 }), Marker: marker }), (context, input) => {
    sweep(context);
    const options = { limit: input.Limit ?? 100, token: input.Marker, invalid: invalidMarker };
    const { items, next } = pageOf(sorted(context.here.keys), ([id]) => id, options);
    const keys = items.map(([KeyId, key]) => ({ KeyId, KeyArn: key.arn }));
    return { Keys: keys, NextMarker: next, Truncated: next !== undefined };
  }),
  EnableKey: writes(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    notPendingDeletion(key);
    key.state = 'Enabled';
  }),
  DisableKey: writes(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    notPendingDeletion(key);
    key.state = 'Disabled';
  }),
  // The model allows 1 to 365 days; the service 7 to 30.
  ScheduleKeyDeletion: writes(
    structure({ KeyId: keyId, PendingWindowInDays: integer({ min: 7, max: 30 }) }),
    (context, input) => {
      const key = keyById(context, input.KeyId);
      if (key.state !== 'PendingImport' && key.state !== 'Unavailable') notPendingDeletion(key);
      const days = input.PendingWindowInDays ?? 30;
      key.state = 'PendingDeletion';
      key.deletion = isoTime(context.now + days * DAY);
      return { KeyId: key.arn, DeletionDate: seconds(key.deletion), KeyState: key.state, PendingWindowInDays: days };
    },
  ),
  CancelKeyDeletion: writes(structure({ KeyId: keyId }), (context, input) => {
    const key = keyById(context, input.KeyId);
    if (key.state !== 'PendingDeletion' && key.state !== 'PendingReplicaDeletion') {
      throw new AwsError('KMSInvalidStateException', `${key.arn} is not pending deletion.`);
    }
    key.state = 'Disabled';
    delete key.deletion;
    return { KeyId: key.arn };
  }),
};
