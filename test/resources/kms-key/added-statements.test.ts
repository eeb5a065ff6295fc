import assert from 'node:assert/strict';
import {
  ListResourceTagsCommand,
  PutKeyPolicyCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-kms';
import { iamStatement, logsStatement } from '../../../src/policies/documents/key-policy.ts';
import type { Policy, Statement } from '../../../src/policies/reading/policy.ts';
import {
  ADDED_TAG,
  canBeTakenOut,
  rememberStatements,
  takeOut,
} from '../../../src/resources/kms-key/added-statements.ts';
import type { FoundKey } from '../../../src/resources/kms-key/state.ts';
import { OWNER_TAG } from '../../../src/resources/ownership.ts';
import { mockAws, testTarget } from '../../aws.ts';

const PLACE = testTarget();
const OURS = logsStatement(PLACE, 'sessions');
const SID = OURS.Sid ?? '';
const policyOf = (...Statement: readonly Statement[]): Policy => ({ Version: '2012-10-17', Statement });
const keyWith = (policy: Policy, state = 'Enabled'): FoundKey => ({
  id: '1111',
  arn: 'arn:aws:kms:eu-west-1:111122223333:key/1111',
  place: PLACE,
  state,
  kind: 'SYMMETRIC_DEFAULT ENCRYPT_DECRYPT',
  given: false,
  canRotate: true,
  young: false,
  policy,
});
const BARE = keyWith(policyOf(iamStatement(PLACE)));
const ADDED = keyWith(policyOf(iamStatement(PLACE), OURS));

describe('a statement that we add to the policy of a key of others', () => {
  const aws = mockAws();
  const kms = () => testTarget().kms();
  const tagged = (value?: string): void => {
    const Tags = value === undefined ? [] : [{ TagKey: ADDED_TAG, TagValue: value }];
    aws.kms.on(ListResourceTagsCommand).resolves({ Tags }).on(TagResourceCommand).resolves({});
  };
  const written = () => aws.inputs('kms.TagResource').map((input) => (input as { Tags: unknown }).Tags);

  it('is remembered by its Sid, besides earlier ones, and once', async () => {
    tagged();
    await rememberStatements(await kms(), BARE, [OURS]);
    tagged('CloudWatchLogsother');
    await rememberStatements(await kms(), BARE, [OURS]);
    tagged(SID);
    await rememberStatements(await kms(), BARE, [OURS]);
    assert.deepEqual(written(), [
      [{ TagKey: ADDED_TAG, TagValue: SID }],
      [{ TagKey: ADDED_TAG, TagValue: `CloudWatchLogsother ${SID}` }],
    ]);
  });

  it('is not remembered where it replaces one of others, or where no tag can hold it', async () => {
    tagged();
    await rememberStatements(await kms(), ADDED, [OURS]);
    await rememberStatements(await kms(), BARE, [{ ...OURS, Sid: 'x'.repeat(257) }]);
    assert.deepEqual(written(), []);
  });

  it('can be taken out where it is remembered and unchanged, and the state of the key and its policy let AWS do it', () => {
    const tags = { [ADDED_TAG]: `CloudWatchLogsother ${SID}` };
    const deleted = { ...OURS, Sid: 'x', Principal: { AWS: 'AROACKCEVSQ6C2EXAMPLE' } };
    for (const [key, by, expected] of [
      [ADDED, tags, true],
      [keyWith(policyOf(OURS), 'Disabled'), tags, true],
      [keyWith(policyOf(OURS), 'PendingDeletion'), tags, false],
      [ADDED, {}, false],
      [BARE, tags, true],
      [keyWith(policyOf({ ...OURS, Action: 'kms:*' })), tags, false],
      [keyWith(policyOf(OURS, deleted)), tags, false],
    ] as const) {
      assert.equal(canBeTakenOut(key, by, 'sessions'), expected);
    }
    assert.equal(canBeTakenOut(ADDED, tags, 'another'), false);
  });

  it('is no longer there where a run was killed: only our tags go', async () => {
    aws.kms.on(UntagResourceCommand).resolves({});
    await takeOut(await kms(), BARE, { [ADDED_TAG]: SID }, 'sessions');
    assert.deepEqual(aws.writes(), [['kms.UntagResource', { KeyId: '1111', TagKeys: [ADDED_TAG, OWNER_TAG] }]]);
  });

  it('is taken out, and then our tags go, unless another one is left', async () => {
    aws.kms
      .on(PutKeyPolicyCommand)
      .resolves({})
      .on(TagResourceCommand)
      .resolves({})
      .on(UntagResourceCommand)
      .resolves({});
    await takeOut(await kms(), ADDED, { [ADDED_TAG]: SID }, 'sessions');
    await takeOut(await kms(), ADDED, { [ADDED_TAG]: `${SID} CloudWatchLogsother` }, 'sessions');
    const put = { KeyId: '1111', PolicyName: 'default', Policy: JSON.stringify(policyOf(iamStatement(PLACE))) };
    assert.deepEqual(aws.writes(), [
      ['kms.PutKeyPolicy', put],
      ['kms.UntagResource', { KeyId: '1111', TagKeys: [ADDED_TAG, OWNER_TAG] }],
      ['kms.PutKeyPolicy', put],
      ['kms.TagResource', { KeyId: '1111', Tags: [{ TagKey: ADDED_TAG, TagValue: 'CloudWatchLogsother' }] }],
    ]);
  });
});
