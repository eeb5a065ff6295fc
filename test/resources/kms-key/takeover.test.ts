import assert from 'node:assert/strict';
import {
  DisableKeyRotationCommand,
  EnableKeyRotationCommand,
  PutKeyPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { iamStatement, logsStatement } from '../../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import { ADDED_TAG } from '../../../src/resources/kms-key/added-statements.ts';
import { ROTATION_TAG } from '../../../src/resources/kms-key/replaced-rotation.ts';
import type { FoundKey } from '../../../src/resources/kms-key/state.ts';
import { putBack, restoration, takeoverTags } from '../../../src/resources/kms-key/takeover.ts';
import { OWNER_TAG, TAKEN_OVER } from '../../../src/resources/ownership.ts';
import { mockAws, testTarget } from '../../aws.ts';

const PLACE = testTarget();
const IAM = iamStatement(PLACE);
const OURS = logsStatement(PLACE, 'sessions');
const OTHER = logsStatement(PLACE, 'other');
const SID = OURS.Sid ?? '';
const BOTH = `${SID} ${OTHER.Sid ?? ''}`;
const TAKEN = { [OWNER_TAG]: TAKEN_OVER };
const policyOf = (...Statement: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement });
const keyWith = (policy: Policy, more: Partial<FoundKey> = {}): FoundKey => ({
  id: '1111',
  arn: 'arn:aws:kms:eu-west-1:111122223333:key/1111',
  place: PLACE,
  state: 'Enabled',
  kind: 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT',
  alias: 'alias/session',
  given: false,
  canRotate: true,
  young: false,
  owner: { by: 'others', traits: 'it has no tags' },
  policy,
  ...more,
});
const OPENED = keyWith(policyOf(IAM, OURS));

describe('a key of others that is taken over', () => {
  const want = {
    name: 'alias/session',
    given: false,
    place: PLACE,
    logGroup: 'sessions',
    takeOver: true,
    rotationDays: 90,
    tags: {},
  };

  it('gets a tag for all that it had and that changes', () => {
    const added = { [ADDED_TAG]: SID, [ROTATION_TAG]: 'off 90' };
    assert.deepEqual(takeoverTags(want, keyWith(policyOf(IAM)), { team: 'ops' }), { ...TAKEN, ...added });
    assert.deepEqual(takeoverTags(want, keyWith(policyOf(IAM)), { ...TAKEN, ...added }), {});
  });

  it('keeps in mind for which other alias it was made', () => {
    const tags = takeoverTags(want, keyWith(policyOf(IAM, OURS), { rotationDays: 90 }), { [OWNER_TAG]: 'alias/a' });
    assert.deepEqual(tags, { ...TAKEN, 'session-manager:replaced-managed': 'alias/a' });
  });
});

describe('a key of others that is put back', () => {
  const aws = mockAws();
  const kms = () => testTarget().kms();
  const back = (have: FoundKey, tags: Readonly<Record<string, string>>) =>
    restoration(have, { ...TAKEN, ...tags }, 'alias/session', 'sessions');
  const summary = (have: FoundKey, tags: Readonly<Record<string, string>>) => {
    const removal = back(have, tags) ?? assert.fail('it is not put back');
    assert.ok(removal.action === 'update');
    return removal.summary?.replace('Putting back KMS key alias/session: ', '');
  };
  const puts = (tags: Readonly<Record<string, string>>, have = OPENED) => {
    aws.kms.on(PutKeyPolicyCommand).resolves({}).on(TagResourceCommand).resolves({});
    aws.kms.on(DisableKeyRotationCommand).resolves({}).on(EnableKeyRotationCommand).resolves({});
    aws.kms.on(UntagResourceCommand).resolves({});
    return kms().then((client) => putBack(client, have, { ...TAKEN, ...tags }, 'sessions'));
  };

  it('is told what goes: our statement, the rotation, or only our tags', () => {
    const leaves = 'our statement for log group sessions leaves its policy';
    assert.equal(summary(OPENED, { [ADDED_TAG]: SID }), leaves);
    const rotated = { ...OPENED, rotationDays: 90 };
    assert.equal(summary(rotated, { [ADDED_TAG]: SID, [ROTATION_TAG]: 'off 90' }), `${leaves}, rotation off`);
    assert.equal(summary(rotated, { [ROTATION_TAG]: '180 90' }), 'rotation every 180 days');
    assert.equal(summary(OPENED, {}), 'only our tags go');
    assert.equal(summary(OPENED, { [ROTATION_TAG]: '180 90' }), 'only our tags go');
    assert.equal(summary(keyWith(policyOf({ ...OURS, Action: 'kms:*' })), { [ADDED_TAG]: SID }), 'only our tags go');
  });

  it('stays as it is where AWS would refuse it, or where only another log group has left something', () => {
    const deleted = { ...OURS, Sid: 'x', Principal: { AWS: 'AROACKCEVSQ6C2EXAMPLE' } };
    assert.equal(back(keyWith(policyOf(OURS, deleted)), { [ADDED_TAG]: SID }), undefined);
    assert.equal(back({ ...OPENED, state: 'PendingDeletion' }, { [ADDED_TAG]: SID }), undefined);
    assert.equal(back({ ...OPENED, state: 'Disabled' }, { [ADDED_TAG]: SID })?.action, 'update');
    const disabled = { ...OPENED, state: 'Disabled', rotationDays: 90 };
    assert.equal(back(disabled, { [ROTATION_TAG]: 'off 90' }), undefined);
    assert.equal(back(keyWith(policyOf(IAM, OTHER)), { [ADDED_TAG]: BOTH }), undefined);
  });

  it('loses its statement first, then gets its rotation, and loses our tags last', async () => {
    await puts({ [ADDED_TAG]: SID, [ROTATION_TAG]: 'off 90' }, { ...OPENED, rotationDays: 90 });
    assert.deepEqual(aws.writes(), [
      ['kms.PutKeyPolicy', { KeyId: '1111', PolicyName: 'default', Policy: JSON.stringify(policyOf(IAM)) }],
      ['kms.DisableKeyRotation', { KeyId: '1111' }],
      ['kms.UntagResource', { KeyId: '1111', TagKeys: [ADDED_TAG, ROTATION_TAG, OWNER_TAG] }],
    ]);
  });

  it('gets the period that it had', async () => {
    await puts({ [ROTATION_TAG]: '180 90' }, { ...OPENED, rotationDays: 90 });
    assert.deepEqual(aws.inputs('kms.EnableKeyRotation'), [{ KeyId: '1111', RotationPeriodInDays: 180 }]);
  });

  it('keeps our tags and its rotation until the last of our statements goes', async () => {
    const policy = policyOf(IAM, OURS, OTHER);
    await puts({ [ADDED_TAG]: BOTH, [ROTATION_TAG]: 'off 90' }, { ...OPENED, policy, rotationDays: 90 });
    assert.deepEqual(aws.writes(), [
      ['kms.PutKeyPolicy', { KeyId: '1111', PolicyName: 'default', Policy: JSON.stringify(policyOf(IAM, OTHER)) }],
      ['kms.TagResource', { KeyId: '1111', Tags: [{ TagKey: ADDED_TAG, TagValue: OTHER.Sid }] }],
    ]);
  });

  it('belongs to the alias again that it was made for', async () => {
    await puts({ 'session-manager:replaced-managed': 'alias/a' });
    assert.deepEqual(aws.writes(), [
      ['kms.TagResource', { KeyId: '1111', Tags: [{ TagKey: OWNER_TAG, TagValue: 'alias/a' }] }],
      ['kms.UntagResource', { KeyId: '1111', TagKeys: ['session-manager:replaced-managed'] }],
    ]);
  });
});
