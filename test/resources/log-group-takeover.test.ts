import assert from 'node:assert/strict';
import {
  AssociateKmsKeyCommand,
  DeleteRetentionPolicyCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { putBack, restoration, takeoverTags } from '../../src/resources/log-group-takeover.ts';
import { OWNER_TAG, TAKEN_OVER } from '../../src/resources/ownership.ts';
import { awsError, mockAws, targetFault, testTarget } from '../aws.ts';

const OURS = 'arn:aws:kms:eu-west-1:111122223333:key/ours';
const THEIRS = 'arn:aws:kms:eu-west-1:111122223333:key/theirs';
const RETENTION = 'session-manager:replaced-retention';
const PROTECTION = 'session-manager:replaced-deletion-protection';
const KEY = 'session-manager:replaced-key';
const TAKEN = { [OWNER_TAG]: TAKEN_OVER };
const BARE = { deletionProtection: false };
const GROUP = { name: 'sessions', arn: 'arn:group', ...BARE };

describe('a log group that is taken over', () => {
  it('remembers what each setting that changes was, and what it becomes', () => {
    const after = { keyArn: OURS, retention: 365, deletionProtection: true };
    assert.deepEqual(takeoverTags(BARE, after, {}), {
      ...TAKEN,
      [KEY]: `none ${OURS}`,
      [RETENTION]: 'never 365',
      [PROTECTION]: 'off on',
    });
    assert.deepEqual(takeoverTags({ ...after, keyArn: THEIRS }, after, {}), { ...TAKEN, [KEY]: `${THEIRS} ${OURS}` });
  });

  it('goes on remembering what was there before us where our own setting changes', () => {
    const tags = { ...TAKEN, [RETENTION]: '7 365' };
    const next = takeoverTags({ ...BARE, retention: 365 }, { ...BARE, retention: 30 }, tags);
    assert.equal(next[RETENTION], '7 365 30');
    assert.equal(takeoverTags({ ...BARE, retention: 30 }, BARE, { [RETENTION]: '7 365 30' })[RETENTION], '7 30 never');
  });

  it('remembers what somebody else has set since', () => {
    const tags = { ...TAKEN, [RETENTION]: '7 365' };
    assert.equal(takeoverTags({ ...BARE, retention: 90 }, { ...BARE, retention: 365 }, tags)[RETENTION], '90 365');
  });

  it('remembers the same again where a run was killed before its change', () => {
    const tags = takeoverTags({ ...BARE, retention: 7 }, { ...BARE, retention: 365 }, {});
    assert.deepEqual(takeoverTags({ ...BARE, retention: 7 }, { ...BARE, retention: 365 }, tags), tags);
  });
});

describe('what delete puts back of a log group', () => {
  const aws = mockAws();
  const decided = (have: object, tags: object) => {
    const removal = restoration({ ...GROUP, ...have }, { ...TAKEN, ...tags });
    return removal.action === 'update' ? [removal.summary, removal.loss] : assert.fail();
  };
  const STAYS = 'what session-manager changed in it; its logs stay';

  it('is what is still as we set it', () => {
    const have = { keyArn: OURS, retention: 30, deletionProtection: true };
    const tags = { [RETENTION]: 'never 30', [PROTECTION]: 'off on', [KEY]: `${THEIRS} ${OURS}` };
    assert.deepEqual(decided(have, tags), [
      `Putting back CloudWatch log group sessions: retention never, deletion protection off, key ${THEIRS}`,
      STAYS,
    ]);
    const since = { keyArn: THEIRS, retention: 90, deletionProtection: false };
    assert.deepEqual(decided(since, tags), ['Putting back CloudWatch log group sessions: only our tags go', STAYS]);
  });

  it('is not to have no key: what requires one would not work any more', () => {
    assert.deepEqual(decided({ keyArn: OURS }, { [KEY]: `none ${OURS}` })[0]?.endsWith('only our tags go'), true);
  });

  it('says which events are lost where they expire earlier again', () => {
    assert.equal(decided({ retention: 365 }, { [RETENTION]: '7 365' })[1], 'its events older than 7 days');
    assert.equal(decided({}, { [RETENTION]: '7 never' })[1], 'its events older than 7 days');
    assert.equal(decided({ retention: 7 }, { [RETENTION]: '365 7' })[1], STAYS);
  });

  it('is written with one call each, then our tags go, and no other', async () => {
    aws.logs
      .on(AssociateKmsKeyCommand)
      .resolves({})
      .on(DeleteRetentionPolicyCommand)
      .resolves({})
      .on(PutLogGroupDeletionProtectionCommand)
      .resolves({})
      .on(UntagResourceCommand)
      .resolves({});
    const tags = { team: 'a', ...TAKEN, [RETENTION]: 'never 30', [PROTECTION]: 'on off', [KEY]: `${THEIRS} ${OURS}` };
    await putBack(testTarget(), { ...GROUP, keyArn: OURS, retention: 30 }, tags);
    assert.deepEqual(aws.writes(), [
      ['logs.DeleteRetentionPolicy', { logGroupName: 'sessions' }],
      ['logs.PutLogGroupDeletionProtection', { logGroupIdentifier: 'sessions', deletionProtectionEnabled: true }],
      ['logs.AssociateKmsKey', { logGroupName: 'sessions', kmsKeyId: THEIRS }],
      ['logs.UntagResource', { resourceArn: 'arn:group', tagKeys: [OWNER_TAG, KEY, RETENTION, PROTECTION] }],
    ]);
  });

  it('is a number of days where there was one', async () => {
    aws.logs.on(PutRetentionPolicyCommand).resolves({}).on(UntagResourceCommand).resolves({});
    await putBack(testTarget(), { ...GROUP, retention: 30 }, { ...TAKEN, [RETENTION]: '7 30' });
    assert.deepEqual(aws.inputs('logs.PutRetentionPolicy'), [{ logGroupName: 'sessions', retentionInDays: 7 }]);
  });

  it('is everything but a key that CloudWatch Logs would refuse: ours stays, and that is said', async () => {
    aws.logs.on(PutRetentionPolicyCommand).resolves({}).on(UntagResourceCommand).resolves({});
    const have = { keyArn: OURS, retention: 30, lostKey: 'is in state PendingDeletion' };
    const tags = { [RETENTION]: '7 30', [KEY]: `${THEIRS} ${OURS}` };
    const end = `retention 7 days; key ${THEIRS}, which it had before, is in state PendingDeletion, so it keeps ${OURS}`;
    assert.ok(decided(have, tags)[0]?.endsWith(end), decided(have, tags)[0]);
    await putBack(testTarget(), { ...GROUP, ...have }, { ...TAKEN, ...tags });
    assert.deepEqual(
      aws.writes().map(([name]) => name),
      ['logs.PutRetentionPolicy', 'logs.UntagResource'],
    );
  });

  it('fails by name, and keeps our tags, where the earlier key may not be used any more', async () => {
    const message = 'The specified KMS key does not exist or is not allowed to be used with Arn';
    aws.logs.on(AssociateKmsKeyCommand).rejects(awsError('AccessDeniedException', message));
    const tags = { ...TAKEN, [KEY]: `${THEIRS} ${OURS}` };
    const fault = await targetFault(putBack(testTarget(), { ...GROUP, keyArn: OURS }, tags), 'KeyRefused');
    assert.match(fault.advice ?? '', /--keep-logs/);
    assert.deepEqual(aws.inputs('logs.UntagResource'), []);
  });
});
