import type { RegionAudit } from '../audit/region.ts';
import type { RawInputs } from '../inputs/inputs.ts';
import { namesKey } from '../names/key.ts';
import { DELIVERY } from '../resources/log-group-class.ts';
import type { FoundLogGroup } from '../resources/log-group.ts';
import type { Observation, RegionCheck } from './check.ts';
import { takingOver } from './kms/remedies.ts';
import { keyFlags, keyOfGroup } from './log-group-key.ts';
import { page } from './page.ts';
import { type AwsOptions, awsCommand, type Command, hint, setupCommand } from './remedy.ts';

// The agent says the same when the group is missing, is hidden from it, or has no key: agent/session/shell/shell.go.
const REFUSED =
  'sessions are refused ("encryption is not set up on the selected CloudWatch Logs log group"): here the reason is that';

const LOGGING = page('session-manager-logging');
const ENCRYPTION = page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs');
const CLASSES = page('CloudWatch_Logs_Log_Classes', 'AmazonCloudWatch/latest/logs');

/** Checks that the log group which the preferences name exists, can take session logs, and is encrypted where that is required. */
const sessionLogs: RegionCheck = {
  scope: 'region',
  inSetup: true,
  ids: ['log-group.missing', 'log-group.class', 'log-group.unencrypted'],

  async run(facts) {
    const settings = await facts.settings();
    if (settings?.logGroup === undefined) return undefined;
    const name = settings.logGroup;
    const subject = `log-group/${name}`;
    const required = settings.logEncryptionRequired;
    const group = await facts.logGroup();
    if (!group) {
      return [
        {
          check: 'log-group.missing',
          verdict: required ? 'fail' : 'warn',
          subject,
          summary: required
            ? `${REFUSED} the group does not exist`
            : 'the preferences name a log group that does not exist: sessions run, and are silently not logged',
          remedy: setupCommand(facts, name, required ? await keyFlags(facts, name) : {}),
          ref: LOGGING,
          needs: { preference: ['cloudWatchLogGroupName'] },
        },
      ];
    }
    // What is unknown before a session is not held against the group.
    const isUndecided = settings.undecided.includes('cloudWatchEncryptionEnabled');
    const requirement = isUndecided ? 'unknown' : required;
    return [
      ...(await fitness(facts, group, subject, required)),
      ...(await encryption(facts, group, subject, requirement)),
    ];
  },
};

/** Checks how long its events are kept, and that they are protected. */
const itsEvents: RegionCheck = {
  scope: 'region',
  ids: ['log-group.retention', 'log-group.deletion-protection'],

  async run(facts) {
    const group = await facts.logGroup();
    return group && keeping(facts, group, `log-group/${group.name}`);
  },
};

/** Checks its key, which takes other permissions to read. */
const itsKey: RegionCheck = {
  scope: 'region',
  ids: ['log-group.key-mismatch'],

  async run(facts) {
    const group = await facts.logGroup();
    return group?.keyArn === undefined ? undefined : mismatch(facts, group, group.keyArn);
  },
};

export const logGroup: readonly RegionCheck[] = [sessionLogs, itsEvents, itsKey];

async function fitness(
  facts: RegionAudit,
  { name, keyArn, class: itsClass }: FoundLogGroup,
  subject: string,
  required: boolean,
): Promise<readonly Observation[]> {
  if (itsClass === undefined) return [];
  const common = { check: 'log-group.class', subject, ref: CLASSES };
  if (itsClass === DELIVERY) {
    const other = `${name}-standard`;
    const flags = keyArn === undefined && !required ? {} : await keyFlags(facts, other);
    return [
      {
        ...common,
        verdict: 'fail',
        summary: `its class is ${DELIVERY}, which only passes on logs of Lambda: those of sessions are lost after a day`,
        remedy: setupCommand(facts, other, { ...flags, overwrite: true, grant: true }),
      },
    ];
  }
  const known = itsClass === 'INFREQUENT_ACCESS';
  return [
    {
      ...common,
      verdict: known ? 'info' : 'unknown',
      summary: known
        ? `its class is ${itsClass}: sessions are logged, but only Logs Insights reads the logs, without Live Tail, metric filters and subscriptions`
        : `its class is ${itsClass}, and it is not known whether that takes the logs of sessions`,
      remedy: hint(
        'the class of a log group cannot be changed: name another one with setup --log-group if that is too little',
      ),
    },
  ];
}

async function encryption(
  facts: RegionAudit,
  { name, keyArn }: FoundLogGroup,
  subject: string,
  required: boolean | 'unknown',
): Promise<readonly Observation[]> {
  if (keyArn === undefined && required === 'unknown') {
    return [
      {
        check: 'log-group.unencrypted',
        verdict: 'unknown',
        subject,
        summary: 'it has no KMS key, and whether the preferences require one is unknown before a session',
        remedy: setupCommand(facts, name, await keyOfGroup(facts, name)),
        ref: ENCRYPTION,
      },
    ];
  }
  if (keyArn === undefined && (required || facts.question.inputs.key)) {
    return [
      {
        check: 'log-group.unencrypted',
        verdict: required ? 'fail' : 'warn',
        subject,
        summary: required ? `${REFUSED} the group has no KMS key` : 'it has no KMS key, and one was asked for',
        remedy: setupCommand(facts, name, await keyOfGroup(facts, name)),
        ref: ENCRYPTION,
      },
    ];
  }
  if (keyArn === undefined || required !== false) return [];
  return [
    {
      check: 'log-group.unencrypted',
      verdict: 'info',
      subject,
      summary: 'it is encrypted, but the preferences do not require that it stays so',
      remedy: setupCommand(facts, name, { 'kms-key': keyArn, overwrite: true }),
      ref: LOGGING,
    },
  ];
}

// A key that was asked for counts; without that, only the key behind our alias is worth a note.
async function mismatch(facts: RegionAudit, { name }: FoundLogGroup, keyArn: string): Promise<readonly Observation[]> {
  const { key, keyAlias } = facts.question.inputs;
  const wanted = key?.kind === 'given' ? key.arn : keyAlias;
  const found = await facts.key(wanted);
  if (found.kind !== 'found' || namesKey(keyArn, found, facts.target)) return [];
  return [
    {
      check: 'log-group.key-mismatch',
      verdict: key ? 'warn' : 'info',
      subject: `log-group/${name}`,
      summary: `it is encrypted with ${keyArn}, and not with the key of ${wanted}`,
      remedy: key
        ? {
            kind: 'commands',
            lead: 'if it is not meant to have a key of its own; that key has to stay until the events from before have expired',
            commands: [setupCommand(facts, name, await keyOfGroup(facts, name))],
          }
        : hint(
            'nothing has to be done if it has a key of its own on purpose; otherwise run doctor with --kms, which asks for the other key',
          ),
      ref: ENCRYPTION,
    },
  ];
}

/** Gives the command of the AWS CLI for what `setup` leaves as it is: a setting of a log group that others made. */
async function settingCommand(
  facts: RegionAudit,
  name: string,
  flags: RawInputs,
  [operation, options]: readonly [operation: string, options: AwsOptions],
): Promise<Command> {
  const { overwrite: isOfOthers } = await takingOver(facts, name);
  return isOfOthers ? awsCommand(facts, ['logs', operation], options) : setupCommand(facts, name, flags);
}

async function keeping(facts: RegionAudit, group: FoundLogGroup, subject: string): Promise<readonly Observation[]> {
  const { retention: asked, deletionProtection } = facts.question.inputs.logGroup;
  const observations: Observation[] = [];
  const there = group.retention ?? 'never';
  // AWS decides how long those of the class DELIVERY keep events.
  const canBeSet = group.class !== DELIVERY;
  if (canBeSet && asked !== undefined && asked !== there) {
    observations.push({
      check: 'log-group.retention',
      verdict: 'warn',
      subject,
      summary: `its events ${expiry(there)}, and not ${asked === 'never' ? 'never' : `after ${asked} days`}`,
      remedy: await settingCommand(facts, group.name, { retention: String(asked) }, retentionOf(group.name, asked)),
      ref: page('Working-with-log-groups-and-streams', 'AmazonCloudWatch/latest/logs'),
    });
  } else if (canBeSet && asked === undefined && there === 'never') {
    observations.push({
      check: 'log-group.retention',
      verdict: 'info',
      subject,
      summary: 'its events never expire, and are paid for as long as they exist',
      remedy: await settingCommand(facts, group.name, { retention: '365' }, retentionOf(group.name, 365)),
      ref: page('Working-with-log-groups-and-streams', 'AmazonCloudWatch/latest/logs'),
    });
  }
  if (deletionProtection !== undefined && deletionProtection !== group.deletionProtection) {
    observations.push({
      check: 'log-group.deletion-protection',
      verdict: 'warn',
      subject,
      summary: `its deletion protection is ${group.deletionProtection ? 'on' : 'off'}`,
      remedy: await settingCommand(facts, group.name, { 'deletion-protection': deletionProtection }, [
        'put-log-group-deletion-protection',
        {
          'log-group-identifier': group.name,
          [deletionProtection ? 'deletion-protection-enabled' : 'no-deletion-protection-enabled']: true,
        },
      ]),
      ref: page('protecting-log-groups-from-deletion', 'AmazonCloudWatch/latest/logs'),
    });
  }
  return observations;
}

const retentionOf = (name: string, retention: number | 'never'): readonly [string, AwsOptions] =>
  retention === 'never'
    ? ['delete-retention-policy', { 'log-group-name': name }]
    : ['put-retention-policy', { 'log-group-name': name, 'retention-in-days': String(retention) }];

const expiry = (retention: number | 'never'): string =>
  retention === 'never' ? 'never expire' : `expire after ${retention} days`;
