import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const SCHEMA = page('session-manager-schema');
const LOGGING = page('session-manager-logging');
const RUN_AS = page('session-preferences-run-as');

/** Explains the ids about the preferences of a region, and about who may read documents. */
export const preferences: Readonly<Record<string, Entry>> = {
  'prefs.missing': {
    title: 'there is no preferences document',
    looksAt: 'whether the region has the Session document SSM-SessionManagerRunShell, which holds the preferences',
    effect: 'sessions run with the defaults of AWS and are not logged',
    clears: 'create it with session-manager setup, which also makes the log group that it names',
    verdicts: ['warn'],
    ref: page('getting-started-create-preferences-cli'),
  },
  'prefs.schema': {
    title: 'the preferences have a value of a wrong type, range or form',
    looksAt: 'the type of the document, and the type, range and form of each value of the version in effect',
    effect: 'sessions fail, or ignore what was meant',
    clears:
      'write the values anew, in the right form: session-manager setup --overwrite; only a document of another type has to be deleted first, and only if nobody needs it',
    verdicts: ['fail'],
    ref: SCHEMA,
  },
  'prefs.status': {
    title: 'SSM could not make a version of the preferences, or is not done with it',
    looksAt: 'the status that SSM gives for the version in effect, and for the latest one',
    effect: 'sessions fail, or run with an earlier version or the defaults of AWS',
    clears:
      'write a new version in place of one that failed: session-manager setup --overwrite; wait a minute for one that SSM is busy with, and ask AWS Support if it stays so',
    verdicts: ['fail', 'warn', 'info'],
    ref: page('API_DocumentDescription', 'systems-manager/latest/APIReference'),
  },
  'prefs.parameters': {
    title: 'a preference is a text with parameters, or is unknown before a session',
    looksAt:
      'the preferences that take their value from a parameter of the document, and the default of that parameter',
    effect: 'who starts a session with the document can choose another value than the default',
    clears:
      'write the value itself into the document, or give its parameter a default; nothing has to be done where callers are meant to choose',
    verdicts: ['info', 'unknown'],
    ref: SCHEMA,
  },
  'prefs.unknown-member': {
    title: 'the preferences say something that session-manager does not know',
    looksAt: 'the names in the document that session-manager does not know, and whether they are like a known one',
    effect: 'it is neither judged nor changed; where it is a known one misspelt, it may have no effect',
    clears:
      'write a misspelt name as it is meant into a new version, and make that the default; nothing has to be done about a name that AWS knows',
    verdicts: ['warn', 'info'],
    ref: SCHEMA,
  },
  'prefs.default-not-latest': {
    title: 'the default version of the preferences is not the latest',
    looksAt:
      'the default version and the latest version of the document, and what would be wrong with the latest in effect',
    effect: 'sessions may run with either version',
    clears:
      'make the latest version the default if it is the one that is meant; otherwise write what is in effect as a new version: the advice of the finding is the one that is safe',
    verdicts: ['fail'],
    ref: 'https://github.com/aws/session-manager-plugin/issues/112',
  },
  'prefs.unlogged': {
    title: 'the preferences name neither a log group nor a bucket',
    looksAt: 'the names of a log group and of a bucket in the version in effect',
    effect: 'no session is logged',
    clears:
      'name a log group, and let the roles of nodes write to it: session-manager setup --log-group NAME --grant --overwrite',
    verdicts: ['warn'],
    ref: LOGGING,
  },
  'prefs.drift': {
    title: 'the preferences differ from the flags of this run',
    looksAt: 'each setting that a flag of this run asks for, and what the version in effect says of it',
    effect: 'sessions run with other settings than the ones asked for',
    clears: 'run session-manager setup with the same flags and --overwrite, or leave out the flags that are not meant',
    verdicts: ['warn'],
    ref: SCHEMA,
  },
  'prefs.shared': {
    title: 'the preferences are shared with other accounts, or public',
    looksAt: 'the accounts that the document is shared with',
    effect: 'others read where sessions are logged and which key they use',
    clears: 'stop sharing it: aws ssm modify-document-permission with --account-ids-to-remove',
    verdicts: ['fail'],
    ref: page('documents-ssm-sharing'),
  },
  'runas.no-user': {
    title: 'run-as is on without a default user',
    looksAt: 'whether the preferences turn run-as on, and which default user they name',
    effect: 'callers without the tag SSMSessionRunAs cannot start sessions',
    clears:
      'name a user that every Linux and macOS node has: session-manager setup --run-as USER --overwrite; nothing has to be done where all callers have the tag',
    verdicts: ['info'],
    ref: RUN_AS,
  },
  'runas.unfit-user': {
    title: 'run-as names root, or what is no user, as the default user',
    looksAt: 'the default user of run-as: root, the number 0 and several words are none that a session can have',
    effect: 'sessions of callers without the tag SSMSessionRunAs fail',
    clears:
      'name an ordinary user that every Linux and macOS node has: session-manager setup --run-as USER --overwrite',
    verdicts: ['fail', 'info'],
    ref: RUN_AS,
  },
  'runas.windows': {
    title: 'run-as is on, and has no effect on a Windows node',
    looksAt: 'the Windows nodes of a region whose preferences turn run-as on',
    effect: 'sessions run as ssm-user there',
    clears: 'nothing has to be done: who may reach Windows nodes is decided by ssm:StartSession alone',
    verdicts: ['info'],
    ref: RUN_AS,
  },
  'sharing.public-allowed': {
    title: 'SSM documents of this region may be shared with everybody',
    looksAt: 'the setting of Systems Manager that blocks public sharing of documents',
    effect: 'what a document says about the account can become public',
    clears:
      'block public sharing: aws ssm update-service-setting --setting-id /ssm/documents/console/public-sharing-permission --setting-value Disable',
    verdicts: ['warn'],
    ref: page('documents-ssm-sharing'),
  },
};
