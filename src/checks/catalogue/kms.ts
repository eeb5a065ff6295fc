import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const KEY_STATES = page('key-state', 'kms/latest/developerguide');
const SESSION_ENCRYPTION = page('session-preferences-enable-encryption');

/** Explains the ids about the keys that encrypt sessions and their log group. */
export const keys: Readonly<Record<string, Entry>> = {
  'kms.missing': {
    title: 'a key that sessions or the log group use does not exist',
    looksAt:
      'whether there is a key behind each id, ARN and alias in the preferences, the log group and the flags of this run',
    effect: 'sessions end at once, or nothing can be logged',
    clears:
      'put another key in its place, once those who start sessions may use that: session-manager setup --kms, with the flags in the finding',
    verdicts: ['fail', 'warn'],
    ref: KEY_STATES,
  },
  'kms.disabled': {
    title: 'a key that sessions or the log group use is disabled',
    looksAt: 'the state of each key that the preferences, the log group or the flags of this run name',
    effect: 'sessions end at once, or nothing can be logged',
    clears: 'enable it, in its own account and region: aws kms enable-key; or put another key in its place',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.pending-deletion': {
    title: 'a key that sessions or the log group use is pending deletion',
    looksAt: 'the state of each key that the preferences, the log group or the flags of this run name',
    effect: 'it cannot be used now, and once it is gone nothing encrypted with it can be read again',
    clears:
      'cancel its deletion before the waiting period is over, and then enable it: aws kms cancel-key-deletion, aws kms enable-key',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.not-usable': {
    title: 'a key that sessions or the log group use is in a state that forbids its use',
    looksAt: 'the state of each key: PendingImport, Unavailable, Creating and the like',
    effect: 'sessions end at once, or nothing can be logged',
    clears:
      'see its state with aws kms describe-key, and import its key material again, connect its key store, or wait until it is made',
    verdicts: ['fail'],
    ref: KEY_STATES,
  },
  'kms.asymmetric': {
    title: 'a key that sessions or the log group use is not a symmetric encryption key',
    looksAt: 'the usage and the spec of each key: only ENCRYPT_DECRYPT with SYMMETRIC_DEFAULT serves',
    effect: 'neither sessions nor log groups can be encrypted with it',
    clears: 'use a symmetric key: session-manager setup --kms, with the flags in the finding, or --kms-key ARN',
    verdicts: ['fail'],
    ref: SESSION_ENCRYPTION,
  },
  'kms.wrong-region': {
    title: 'a key that sessions or the log group use belongs to another region',
    looksAt: 'the region in the ARN of each key',
    effect: 'it cannot be used in this one',
    clears:
      'use a key of this region: session-manager setup --kms makes one in each region, behind the same alias, and takes the flags in the finding',
    verdicts: ['fail'],
    ref: SESSION_ENCRYPTION,
  },
  'kms.aws-managed': {
    title: 'the key that sessions are encrypted with is managed by AWS',
    looksAt: 'whether the session key is one of AWS, such as alias/aws/ssm',
    effect: 'clients and nodes cannot use it, and sessions end at once',
    clears:
      'use a key of your own, once those who start sessions may use it: session-manager setup --kms --encrypt-sessions --grant --overwrite',
    verdicts: ['fail'],
    ref: page('concepts', 'kms/latest/developerguide'),
  },
  'kms.policy-logs': {
    title: 'the policy of the key does not let CloudWatch Logs use it for the log group',
    looksAt:
      'the statements of the key policy that allow the service principal of CloudWatch Logs to use the key, or deny it',
    effect: 'nothing can be logged',
    clears:
      'add the statement in the finding to the key policy, or spare the services of AWS in a Deny; session-manager setup --kms does the former for a key that it has made',
    verdicts: ['fail'],
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  },
  'kms.rotation': {
    title: 'the automatic rotation of the key is off',
    looksAt: 'whether KMS rotates the material of each symmetric key',
    effect: 'the key material stays the same for ever',
    clears: 'turn it on, which leaves all that is encrypted readable: aws kms enable-key-rotation',
    verdicts: ['info'],
    ref: page('rotating-keys-enable', 'kms/latest/developerguide'),
  },
};
