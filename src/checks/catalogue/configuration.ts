import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const SCHEMA = page('session-manager-schema');
const LOGGING = page('session-manager-logging');
const GROUPS = page('Working-with-log-groups-and-streams', 'AmazonCloudWatch/latest/logs');
const LOG_ENCRYPTION = page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs');
const KEY_STATES = page('key-state', 'kms/latest/developerguide');
const AWS_MANAGED = page('concepts', 'kms/latest/developerguide');
const SESSION_ENCRYPTION = page('session-preferences-enable-encryption');
const RUN_AS = page('session-preferences-run-as');

/** Explains the ids about the preferences of a region, and the log group, key and bucket that they name. */
export const configuration: Readonly<Record<string, Entry>> = {
  'prefs.missing': {
    title: 'there is no preferences document',
    effect: 'sessions run with the defaults of AWS and are not logged',
    verdicts: ['warn'],
    ref: page('getting-started-create-preferences-cli'),
  },
  'prefs.schema': {
    title: 'the preferences have a value of a wrong type, range or form',
    effect: 'sessions fail, or ignore what was meant',
    verdicts: ['fail'],
    ref: SCHEMA,
  },
  'prefs.status': {
    title: 'SSM could not make a version of the preferences, or is not done with it',
    effect: 'sessions fail, or run with an earlier version or the defaults of AWS',
    verdicts: ['fail', 'warn', 'info'],
    ref: page('API_DocumentDescription', 'systems-manager/latest/APIReference'),
  },
  'prefs.parameters': {
    title: 'a preference is a text with parameters, or is unknown before a session',
    effect: 'who starts a session with the document can choose another value than the default',
    verdicts: ['info', 'unknown'],
    ref: SCHEMA,
  },
  'prefs.unknown-member': {
    title: 'the preferences say something that session-manager does not know',
    effect: 'it is neither judged nor changed; where it is a known one misspelt, it may have no effect',
    verdicts: ['warn', 'info'],
    ref: SCHEMA,
  },
  'prefs.default-not-latest': {
    title: 'the default version of the preferences is not the latest',
    effect: 'sessions may run with either version',
    verdicts: ['fail'],
    ref: 'https://github.com/aws/session-manager-plugin/issues/112',
  },
  'prefs.unlogged': {
    title: 'the preferences name neither a log group nor a bucket',
    effect: 'no session is logged',
    verdicts: ['warn'],
    ref: LOGGING,
  },
  'prefs.drift': {
    title: 'the preferences differ from the flags of this run',
    effect: 'sessions run with other settings than the ones asked for',
    verdicts: ['warn'],
    ref: SCHEMA,
  },
  'prefs.shared': {
    title: 'the preferences are shared with other accounts, or public',
    effect: 'others read where sessions are logged and which key they use',
    verdicts: ['fail'],
    ref: page('documents-ssm-sharing'),
  },
  'log-group.missing': {
    title: 'the log group that the preferences name does not exist',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  'log-group.unencrypted': {
    title: 'the log group has no KMS key, or is not required to keep it',
    effect: 'sessions are refused where its encryption is required',
    verdicts: ['fail', 'warn', 'info', 'unknown'],
    ref: LOG_ENCRYPTION,
  },
  'log-group.class': {
    title: 'the class of the log group does not serve for session logs, or not for all uses',
    effect: 'session logs are lost, or can only be read with Logs Insights',
    verdicts: ['fail', 'info', 'unknown'],
    ref: page('CloudWatch_Logs_Log_Classes', 'AmazonCloudWatch/latest/logs'),
  },
  'log-group.retention': {
    title: 'the log group keeps its events for another time than asked for, or for ever',
    effect: 'logs are lost too early, or paid for as long as they exist',
    verdicts: ['warn', 'info'],
    ref: GROUPS,
  },
  'log-group.deletion-protection': {
    title: 'the deletion protection of the log group is not as asked for',
    effect: 'the logs can be deleted, or cannot',
    verdicts: ['warn'],
    ref: page('protecting-log-groups-from-deletion', 'AmazonCloudWatch/latest/logs'),
  },
  'log-group.key-mismatch': {
    title: 'the log group is encrypted with another key than the one asked for',
    effect: 'permissions on the expected key do not open the logs',
    verdicts: ['warn', 'info'],
    ref: LOG_ENCRYPTION,
  },
  'kms.missing': {
    title: 'a key that sessions or the log group use does not exist',
    effect: 'sessions end at once, or nothing can be logged',
    verdicts: ['fail', 'warn'],
    ref: KEY_STATES,
  },
  'kms.disabled': {
    title: 'a key that sessions or the log group use is disabled',
    effect: 'sessions end at once, or nothing can be logged',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.pending-deletion': {
    title: 'a key that sessions or the log group use is pending deletion',
    effect: 'it cannot be used now, and once it is gone nothing encrypted with it can be read again',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.not-usable': {
    title: 'a key that sessions or the log group use is in a state that forbids its use',
    effect: 'sessions end at once, or nothing can be logged',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.asymmetric': {
    title: 'a key that sessions or the log group use is not a symmetric encryption key',
    effect: 'neither sessions nor log groups can be encrypted with it',
    verdicts: ['fail'],
    ref: SESSION_ENCRYPTION,
  },
  'kms.wrong-region': {
    title: 'a key that sessions or the log group use belongs to another region',
    effect: 'it cannot be used in this one',
    verdicts: ['fail'],
    ref: SESSION_ENCRYPTION,
  },
  'kms.aws-managed': {
    title: 'the key that sessions are encrypted with is managed by AWS',
    effect: 'clients and nodes cannot use it, and sessions end at once',
    verdicts: ['fail'],
    ref: AWS_MANAGED,
  },
  'kms.policy-logs': {
    title: 'the policy of the key does not let CloudWatch Logs use it for the log group',
    effect: 'nothing can be logged',
    verdicts: ['fail'],
    ref: LOG_ENCRYPTION,
  },
  'kms.rotation': {
    title: 'the automatic rotation of the key is off',
    effect: 'the key material stays the same for ever',
    verdicts: ['info'],
    ref: page('rotating-keys-enable', 'kms/latest/developerguide'),
  },
  's3.missing': {
    title: 'the bucket that the preferences name does not exist',
    effect: 'sessions are refused where its encryption is required, and otherwise their logs are lost',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  's3.region': {
    title: 'the bucket is in another region',
    effect: 'nodes without a way out of their network cannot reach it',
    verdicts: ['warn'],
    ref: LOGGING,
  },
  's3.unencrypted': {
    title: 'the bucket has no default encryption',
    effect: 'sessions are refused where its encryption is required',
    verdicts: ['fail', 'warn'],
    ref: LOGGING,
  },
  's3.key-not-usable': {
    title: 'S3 cannot use the key by which it encrypts what is put into the bucket',
    effect: 'session logs are refused and lost',
    verdicts: ['fail'],
    ref: page('UsingKMSEncryption', 'AmazonS3/latest/userguide'),
  },
  's3.public': {
    title: 'the bucket is public, or could become so',
    effect: 'others can read what is typed in sessions',
    verdicts: ['fail', 'warn', 'info'],
    ref: page('access-control-block-public-access', 'AmazonS3/latest/userguide'),
  },
  'runas.no-user': {
    title: 'run-as is on without a default user',
    effect: 'callers without the tag SSMSessionRunAs cannot start sessions',
    verdicts: ['info'],
    ref: RUN_AS,
  },
  'runas.unfit-user': {
    title: 'run-as names root, or what is no user, as the default user',
    effect: 'sessions of callers without the tag SSMSessionRunAs fail',
    verdicts: ['fail', 'info'],
    ref: RUN_AS,
  },
  'runas.windows': {
    title: 'run-as is on, and has no effect on a Windows node',
    effect: 'sessions run as ssm-user there',
    verdicts: ['info'],
    ref: RUN_AS,
  },
  'sharing.public-allowed': {
    title: 'SSM documents of this region may be shared with everybody',
    effect: 'what a document says about the account can become public',
    verdicts: ['warn'],
    ref: page('documents-ssm-sharing'),
  },
};
