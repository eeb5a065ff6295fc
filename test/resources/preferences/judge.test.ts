import assert from 'node:assert/strict';
import { DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetBucketEncryptionCommand } from '@aws-sdk/client-s3';
import { judge } from '../../../src/resources/preferences/judge.ts';
import {
  newDocument,
  type SessionDocument,
  type SessionInputs,
} from '../../../src/resources/preferences/session-document.ts';
import { text } from '../../../src/resources/preferences/versions.ts';
import { type Outputs, PENDING } from '../../../src/resources/resource.ts';
import { ACCOUNT, awsError, mockAws, REGION, targetFault, testTarget } from '../../aws.ts';

const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/00000000-0000-0000-0000-000000000000`;

describe('a document that setup is about to write', () => {
  const aws = mockAws();
  const judged = (inputs: SessionInputs, logGroup?: Outputs['logGroup']) =>
    judge(testTarget(), newDocument(inputs), logGroup && { logGroup });
  const LOGS = { cloudWatchLogGroupName: 'audit', cloudWatchEncryptionEnabled: true };
  const BUCKET = { s3BucketName: 'audit', s3EncryptionEnabled: true };
  const groupsAre = (...logGroups: readonly object[]): void => {
    aws.logs.on(DescribeLogGroupsCommand).resolves({ logGroups: [...logGroups] });
  };
  const encryptedWith = (SSEAlgorithm: string): void => {
    aws.s3.on(GetBucketEncryptionCommand).resolves({
      ServerSideEncryptionConfiguration: {
        Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: SSEAlgorithm as 'AES256' } }],
      },
    });
  };

  describe('that requires an encrypted log group', () => {
    it('is fine where setup leaves that group with a key, and asks nobody', async () => {
      await judged(LOGS, { name: 'audit', encrypted: true });
      assert.deepEqual(aws.calls(), []);
    });

    it('is fine where another group has a key', async () => {
      groupsAre({ logGroupName: 'audit', kmsKeyId: KEY });
      await judged(LOGS, { name: 'sessions', encrypted: false });
    });

    it('is refused where setup leaves that group without one', async () => {
      const fault = await targetFault(judged(LOGS, { name: 'audit', encrypted: false }), 'SessionsRefused');
      assert.match(
        fault.message,
        /every session would be refused: .* log group audit is encrypted, and it has no KMS key/,
      );
      assert.match(fault.advice ?? '', /--log-group audit with --kms/);
    });

    it('is refused where that group is of others and was left without one, with what to do about it', async () => {
      const held = judged(LOGS, { name: 'audit', encrypted: false, held: true });
      assert.match(
        (await targetFault(held, 'SessionsRefused')).advice ?? '',
        /--overwrite.*another one with --log-group/,
      );
      await judged(LOGS, { name: 'audit', encrypted: true, held: true });
    });

    it('is refused where another group has none, or does not exist', async () => {
      groupsAre({ logGroupName: 'audit' });
      assert.match((await targetFault(judged(LOGS), 'SessionsRefused')).message, /it has no KMS key/);
      groupsAre({ logGroupName: 'audit-2', kmsKeyId: KEY });
      assert.match((await targetFault(judged(LOGS), 'SessionsRefused')).message, /it does not exist/);
    });

    it('is not held back where the group may not be read', async () => {
      aws.logs.on(DescribeLogGroupsCommand).rejects(awsError('AccessDeniedException'));
      await judged(LOGS);
    });

    it('is fine as long as it names no group', () => judged({ ...LOGS, cloudWatchLogGroupName: '' }));
  });

  describe('that logs to a group of another class', () => {
    const named = { cloudWatchLogGroupName: 'audit' };

    it('is refused where that only passes on logs, whoever looks after it, encrypted or not', async () => {
      const planned = { name: 'audit', encrypted: true, class: 'DELIVERY' };
      assert.match(
        (await targetFault(judged(LOGS, planned), 'LogGroupUnfit')).message,
        /audit is of the class DELIVERY/,
      );
      groupsAre({ logGroupName: 'audit', logGroupClass: 'DELIVERY' });
      const fault = await targetFault(judged(named), 'LogGroupUnfit');
      assert.match(fault.advice ?? '', /cannot be changed: name another one with --log-group/);
    });

    it('is fine where that is only read less often, or may not be read', async () => {
      groupsAre({ logGroupName: 'audit', logGroupClass: 'INFREQUENT_ACCESS' });
      await judged(named);
      aws.logs.on(DescribeLogGroupsCommand).rejects(awsError('AccessDeniedException'));
      await judged(named);
    });
  });

  describe('that has parameters', () => {
    const judgedBy = (parameters: object) =>
      judge(testTarget(), {
        ...newDocument({}),
        inputs: { cloudWatchLogGroupName: 'logs-{{ team }}', cloudWatchEncryptionEnabled: '{{ enc }}' },
        parameters,
      });

    it('is judged by their defaults', async () => {
      groupsAre({ logGroupName: 'logs-ops' });
      const fault = await targetFault(
        judgedBy({ team: { default: 'ops' }, enc: { default: 'true' } }),
        'SessionsRefused',
      );
      assert.match(fault.message, /log group logs-ops is encrypted, and it has no KMS key/);
      await judgedBy({ team: { default: 'ops' }, enc: { default: 'false' } });
    });

    it('is not held back by what only a session has', async () => {
      groupsAre({ logGroupName: 'logs-ops' });
      await judgedBy({ team: { default: 'ops' }, enc: { type: 'String' } });
      await judgedBy({ enc: { default: 'true' } });
    });
  });

  describe('that requires an encrypted bucket', () => {
    for (const algorithm of ['AES256', 'aws:kms']) {
      it(`is fine where it is encrypted with ${algorithm}`, async () => {
        encryptedWith(algorithm);
        await judged(BUCKET);
      });
    }

    it('is refused where it is not encrypted, or in a way that the agent does not accept', async () => {
      aws.s3.on(GetBucketEncryptionCommand).rejects(awsError('ServerSideEncryptionConfigurationNotFoundError'));
      const fault = await targetFault(judged(BUCKET), 'SessionsRefused');
      assert.match(fault.message, /bucket audit is encrypted, and it is not/);
      assert.match(fault.advice ?? '', /--s3-bucket audit --no-s3-encryption/);
      encryptedWith('aws:kms:dsse');
      assert.match(
        (await targetFault(judged(BUCKET), 'SessionsRefused')).message,
        /the agent does not accept aws:kms:dsse/,
      );
    });

    it('is refused where the bucket does not exist: the agent cannot see that it is encrypted', async () => {
      for (const code of ['NoSuchBucket', 'InvalidBucketName']) {
        aws.s3.on(GetBucketEncryptionCommand).rejects(awsError(code));
        const fault = await targetFault(judged(BUCKET), 'SessionsRefused');
        assert.match(fault.message, /bucket audit is encrypted, and it does not exist/);
        assert.match(fault.advice ?? '', /create the bucket first, or name another one with --s3-bucket/);
      }
    });

    for (const code of ['AccessDenied', 'PermanentRedirect']) {
      it(`is not held back by ${code}`, async () => {
        aws.s3.on(GetBucketEncryptionCommand).rejects(awsError(code));
        await judged(BUCKET);
      });
    }

    it('is not held back by an access point, whose bucket is not read', async () => {
      await judged({ ...BUCKET, s3BucketName: 'audit-1a-s3alias' });
      assert.deepEqual(aws.calls(), []);
    });

    it('is fine as long as it names no bucket, or requires nothing', async () => {
      await judged({ s3EncryptionEnabled: true });
      await judged({ s3BucketName: 'audit' });
      assert.deepEqual(aws.calls(), []);
    });
  });

  it('is refused where it requires encryption of what it names by an ARN or a URL', async () => {
    for (const [inputs, flag] of [
      [{ ...BUCKET, s3BucketName: 'arn:aws:s3:::audit' }, '--s3-bucket audit'],
      [{ ...BUCKET, s3BucketName: 's3://audit/x' }, '--s3-bucket audit'],
      [{ ...LOGS, cloudWatchLogGroupName: `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:a/b:*` }, '--log-group a/b'],
      [{ ...BUCKET, s3BucketName: 'the logs' }, '--s3-bucket with its name'],
    ] as const) {
      const fault = await targetFault(judged(inputs), 'SessionsRefused');
      assert.match(fault.message, /require encryption, and \w+ is .*, but must be the name of a/);
      assert.equal(fault.advice, `add ${flag}`);
    }
    await judged({ s3BucketName: 'arn:aws:s3:::audit' });
    assert.deepEqual(aws.calls(), []);
  });

  describe('of a size', () => {
    /** A document of so many bytes, as AWS gets it. */
    const sized = (bytes: number, inputs: SessionInputs = {}): SessionDocument => {
      const of = (fill: number): SessionDocument => newDocument({ ...inputs, 'shellProfile.linux': 'x'.repeat(fill) });
      return of(bytes - Buffer.byteLength(text(of(0))));
    };

    it('that AWS takes is fine', () => judge(testTarget(), sized(65_536)));

    it('that AWS does not take is refused with both numbers', async () => {
      const document = newDocument({ 'shellProfile.linux': 'x'.repeat(66_000) });
      const fault = await targetFault(judge(testTarget(), document), 'DocumentTooLarge');
      assert.match(fault.message, /would have 66\d\d\d bytes, and AWS takes 65536/);
    });

    it('is counted in bytes, and with the ARN of a key that does not exist yet', async () => {
      const wide = newDocument({ 'shellProfile.linux': 'ü'.repeat(33_000) });
      await targetFault(judge(testTarget(), wide), 'DocumentTooLarge');
      const known = sized(65_536, { kmsKeyId: KEY });
      await judge(testTarget(), known);
      const pending = { ...known, inputs: { ...known.inputs, kmsKeyId: PENDING } };
      await judge(testTarget(), pending);
      const more = { ...pending, description: `${pending.description}${'x'.repeat(1000)}` };
      await targetFault(judge(testTarget(), more), 'DocumentTooLarge');
    });

    it('that only the indentation makes too large is written without it', () => {
      const document = { ...sized(65_536), schemaVersion: '1.0.0' };
      assert.equal(text(document), JSON.stringify(document));
      assert.match(text(newDocument({})), /\n/);
    });
  });
});
