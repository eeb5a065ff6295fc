import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const LOGGING = page('session-manager-logging');
const GROUPS = page('Working-with-log-groups-and-streams', 'AmazonCloudWatch/latest/logs');
const LOG_ENCRYPTION = page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs');

/** Explains the ids about where sessions are logged: the log group and the bucket that the preferences name. */
export const logs: Readonly<Record<string, Entry>> = {
  'log-group.missing': {
    title: 'the log group that the preferences name does not exist',
    looksAt: 'whether the region has a log group of the name in the preferences',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    clears: 'create it with session-manager setup; with --kms where the preferences require that it is encrypted',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  'log-group.unencrypted': {
    title: 'the log group has no KMS key, or is not required to keep it',
    looksAt: 'the KMS key of the log group, and whether the preferences require one (cloudWatchEncryptionEnabled)',
    effect: 'sessions are refused where its encryption is required',
    clears:
      'give it a key that CloudWatch Logs may use: session-manager setup --kms; where it has one, have the preferences require it with --overwrite',
    verdicts: ['fail', 'warn', 'info', 'unknown'],
    ref: LOG_ENCRYPTION,
  },
  'log-group.class': {
    title: 'the class of the log group does not serve for session logs, or not for all uses',
    looksAt: 'the class of the log group: STANDARD, INFREQUENT_ACCESS or DELIVERY',
    effect: 'session logs are lost, or can only be read with Logs Insights',
    clears:
      'name a log group of the class STANDARD, since a class cannot be changed: session-manager setup --log-group NAME --grant --overwrite; nothing has to be done where Logs Insights is enough',
    verdicts: ['fail', 'info', 'unknown'],
    ref: page('CloudWatch_Logs_Log_Classes', 'AmazonCloudWatch/latest/logs'),
  },
  'log-group.retention': {
    title: 'the log group keeps its events for another time than asked for, or for ever',
    looksAt: 'the retention of the log group, and --retention where it is given',
    effect: 'logs are lost too early, or paid for as long as they exist',
    clears:
      'set the days for which events have to be kept, which deletes older ones: session-manager setup --retention DAYS',
    verdicts: ['warn', 'info'],
    ref: GROUPS,
  },
  'log-group.deletion-protection': {
    title: 'the deletion protection of the log group is not as asked for',
    looksAt: 'the deletion protection of the log group, where a flag of this run is about it',
    effect: 'the logs can be deleted, or cannot',
    clears: 'run session-manager setup with the same flag, or leave out a flag that is not meant',
    verdicts: ['warn'],
    ref: page('protecting-log-groups-from-deletion', 'AmazonCloudWatch/latest/logs'),
  },
  'log-group.key-mismatch': {
    title: 'the log group is encrypted with another key than the one asked for',
    looksAt: 'the key of the log group, and the key that is asked for or that the alias leads to',
    effect: 'permissions on the expected key do not open the logs',
    clears:
      'give it the key that is meant, and keep the old one until the events from before have expired: session-manager setup --kms; nothing has to be done where it has a key of its own on purpose',
    verdicts: ['warn', 'info'],
    ref: LOG_ENCRYPTION,
  },
  's3.missing': {
    title: 'the bucket that the preferences name does not exist',
    looksAt: 'whether a bucket of the name in the preferences exists',
    effect: 'sessions are refused where its encryption is required, and otherwise their logs are lost',
    clears:
      'create the bucket in this region, or name another one: session-manager setup --s3-bucket NAME --grant --overwrite',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  's3.region': {
    title: 'the bucket is in another region',
    looksAt: 'the region of the bucket, and whether all nodes have a way to the internet',
    effect: 'nodes without a way out of their network cannot reach it',
    clears:
      'make a bucket in this region, and name it: session-manager setup --s3-bucket NAME --grant --overwrite; the logs in the old one stay there',
    verdicts: ['warn'],
    ref: LOGGING,
  },
  's3.unencrypted': {
    title: 'the bucket has no default encryption',
    looksAt: 'the default encryption of the bucket, and whether the preferences require one (s3EncryptionEnabled)',
    effect: 'sessions are refused where its encryption is required',
    clears: 'set a default encryption that agents take, AES256 or aws:kms: aws s3api put-bucket-encryption',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  's3.key-not-usable': {
    title: 'S3 cannot use the key by which it encrypts what is put into the bucket',
    looksAt:
      'the KMS key of the default encryption of the bucket: that it exists, is symmetric, enabled, and in the same region',
    effect: 'session logs are refused and lost',
    clears:
      'enable the key, or cancel its deletion; where it is gone, give the bucket another default encryption: what the old key has encrypted cannot be read without it',
    verdicts: ['fail'],
    ref: page('UsingKMSEncryption', 'AmazonS3/latest/userguide'),
  },
  's3.public': {
    title: 'the bucket is public, or could become so',
    looksAt:
      'the policy, the ACL and the public access block of the bucket, and the public access block of its account',
    effect: 'others can read what is typed in sessions',
    clears:
      'turn on all four settings of its public access block, if nobody outside of the account is to use it: aws s3api put-public-access-block',
    verdicts: ['fail', 'warn', 'info'],
    ref: page('access-control-block-public-access', 'AmazonS3/latest/userguide'),
  },
};
