import assert from 'node:assert/strict';
import {
  AssociateKmsKeyCommand,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  ListTagsForResourceCommand,
  PutLogGroupDeletionProtectionCommand,
  PutRetentionPolicyCommand,
  TagResourceCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { partitionOf } from '../../src/aws/regions.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { logsStatement } from '../../src/policies/documents/key-policy.ts';
import { describeLogGroup, logGroup, logGroupsWithKey } from '../../src/resources/log-group.ts';
import { OWNER_TAG } from '../../src/resources/ownership.ts';
import { type Outputs, PENDING } from '../../src/resources/resource.ts';
import { ACCOUNT, awsError, inputsOf, mockAws, REGION, targetFault, testTarget } from '../aws.ts';

const PLACE = { account: ACCOUNT, region: REGION, partition: partitionOf(REGION) };
const ARN = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:sessions`;
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;
const OTHER_KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/2222`;
const NAME = { logGroupName: 'sessions' };
const REFUSED = awsError(
  'AccessDeniedException',
  `The specified KMS key does not exist or is not allowed to be used with Arn '${ARN}'`,
);

const wanted = (raw: RawInputs = {}, known: Outputs = {}) =>
  logGroup.want(inputsOf(raw), PLACE, known) ?? assert.fail();
const FOUND = { name: 'sessions', arn: ARN, deletionProtection: false, storedBytes: 0 };

describe('resource log-group', () => {
  const aws = mockAws();

  it('wants what was asked for, with the key that is known and the tags of the user and ours', () => {
    assert.deepEqual(wanted(), {
      name: 'sessions',
      place: PLACE,
      keyIsFresh: false,
      takeOver: false,
      tags: { [OWNER_TAG]: 'log-group' },
    });
    const raw = { 'log-group': 'x', retention: '30', 'deletion-protection': true, tag: ['team=ops'] };
    assert.deepEqual(wanted(raw, { keyArn: KEY, keyIsFresh: true }), {
      name: 'x',
      place: PLACE,
      keyArn: KEY,
      keyIsFresh: true,
      retention: 30,
      deletionProtection: true,
      takeOver: false,
      tags: { team: 'ops', [OWNER_TAG]: 'log-group' },
    });
  });

  describe('where the preferences log elsewhere', () => {
    const reason = (raw: RawInputs, logsTo: NonNullable<Outputs['logsTo']>) =>
      logGroup.leave?.(wanted(raw, { logsTo }));

    it('is left, with the reason, whatever else is asked of it', () => {
      for (const raw of [{}, { retention: '30' }, { 'deletion-protection': true }]) {
        assert.match(
          reason(raw, { bucket: 'audit' }) ?? '',
          /^the preferences log to S3 only; --log-group asks for one$/,
        );
        assert.match(reason(raw, {}) ?? '', /log nowhere; --log-group/);
        assert.match(reason(raw, { logGroup: '/aws/ssm/sessions' }) ?? '', /log to \/aws\/ssm\/sessions; --log-group/);
        const want = wanted(raw, { logsTo: { bucket: 'audit' } });
        assert.deepEqual(logGroup.diff(want, undefined), []);
        assert.deepEqual(logGroup.outputs?.(want, undefined, false), {});
        assert.equal(logGroup.sentence('keep', want, undefined), 'CloudWatch log group sessions is not used');
      }
    });

    it('is not left where it is asked for, where a key is, or where the preferences name it', () => {
      const there = { logGroup: 'theirs', bucket: 'audit' };
      assert.equal(reason({ 'log-group': 'sessions' }, there), undefined);
      assert.equal(reason({ kms: true }, there), undefined);
      assert.equal(reason({ 'kms-key': KEY }, there), undefined);
      assert.equal(reason({}, { logGroup: 'sessions', bucket: 'audit' }), undefined);
      assert.equal(logGroup.leave?.(wanted()), undefined);
    });
  });

  it('tells whether it is going to be encrypted', () => {
    const told = (known: Outputs, keyArn?: string) =>
      logGroup.outputs?.(wanted({}, known), keyArn === undefined ? undefined : { ...FOUND, keyArn }, false).logGroup;
    assert.deepEqual(told({}), { name: 'sessions', encrypted: false });
    assert.deepEqual(told({ keyArn: PENDING }), { name: 'sessions', encrypted: true });
    assert.deepEqual(told({}, KEY), { name: 'sessions', encrypted: true });
  });

  it('takes a key for fresh only where it is told so', () => {
    const fresh = (known: Outputs) => wanted({}, { keyArn: KEY, ...known }).keyIsFresh;
    assert.equal(fresh({ keyIsFresh: true }), true);
    assert.equal(fresh({ keyIsFresh: false }), false);
    assert.equal(fresh({}), false);
  });

  describe('reads', () => {
    it('the group of exactly this name, also on a later page', async () => {
      aws.logs
        .on(DescribeLogGroupsCommand)
        .resolvesOnce({ logGroups: [{ logGroupName: 'sessions-2', arn: 'x' }], nextToken: 'more' })
        .resolvesOnce({
          logGroups: [
            {
              logGroupName: 'sessions',
              arn: `${ARN}:*`,
              logGroupArn: ARN,
              kmsKeyId: KEY,
              retentionInDays: 30,
              deletionProtectionEnabled: true,
              storedBytes: 12,
            },
          ],
        });
      assert.deepEqual(await logGroup.read(testTarget(), inputsOf()), {
        name: 'sessions',
        arn: ARN,
        keyArn: KEY,
        retention: 30,
        deletionProtection: true,
        storedBytes: 12,
      });
      assert.deepEqual(aws.names(), ['logs.DescribeLogGroups', 'logs.DescribeLogGroups']);
    });

    it('in one call where the first page has it', async () => {
      const page = { logGroups: [{ logGroupName: 'sessions', arn: `${ARN}:*` }], nextToken: 'more' };
      aws.logs.on(DescribeLogGroupsCommand, { logGroupNamePrefix: 'sessions' }).resolves(page);
      assert.deepEqual(await logGroup.read(testTarget(), inputsOf()), FOUND);
      assert.equal(aws.names().length, 1);
    });

    it('its ARN without the asterisk, and the ARN of its key, however an endpoint writes them', async () => {
      const id = KEY.replace(/^.*key\//, '');
      const written = { logGroupName: 'sessions', logGroupArn: `${ARN}:*`, kmsKeyId: id };
      aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [written] });
      assert.deepEqual(await logGroup.read(testTarget(), inputsOf()), { ...FOUND, keyArn: KEY });
      assert.deepEqual(await logGroupsWithKey(testTarget(), KEY), ['sessions']);
    });

    it('that there is none where only longer names are there', async () => {
      aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [{ logGroupName: 'sessions-2' }] });
      assert.equal(await describeLogGroup(testTarget(), 'sessions'), undefined);
    });
  });

  describe('compares', () => {
    const diff = (raw: RawInputs, have?: Parameters<typeof logGroup.diff>[1], known: Outputs = {}) =>
      logGroup.diff(wanted(raw, known), have).map(({ field, have: there, want }) => `${field}: ${there} -> ${want}`);

    it('only what was asked for', () => {
      const rich = { ...FOUND, keyArn: KEY, retention: 7, deletionProtection: true };
      assert.deepEqual(diff({}, rich), []);
      assert.deepEqual(diff({}), []);
    });

    it('retention, where none and never are the same', () => {
      assert.deepEqual(diff({ retention: '30' }, { ...FOUND, retention: 30 }), []);
      assert.deepEqual(diff({ retention: '30' }, FOUND), ['retentionInDays: null -> 30']);
      assert.deepEqual(diff({ retention: '30' }), ['retentionInDays: null -> 30']);
      assert.deepEqual(diff({ retention: 'never' }, { ...FOUND, retention: 7 }), ['retentionInDays: 7 -> null']);
      assert.deepEqual(diff({ retention: 'never' }, FOUND), []);
    });

    it('the key', () => {
      assert.deepEqual(diff({}, { ...FOUND, keyArn: KEY }, { keyArn: KEY }), []);
      assert.deepEqual(diff({}, FOUND, { keyArn: KEY }), [`kmsKeyId: null -> ${KEY}`]);
      assert.deepEqual(diff({}, { ...FOUND, keyArn: OTHER_KEY }, { keyArn: KEY }), [
        `kmsKeyId: ${OTHER_KEY} -> ${KEY}`,
      ]);
      assert.deepEqual(diff({}, FOUND, { keyArn: PENDING }), [`kmsKeyId: null -> ${PENDING}`]);
    });

    it('deletion protection', () => {
      assert.deepEqual(diff({ 'deletion-protection': true }, FOUND), ['deletionProtectionEnabled: false -> true']);
      assert.deepEqual(diff({ 'deletion-protection': false }, FOUND), []);
      assert.deepEqual(diff({ 'deletion-protection': true }), ['deletionProtectionEnabled: false -> true']);
    });
  });

  it('says the sentences of the original tool', () => {
    const want = wanted();
    assert.equal(logGroup.sentence('create', want, undefined), 'Creating CloudWatch log group: sessions');
    assert.equal(logGroup.sentence('none', want, FOUND), 'CloudWatch log group sessions already exists');
    assert.equal(logGroup.sentence('update', want, FOUND), 'Updating CloudWatch log group: sessions');
    assert.equal(logGroup.title(inputsOf()), 'CloudWatch log group sessions');
  });

  describe('makes', () => {
    const apply = async (raw: RawInputs, have?: Parameters<typeof logGroup.diff>[1], known: Outputs = {}) =>
      logGroup.apply(testTarget(), wanted(raw, known), have);

    it('a plain group in one call', async () => {
      aws.logs.on(CreateLogGroupCommand).resolves({});
      await apply({});
      assert.deepEqual(
        aws.calls().map(({ name, input }) => [name, input]),
        [['logs.CreateLogGroup', { ...NAME, tags: { [OWNER_TAG]: 'log-group' } }]],
      );
    });

    it('a group with key, protection and tags in one call, then its retention', async () => {
      aws.logs.on(CreateLogGroupCommand).resolves({}).on(PutRetentionPolicyCommand).resolves({});
      const raw = { retention: '30', 'deletion-protection': true, tag: ['team=ops'] };
      const made = await apply(raw, undefined, { keyArn: KEY });
      assert.deepEqual(aws.writes(), [
        [
          'logs.CreateLogGroup',
          {
            ...NAME,
            kmsKeyId: KEY,
            deletionProtectionEnabled: true,
            tags: { team: 'ops', [OWNER_TAG]: 'log-group' },
          },
        ],
        ['logs.PutRetentionPolicy', { ...NAME, retentionInDays: 30 }],
      ]);
      assert.deepEqual(logGroup.diff(wanted(raw, { keyArn: KEY }), made), []);
    });

    it('no call for a new group that is never to expire and not protected', async () => {
      aws.logs.on(CreateLogGroupCommand).resolves({});
      await apply({ retention: 'never', 'deletion-protection': false });
      assert.deepEqual(aws.writes(), [['logs.CreateLogGroup', { ...NAME, tags: { [OWNER_TAG]: 'log-group' } }]]);
    });

    it('each change by the one call that it takes', async () => {
      aws.logs
        .on(AssociateKmsKeyCommand)
        .resolves({})
        .on(PutLogGroupDeletionProtectionCommand)
        .resolves({})
        .on(PutRetentionPolicyCommand)
        .resolves({})
        .on(DeleteRetentionPolicyCommand)
        .resolves({});
      await apply({}, { ...FOUND, keyArn: OTHER_KEY }, { keyArn: KEY });
      await apply({ 'deletion-protection': true }, FOUND);
      await apply({ 'deletion-protection': false }, { ...FOUND, deletionProtection: true });
      await apply({ retention: '30' }, { ...FOUND, retention: 7 });
      await apply({ retention: 'never' }, { ...FOUND, retention: 7 });
      assert.deepEqual(aws.writes(), [
        ['logs.AssociateKmsKey', { ...NAME, kmsKeyId: KEY }],
        ['logs.PutLogGroupDeletionProtection', { logGroupIdentifier: 'sessions', deletionProtectionEnabled: true }],
        ['logs.PutLogGroupDeletionProtection', { logGroupIdentifier: 'sessions', deletionProtectionEnabled: false }],
        ['logs.PutRetentionPolicy', { ...NAME, retentionInDays: 30 }],
        ['logs.DeleteRetentionPolicy', NAME],
      ]);
    });

    it('nothing where all is as it was asked for', async () => {
      const have = { ...FOUND, keyArn: KEY, retention: 30, deletionProtection: true };
      const raw = { retention: '30', 'deletion-protection': true };
      assert.deepEqual(await apply(raw, have, { keyArn: KEY }), have);
      assert.deepEqual(aws.writes(), []);
    });

    it('known what is there afterwards, with the retention', async () => {
      aws.logs.on(PutRetentionPolicyCommand).resolves({});
      assert.deepEqual(await apply({ retention: '30' }, FOUND), { ...FOUND, retention: 30 });
      assert.deepEqual(await apply({}, { ...FOUND, retention: 7 }), { ...FOUND, retention: 7 });
    });

    it('no secret of a group that appeared meanwhile', async () => {
      aws.logs.on(CreateLogGroupCommand).rejects(awsError('ResourceAlreadyExistsException'));
      await assert.rejects(apply({}), { name: 'ResourceAlreadyExistsException' });
    });
  });

  describe('with a key that CloudWatch Logs refuses', () => {
    const fresh = { keyArn: KEY, keyIsFresh: true };

    for (const [what, message] of [
      ['today', REFUSED.message],
      ['in older days', 'The specified KMS Key Id could not be found.'],
    ] as const) {
      it(`tries again while this run made the key, as AWS words it ${what}`, async () => {
        const name = what === 'today' ? 'AccessDeniedException' : 'InvalidParameterException';
        aws.logs
          .on(CreateLogGroupCommand)
          .rejectsOnce(awsError(name, message))
          .rejectsOnce(awsError(name, message))
          .resolves({});
        const target = testTarget();
        await logGroup.apply(target, wanted({}, fresh), undefined);
        assert.equal(aws.names().length, 3);
        assert.deepEqual(target.pauses, [250, 500]);
      });
    }

    it('tries again for a group that is there', async () => {
      aws.logs.on(AssociateKmsKeyCommand).rejectsOnce(REFUSED).resolves({});
      await logGroup.apply(testTarget(), wanted({}, fresh), FOUND);
      assert.equal(aws.inputs('logs.AssociateKmsKey').length, 2);
    });

    it('waits at most five seconds between tries, and not beyond the time of the target', async () => {
      aws.logs.on(CreateLogGroupCommand).rejects(REFUSED);
      const target = testTarget(REGION, 8);
      await assert.rejects(logGroup.apply(target, wanted({}, fresh), undefined), { name: 'AbortError' });
      assert.deepEqual(target.pauses, [250, 500, 1000, 2000, 4000, 5000, 5000, 5000, 5000]);
    });

    it('gives up after two minutes, and says which statement the policy lacks', async () => {
      aws.logs.on(CreateLogGroupCommand).rejects(REFUSED);
      const target = testTarget(REGION, 100);
      const { advice, cause } = await targetFault(logGroup.apply(target, wanted({}, fresh), undefined), 'KeyRefused');
      assert.equal((cause as Error).message, REFUSED.message);
      assert.ok(advice?.includes(JSON.stringify(logsStatement(PLACE, 'sessions'))), advice);
      const waited = target.pauses.reduce((sum, pause) => sum + pause, 0);
      assert.ok(waited >= 120_000 && waited < 125_000, `${waited} ms`);
    });

    it('says at once which statement the policy lacks where the key was there before', async () => {
      aws.logs.on(CreateLogGroupCommand).rejects(REFUSED);
      const target = testTarget();
      const work = logGroup.apply(target, wanted({}, { keyArn: KEY }), undefined);
      const { message, advice } = await targetFault(work, 'KeyRefused');
      assert.ok(message.includes(KEY) && message.includes('sessions'), message);
      assert.ok(advice?.includes(JSON.stringify(logsStatement(PLACE, 'sessions'))), advice);
      assert.deepEqual([target.pauses, aws.names().length], [[], 1]);
    });

    it('does not take any other refusal for it', async () => {
      aws.logs.on(CreateLogGroupCommand).rejects(awsError('AccessDeniedException', 'not authorized to perform'));
      const target = testTarget();
      await assert.rejects(logGroup.apply(target, wanted({}, fresh), undefined), { name: 'AccessDeniedException' });
      assert.deepEqual(target.pauses, []);
    });
  });

  describe('on delete', () => {
    const removal = (have: Partial<typeof FOUND> = {}, raw: RawInputs = {}, kept = {}) =>
      logGroup.removal.decide({ ...FOUND, ...have }, {}, { inputs: inputsOf(raw), kept, place: testTarget() });
    const loss = (storedBytes: number): string => {
      const decided = removal({ storedBytes });
      return decided?.action === 'delete' ? decided.loss : assert.fail();
    };

    it('names how much is lost', () => {
      for (const [count, words] of [
        [0, '0 bytes'],
        [999, '999 bytes'],
        [1000, '1.0 kB'],
        [1_234_567, '1.2 MB'],
        [5_000_000_000, '5.0 GB'],
        [1_234_500_000_000_000, '1234.5 TB'],
      ] as const) {
        assert.ok(loss(count).includes(`${words} of session logs`), loss(count));
      }
    });

    it('stays while a preferences document that is kept logs to it', () => {
      assert.equal(removal({}, {}, { logGroups: ['sessions'] })?.action, 'keep');
      assert.equal(removal({}, { force: true }, { logGroups: ['sessions'] })?.action, 'keep');
      for (const name of [ARN, `${ARN}:*`]) assert.equal(removal({}, {}, { logGroups: [name] })?.action, 'keep');
      assert.equal(removal({}, {}, { logGroups: ['other', `${ARN}-2`], keys: [KEY] })?.action, 'delete');
    });

    it('stays while it is protected, unless forced', () => {
      const decided = removal({ deletionProtection: true });
      assert.ok(decided?.action === 'keep');
      assert.match(decided.reason, /deletion protection.*--no-deletion-protection.*--force/);
      assert.equal(removal({ deletionProtection: true }, { force: true })?.action, 'delete');
    });

    it('is left alone with --keep-logs', () => {
      assert.equal(logGroup.removal.keepByFlag?.(inputsOf({ 'keep-logs': true })), '--keep-logs');
      assert.equal(logGroup.removal.keepByFlag?.(inputsOf()), undefined);
    });

    it('goes in one call, or in two where it is protected', async () => {
      aws.logs.on(DeleteLogGroupCommand).resolves({}).on(PutLogGroupDeletionProtectionCommand).resolves({});
      await logGroup.removal.remove(testTarget(), FOUND, {}, inputsOf());
      await logGroup.removal.remove(
        testTarget(),
        { ...FOUND, deletionProtection: true },
        {},
        inputsOf({ force: true }),
      );
      assert.deepEqual(aws.writes(), [
        ['logs.DeleteLogGroup', NAME],
        ['logs.PutLogGroupDeletionProtection', { logGroupIdentifier: 'sessions', deletionProtectionEnabled: false }],
        ['logs.DeleteLogGroup', NAME],
      ]);
    });

    it('needs its key while it stays', () => {
      assert.deepEqual(logGroup.removal.uses?.({ ...FOUND, keyArn: KEY }), { logGroups: ['sessions'], keys: [KEY] });
    });

    it('names itself while it stays: an earlier key may hold its older events', () => {
      assert.deepEqual(logGroup.removal.uses?.(FOUND), { logGroups: ['sessions'] });
    });
  });

  it('reads and writes its tags by its ARN', async () => {
    aws.logs.on(ListTagsForResourceCommand, { resourceArn: ARN }).resolves({ tags: { a: 'b' } });
    aws.logs.on(TagResourceCommand).resolves({});
    assert.deepEqual(await logGroup.tags(testTarget(), FOUND), { a: 'b' });
    await logGroup.tag(testTarget(), FOUND, { team: 'ops' });
    assert.deepEqual(aws.writes(), [['logs.TagResource', { resourceArn: ARN, tags: { team: 'ops' } }]]);
  });
});
