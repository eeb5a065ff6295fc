// Here every piece of advice that is a command is followed word for word: its finding must then be gone.
import assert from 'node:assert/strict';
import { adviceOf } from '../../src/render/advice.ts';
import { Parser } from '@oclif/core';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { connect } from '../../src/aws/connection.ts';
import type { Fault } from '../../src/checks/check.ts';
import { CHECK_IDS } from '../../src/checks/index.ts';
import { setupFlags, targetFlags } from '../../src/cli/flags.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { RawScope } from '../../src/targets/scope.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { emptyState, type State } from '../../src/sandbox/state/state.ts';
import { addInstance, allowing, policyText, stateWithRoles } from './identities.ts';
import {
  change,
  CLOSED_TO_LOGS,
  keyArn,
  plantAssociation,
  plantBucket,
  plantDocument,
  plantInputs,
  plantKey,
  plantLogGroup,
  plantNode,
  preferencesText,
  PREFERENCES,
} from './planted.ts';
import { ACCOUNT, EVERYTHING, REGION, world, type World } from './world.ts';

/** Splits a line into commands and these into words, as a POSIX shell does with quotes; `&&` parts commands. */
function commandsOf(line: string): readonly (readonly string[])[] {
  const commands: string[][] = [[]];
  for (const [, quoted] of line.matchAll(/\s*((?:'[^']*'|\\.|[^\s'\\])+)/g)) {
    if (quoted === '&&') commands.push([]);
    else
      commands
        .at(-1)
        ?.push((quoted ?? '').replaceAll(/'([^']*)'|\\(.)/g, (_, inside, escaped) => String(inside ?? escaped)));
  }
  return commands;
}

const withoutLead = (advice: string): string => advice.replace(/^[^:]+: (?=session-manager |aws )/, '');

/** Does what a line says, after the words that say when. */
async function follow(on: World, advice: string): Promise<void> {
  for (const [program, ...words] of commandsOf(withoutLead(advice))) {
    if (program === 'session-manager') await followOurs(on, words);
    else if (program === 'aws') await followAws(on, words);
    else assert.fail(`this is no command: ${advice}`);
  }
}

async function followOurs(on: World, [command, ...words]: readonly string[]): Promise<void> {
  assert.equal(command, 'setup');
  const { flags } = await Parser.parse([...words], { flags: { ...targetFlags, ...setupFlags }, strict: true });
  const reports = await on.setupWhole(flags as RawInputs, flags as RawScope);
  assert.ok(reports.length > 0);
  assert.deepEqual(
    reports.flatMap(({ error }) => error ?? []),
    [],
    words.join(' '),
  );
}

/** Commands of the AWS CLI that the sandbox can do; their options are called as the members of the API are. */
const AWS = {
  ssm: {
    client: SSM,
    operations: [
      'update-document-default-version',
      'modify-document-permission',
      'update-service-setting',
      'reset-service-setting',
      'delete-association',
    ],
  },
  logs: {
    client: CloudWatchLogs,
    operations: ['put-retention-policy', 'delete-retention-policy', 'put-log-group-deletion-protection'],
  },
  kms: { client: KMS, operations: ['enable-key', 'cancel-key-deletion', 'enable-key-rotation'] },
  iam: { client: IAM, operations: ['attach-role-policy', 'detach-role-policy'] },
} as const;

const LISTS = ['AccountIdsToRemove'];

const pascal = (text: string): string =>
  text.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const camel = (text: string): string => text.replace(/^./, (letter) => letter.toLowerCase());

async function followAws(on: World, [service = '', operation = '', ...words]: readonly string[]): Promise<void> {
  // The sandbox makes no buckets.
  if (`${service} ${operation}` === 's3 mb')
    return plantBucket(on, words[0]?.replace('s3://', '') ?? '', { region: words[2] ?? '' });
  const { client, operations } = AWS[service as keyof typeof AWS] ?? assert.fail(`the sandbox has no ${service}`);
  assert.ok((operations as readonly string[]).includes(operation), `aws ${service} ${operation}`);
  const options: Record<string, string[]> = {};
  for (const word of words) {
    const last = Object.keys(options).at(-1);
    if (word.startsWith('--')) options[pascal(word.slice(2))] = [];
    else options[last ?? '']?.push(word);
  }
  const { Region = [], ...rest } = options;
  const input = Object.fromEntries(
    Object.entries(rest).map(([name, values]) => {
      if (service !== 'logs') return [name, LISTS.includes(name) ? values : values.join(' ')];
      if (values.length === 0) return [camel(name.replace(/^No/, '')), !name.startsWith('No')];
      return [camel(name), name.endsWith('InDays') ? Number(values[0]) : values.join(' ')];
    }),
  );
  const credentials = on.connection.credentials ?? assert.fail();
  const caller = { place: 'cli', region: Region[0] ?? REGION, credentials };
  const api = connect<object>(client, { ...on.connection, readOnly: false }, caller) as Record<
    string,
    (input: object) => Promise<unknown>
  >;
  await api[camel(pascal(operation))]?.(input);
}

interface Case {
  readonly check: string;
  readonly verdict: Fault['verdict'];
  /** Names the fault, if one check has several. */
  readonly title?: string;
  readonly state?: () => State;
  readonly plant?: (on: World) => Promise<unknown>;
  /** Flags of the diagnosis. */
  readonly inputs?: RawInputs;
  readonly scope?: RawScope;
  /** A part of the advice. */
  readonly by: string;
}

const WORSE: readonly Fault['verdict'][] = ['info', 'unknown', 'warn', 'fail'];

async function faultsOf(on: World, { inputs = {}, scope = {} }: Case): Promise<readonly Fault[]> {
  const { targets } = await on.diagnose(inputs, scope);
  return targets.flatMap(({ findings, error }) => {
    assert.equal(error, undefined);
    return findings.flatMap((found) => (found.verdict === 'ok' ? [] : [found]));
  });
}

async function clears(asked: Case): Promise<void> {
  const { check, verdict, state, plant, by } = asked;
  const on = world({ state: state?.() ?? emptyState() });
  await plant?.(on);
  const before = await faultsOf(on, asked);
  const found = before.find((one) => one.check === check) ?? assert.fail(`${check} is not found`);
  assert.equal(found.verdict, verdict, found.summary);
  assert.ok(adviceOf(found.remedy).includes(by), adviceOf(found.remedy));
  await follow(on, adviceOf(found.remedy));
  const after = await faultsOf(on, asked);
  const still = after.filter(
    (one) =>
      one.check === check && one.subject === found.subject && WORSE.indexOf(one.verdict) >= WORSE.indexOf(verdict),
  );
  assert.deepEqual(still, [], adviceOf(found.remedy));
  const failures = (faults: readonly Fault[]): readonly string[] =>
    faults.filter((one) => one.verdict === 'fail').map((one) => one.check);
  const worse = failures(after).filter((one) => !failures(before).includes(one));
  assert.deepEqual(worse, [], `${adviceOf(found.remedy)} makes something fail`);
}

const LOGGED = { cloudWatchLogGroupName: 'sessions' };
const DEMANDED = { ...LOGGED, cloudWatchEncryptionEnabled: true };

/** Makes the state that setup leaves behind, and then changes it. */
const afterSetup =
  (inputs: RawInputs, then: (on: World) => Promise<unknown>) =>
  async (on: World): Promise<void> => {
    for (const { error } of await on.setup(inputs)) assert.equal(error, undefined);
    await then(on);
  };

const eachKey =
  (edit: (key: { state: string; policy: string; rotationDays: number | null; deletion?: string }) => void) =>
  (on: World): Promise<void> =>
    change(on, ({ keys }) => Object.values(keys).forEach(edit));

const SCHEMA: readonly (readonly [title: string, content: string, by: string])[] = [
  ['schemaVersion', preferencesText(LOGGED, { schemaVersion: '2.2' }), '--overwrite'],
  ['sessionType', preferencesText(LOGGED, { sessionType: 'Port' }), '--overwrite'],
  ['a strict switch as text', preferencesText({ ...LOGGED, cloudWatchStreamingEnabled: 'true' }), '--overwrite'],
  ['a switch as a number', preferencesText({ ...LOGGED, runAsEnabled: 1 }), '--overwrite'],
  [
    'too long an idle timeout',
    preferencesText({ ...LOGGED, idleSessionTimeout: '90' }),
    '--idle-timeout 60 --overwrite',
  ],
  ['too short an idle timeout', preferencesText({ ...LOGGED, idleSessionTimeout: 0 }), '--idle-timeout 60 --overwrite'],
  ['an idle timeout that is none', preferencesText({ ...LOGGED, idleSessionTimeout: 'soon' }), '--idle-timeout'],
  [
    'too long a duration',
    preferencesText({ ...LOGGED, maxSessionDuration: '2000' }),
    '--max-duration 1440 --overwrite',
  ],
  ['two at once', preferencesText({ ...LOGGED, idleSessionTimeout: '90', maxSessionDuration: '2000' }), '--overwrite'],
  [
    'another log group',
    preferencesText({ cloudWatchLogGroupName: '/ours/it', idleSessionTimeout: '90' }),
    '--log-group /ours/it',
  ],
  [
    'a timeout whose default is too long',
    preferencesText({ ...LOGGED, idleSessionTimeout: '{{ idle }}' }, { parameters: { idle: { default: 90 } } }),
    '--idle-timeout 60 --overwrite',
  ],
  ['content that is no JSON', '{"schemaVersion": ', '--overwrite'],
  ['content that is no document', 'null', '--overwrite'],
];

const CORE_NAME = 'AWSSystemsManagerDefaultEC2InstanceManagementRole';
const HOST_MANAGEMENT = '/ssm/managed-instance/default-ec2-instance-management-role';
const hostManagement = (): State =>
  stateWithRoles({
    [CORE_NAME]: {
      attached: ['arn:aws:iam::aws:policy/AmazonSSMManagedEC2InstanceDefaultPolicy'],
      path: '/service-role/',
      bare: true,
    },
  });

const TWO: RawScope = { regions: ['us-east-1', 'eu-west-1'] };

/** A role of running nodes, and what setup made for them. */
const used =
  (inputs: RawInputs = {}) =>
  async (on: World): Promise<void> => {
    await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
    for (const { error } of await on.setup(inputs)) assert.equal(error, undefined);
  };

const OURS_TAGS = { 'session-manager:managed': 'log-group' };

/** Cases of how a log group with these tags keeps its events. */
function eventCases(tags: Readonly<Record<string, string>>): readonly Case[] {
  const isOurs = tags === OURS_TAGS;
  return [
    ...(
      [
        ['warn', 'too long', { retention: '30' }, 365, '--retention 30', 'put-retention-policy'],
        ['warn', 'for ever', { retention: 'never' }, 365, '--retention never', 'delete-retention-policy'],
        ['info', 'nothing asked', {}, undefined, '--retention 365', 'put-retention-policy'],
      ] as const
    ).map(([verdict, title, inputs, days, ours, theirs]): Case => ({
      check: 'log-group.retention',
      verdict,
      title,
      plant: async (on) => {
        await plantInputs(on, LOGGED);
        await plantLogGroup(on, 'sessions', { tags });
        await change(on, ({ logGroups }) => {
          const group = logGroups['sessions'] ?? assert.fail();
          if (days === undefined) delete group.retentionInDays;
          else group.retentionInDays = days;
        });
      },
      inputs,
      by: isOurs ? ours : `aws logs ${theirs}`,
    })),
    ...[true, false].map((on): Case => ({
      check: 'log-group.deletion-protection',
      verdict: 'warn',
      title: on ? 'on' : 'off',
      plant: async (at) => {
        await plantInputs(at, LOGGED);
        await plantLogGroup(at, 'sessions', { tags, deletionProtection: !on });
      },
      inputs: { 'deletion-protection': on },
      by: `${isOurs ? '' : 'aws logs put-log-group-deletion-protection --log-group-identifier sessions '}--${on ? '' : 'no-'}deletion-protection`,
    })),
  ];
}

const OURS: readonly Case[] = [
  { check: 'prefs.missing', verdict: 'warn', by: '--regions us-east-1' },
  ...SCHEMA.map(([title, content, by]): Case => ({
    check: 'prefs.schema',
    verdict: 'fail',
    title,
    plant: (on) => plantDocument(on, [content]),
    by,
  })),
  ...['in effect', 'a draft'].map((title): Case => ({
    check: 'prefs.status',
    verdict: 'fail',
    title,
    plant: async (on) => {
      await plantDocument(on, [preferencesText(LOGGED), preferencesText({ ...LOGGED, idleSessionTimeout: '5' })]);
      await change(on, ({ documents }) => {
        const document = documents[PREFERENCES];
        Object.assign(document?.versions.at(-1) ?? {}, { status: 'Failed' });
        if (title === 'a draft' && document) document.defaultVersion = '1';
      });
    },
    by: '--overwrite',
  })),
  {
    check: 'prefs.drift',
    verdict: 'warn',
    title: 'a text whose default is another value',
    plant: (on) =>
      plantDocument(on, [
        preferencesText({ ...LOGGED, idleSessionTimeout: '{{ idle }}' }, { parameters: { idle: { default: '7' } } }),
      ]),
    inputs: { 'idle-timeout': '15' },
    by: '--idle-timeout 15 --overwrite',
  },
  {
    check: 'prefs.drift',
    verdict: 'warn',
    title: 'everything',
    plant: (on) => plantInputs(on, { cloudWatchLogGroupName: 'theirs', idleSessionTimeout: '7' }),
    inputs: EVERYTHING,
    by: '--overwrite',
  },
  {
    check: 'prefs.drift',
    verdict: 'warn',
    title: 'what has to be quoted, and switches that are off',
    plant: (on) => plantInputs(on, { ...LOGGED, cloudWatchStreamingEnabled: true }),
    inputs: {
      streaming: false,
      'shell-profile-linux': `echo 'it is' "logged" && exec bash`,
      'shell-profile-windows': 'Write-Host $env:USERNAME; cd C:\\',
    },
    by: '--no-streaming',
  },
  {
    check: 'prefs.drift',
    verdict: 'warn',
    title: 'another log group',
    plant: (on) => plantInputs(on, { cloudWatchLogGroupName: 'theirs' }),
    inputs: { 'log-group': 'ours' },
    by: '--log-group ours',
  },
  {
    check: 'prefs.drift',
    verdict: 'warn',
    title: 'the key of the sessions',
    plant: afterSetup({ kms: true }, () => Promise.resolve()),
    inputs: { kms: true, 'encrypt-sessions': true },
    by: '--kms --encrypt-sessions --grant --overwrite',
  },
  {
    check: 'prefs.unlogged',
    verdict: 'warn',
    plant: (on) => plantInputs(on, {}),
    by: '--log-group sessions --grant --overwrite',
  },
  {
    check: 'log-group.class',
    verdict: 'fail',
    plant: async (on) => {
      await plantInputs(on, LOGGED);
      await plantLogGroup(on, 'sessions', { class: 'DELIVERY' });
    },
    by: '--log-group sessions-standard --overwrite',
  },
  {
    check: 'log-group.class',
    verdict: 'fail',
    title: 'where a key is required',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantLogGroup(on, 'sessions', { class: 'DELIVERY' });
    },
    by: '--log-group sessions-standard --kms --grant --overwrite',
  },
  { check: 'log-group.missing', verdict: 'warn', plant: (on) => plantInputs(on, LOGGED), by: 'setup' },
  {
    check: 'log-group.missing',
    verdict: 'warn',
    title: 'of another name',
    plant: (on) => plantInputs(on, { cloudWatchLogGroupName: '/ours/it' }),
    by: '--log-group /ours/it',
  },
  {
    check: 'log-group.missing',
    verdict: 'fail',
    title: 'required',
    plant: (on) => plantInputs(on, DEMANDED),
    by: '--kms',
  },
  {
    check: 'log-group.missing',
    verdict: 'fail',
    title: 'required, with a key of the user',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantKey(on);
    },
    inputs: { 'kms-key': keyArn() },
    by: `--kms-key ${keyArn()}`,
  },
  {
    check: 'log-group.unencrypted',
    verdict: 'fail',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantLogGroup(on);
    },
    by: '--kms',
  },
  {
    check: 'log-group.unencrypted',
    verdict: 'warn',
    title: 'where a key is asked for',
    plant: afterSetup({}, () => Promise.resolve()),
    inputs: { kms: true, 'kms-alias': 'other' },
    by: '--kms-alias other --kms',
  },
  {
    check: 'log-group.unencrypted',
    verdict: 'info',
    title: 'where the preferences do not require it',
    plant: async (on) => {
      await plantInputs(on, LOGGED);
      await plantLogGroup(on, 'sessions', { kmsKeyId: await plantKey(on) });
    },
    by: '--overwrite',
  },
  {
    check: 'log-group.key-mismatch',
    verdict: 'warn',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantKey(on, 2, { alias: 'alias/session' });
      await plantLogGroup(on, 'sessions', { kmsKeyId: await plantKey(on) });
    },
    inputs: { kms: true },
    by: '--kms',
  },
  ...eventCases(OURS_TAGS),
  ...(
    [
      ['behind our alias', 'alias/session'],
      ['behind another alias', 'alias/theirs'],
      ['by its ARN', keyArn(9)],
      ['by its id', keyArn(9).split('/')[1] ?? ''],
    ] as const
  ).map(([title, kmsKeyId]): Case => ({
    check: 'kms.missing',
    verdict: 'fail',
    title: `of sessions, ${title}`,
    plant: (on) => plantInputs(on, { ...LOGGED, kmsKeyId }),
    by: '--kms',
  })),
  {
    check: 'kms.missing',
    verdict: 'fail',
    title: 'of sessions, where our alias leads to a key of others that is disabled',
    plant: async (on) => {
      await plantInputs(on, { ...LOGGED, kmsKeyId: 'alias/theirs' });
      await plantLogGroup(on);
      await plantKey(on, 2, { alias: 'alias/session', state: 'Disabled' });
    },
    by: '--kms --kms-alias session-manager',
  },
  {
    check: 'log-group.unencrypted',
    verdict: 'fail',
    title: 'where our alias leads to a key of others that CloudWatch Logs may not use',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantLogGroup(on);
      await plantKey(on, 2, { alias: 'alias/session', policy: CLOSED_TO_LOGS });
    },
    by: '--kms --kms-alias session-manager',
  },
  {
    check: 'kms.missing',
    verdict: 'fail',
    title: 'of the log group',
    plant: async (on) => {
      await plantInputs(on, DEMANDED);
      await plantLogGroup(on, 'sessions', { kmsKeyId: keyArn(9) });
    },
    by: '--kms',
  },
  {
    check: 'kms.missing',
    verdict: 'fail',
    title: 'of sessions that are not logged to a group',
    plant: async (on) => {
      await plantInputs(on, { s3BucketName: 'logs', kmsKeyId: keyArn(9) });
      await plantBucket(on, 'logs');
    },
    by: '--kms --encrypt-sessions --overwrite',
  },
  {
    check: 'kms.missing',
    verdict: 'warn',
    title: 'that is only asked for',
    plant: afterSetup({}, () => Promise.resolve()),
    inputs: { kms: true },
    by: '--kms',
  },
  ...(
    [
      ['kms.disabled', 'Disabled'],
      ['kms.pending-deletion', 'PendingDeletion'],
    ] as const
  ).map(([check, state]): Case => ({
    check,
    verdict: 'fail',
    plant: afterSetup(
      EVERYTHING,
      eachKey((key) => {
        key.state = state;
        if (state === 'PendingDeletion') key.deletion = '2030-01-01T00:00:00.000Z';
      }),
    ),
    by: 'session-manager setup --regions us-east-1 --kms',
  })),
  {
    check: 'kms.policy-logs',
    verdict: 'fail',
    plant: afterSetup(
      { kms: true },
      eachKey((key) => void (key.policy = CLOSED_TO_LOGS)),
    ),
    by: '--kms',
  },
  {
    check: 'kms.rotation',
    verdict: 'info',
    plant: afterSetup(
      { kms: true },
      eachKey((key) => void (key.rotationDays = null)),
    ),
    by: '--kms --rotation-days 365',
  },
  ...(
    [
      ['by its ARN', undefined, keyArn()],
      ['behind our alias', 'alias/session', 'alias/session'],
      ['behind another alias', 'alias/theirs', 'alias/theirs'],
    ] as const
  ).map(([title, alias, kmsKeyId]): Case => ({
    check: 'kms.asymmetric',
    verdict: 'fail',
    title,
    plant: async (on) => {
      await plantInputs(on, { ...LOGGED, kmsKeyId });
      await plantLogGroup(on);
      await plantKey(on, 1, { spec: 'RSA_2048', rotationDays: null, ...(alias && { alias }) });
    },
    by: '--kms',
  })),
  {
    check: 'kms.wrong-region',
    verdict: 'fail',
    plant: (on) => plantInputs(on, { ...LOGGED, kmsKeyId: keyArn(1, 'eu-west-1') }),
    by: '--kms --encrypt-sessions --overwrite',
  },
  {
    check: 's3.region',
    verdict: 'warn',
    plant: async (on) => {
      await plantInputs(on, { ...LOGGED, s3BucketName: 'logs' });
      await plantBucket(on, 'logs', { region: 'eu-west-1' });
    },
    by: '--s3-bucket logs-us-east-1 --no-s3-encryption',
  },
  {
    check: 's3.region',
    verdict: 'warn',
    title: 'where the bucket has to be encrypted',
    plant: async (on) => {
      await plantInputs(on, { ...LOGGED, s3BucketName: 'logs', s3EncryptionEnabled: true });
      await plantBucket(on, 'logs', { region: 'eu-west-1' });
    },
    by: '--s3-bucket logs-us-east-1 --overwrite',
  },
  {
    check: 'runas.no-user',
    verdict: 'info',
    plant: (on) => plantInputs(on, { ...LOGGED, runAsEnabled: true }),
    by: '--run-as ssm-user --overwrite',
  },
  {
    check: 'runas.unfit-user',
    verdict: 'fail',
    plant: (on) => plantInputs(on, { ...LOGGED, runAsEnabled: true, runAsDefaultUser: 'root' }),
    by: '--run-as ssm-user --overwrite',
  },
  { check: 'association.missing', verdict: 'info', plant: (on) => plantInputs(on, LOGGED), by: 'setup' },
  {
    check: 'association.missing',
    verdict: 'warn',
    title: 'where an instance runs',
    plant: async (on) => {
      await plantInputs(on, LOGGED);
      await addInstance(on, 'i-0a1b2c3d4e5f60718');
    },
    by: '--agent-update-targets all',
  },
  {
    check: 'association.uncovered',
    verdict: 'info',
    plant: afterSetup({}, async (on) => {
      await addInstance(on, 'i-0a1b2c3d4e5f60718');
      await addInstance(on, 'i-0a1b2c3d4e5f60719');
      for (const id of ['i-0a1b2c3d4e5f60718', 'i-0a1b2c3d4e5f60719']) await plantNode(on, id);
      await change(on, ({ instances }) =>
        Object.assign(instances['i-0a1b2c3d4e5f60719'] ?? {}, { tags: { StateManager: 'yes' } }),
      );
    }),
    by: '--agent-update-targets all',
  },
  {
    check: 'association.covers-nothing',
    verdict: 'warn',
    title: 'of ours',
    plant: afterSetup({}, (on) => addInstance(on, 'i-0a1b2c3d4e5f60718')),
    by: '--agent-update-targets all',
  },
  {
    check: 'instance.profile-without-ssm',
    verdict: 'fail',
    state: () => stateWithRoles({ web: { attached: [] } }),
    plant: used(),
    by: '--grant',
  },
  {
    check: 'instance.logs-permissions',
    verdict: 'fail',
    state: () => stateWithRoles({ web: {} }),
    plant: used(),
    by: '--grant',
  },
  {
    check: 'instance.logs-permissions',
    verdict: 'fail',
    title: 'where the log group is demanded and not there',
    state: () => stateWithRoles({ web: {} }),
    plant: async (on) => {
      await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web');
      await plantInputs(on, DEMANDED);
    },
    by: '--grant',
  },
  {
    check: 'instance.logs-permissions',
    verdict: 'fail',
    title: 'in two regions with the same log group',
    state: () => stateWithRoles({ web: {} }),
    plant: async (on) => {
      await used()(on);
      await on.setup({}, { regions: ['eu-west-1'] });
    },
    scope: TWO,
    by: '--regions us-east-1,eu-west-1 --grant',
  },
  {
    check: 'instance.kms-decrypt',
    verdict: 'fail',
    state: () => stateWithRoles({ web: {} }),
    plant: used({ kms: true, 'encrypt-sessions': true }),
    by: '--grant',
  },
  {
    check: 'instance.kms-single-region',
    verdict: 'info',
    state: () => stateWithRoles({ web: { statements: allowing('logs:*') } }),
    plant: async (on) => {
      const inputs = { kms: true, 'encrypt-sessions': true };
      await on.setup(inputs, TWO);
      const [key] = Object.values((await on.region()).keys);
      const statement = { Effect: 'Allow', Action: 'kms:Decrypt', Resource: key?.arn };
      await on.sandbox.edit(({ iam }) => {
        const { web } = iam[ACCOUNT]?.roles ?? {};
        Object.assign(web?.inline ?? {}, { key: policyText(statement) });
      });
    },
    scope: TWO,
    by: '--regions eu-west-1 --grant',
  },
  {
    check: 'instance.s3-permissions',
    verdict: 'fail',
    state: () => stateWithRoles({ web: { statements: allowing('logs:*') } }),
    plant: async (on) => {
      await plantBucket(on, 'session-logs');
      await used({ 's3-bucket': 'session-logs', 's3-prefix': 'ssm' })(on);
    },
    by: '--grant',
  },
  {
    check: 'instance.kms-via-logs',
    verdict: 'warn',
    state: () => stateWithRoles({ web: { statements: allowing('logs:*') } }),
    plant: used({ kms: true }),
    by: '--grant',
  },
  {
    check: 'dhmc.role-without-logs',
    verdict: 'fail',
    state: hostManagement,
    plant: afterSetup({}, async (on) => {
      await change(on, ({ serviceSettings }) => void (serviceSettings[HOST_MANAGEMENT] = `service-role/${CORE_NAME}`));
      await addInstance(on, 'i-0a1b2c3d4e5f60718');
    }),
    by: '--grant',
  },
  {
    check: 'prefs.missing',
    verdict: 'warn',
    title: 'in another account, by a role of a name of its own',
    scope: { accounts: ['222222222222'], 'role-name': 'Admin' },
    by: '--role-name Admin --regions us-east-1 --accounts 222222222222',
  },
];

const OTHER_NODE = { Key: 'InstanceIds', Values: ['i-0a1b2c3d4e5f60718'] };
const EVERY_NODE = { Key: 'InstanceIds', Values: ['*'] };

const THEIRS: readonly Case[] = [
  ...eventCases({ team: 'payments' }),
  ...(
    [
      ['a wrong timeout', { idleSessionTimeout: '90' }],
      ['a log group that is missing', { cloudWatchLogGroupName: 'gone' }],
      ['no log', { cloudWatchLogGroupName: '' }],
    ] as const
  ).map(([title, latest]): Case => ({
    check: 'prefs.default-not-latest',
    verdict: 'fail',
    title: `of which the latest has ${title}`,
    plant: async (on) => {
      await plantLogGroup(on);
      await plantDocument(on, [preferencesText(LOGGED), preferencesText({ ...LOGGED, ...latest })]);
      await change(on, ({ documents }) => Object.assign(documents[PREFERENCES] ?? {}, { defaultVersion: '1' }));
    },
    by: '--overwrite',
  })),
  {
    check: 'prefs.schema',
    verdict: 'fail',
    title: 'of a name with a blank, where its log group lacks the key that is required',
    plant: (on) => plantInputs(on, { ...DEMANDED, cloudWatchLogGroupName: 'sessions ' }),
    by: '--kms --grant',
  },
  {
    check: 'prefs.default-not-latest',
    verdict: 'fail',
    plant: async (on) => {
      await plantDocument(on, [preferencesText(LOGGED), preferencesText({ ...LOGGED, idleSessionTimeout: '7' })]);
      await change(on, ({ documents }) => Object.assign(documents[PREFERENCES] ?? {}, { defaultVersion: '1' }));
    },
    by: 'update-document-default-version',
  },
  ...[['111111111111', '222222222222'], ['all']].map((accounts): Case => ({
    check: 'prefs.shared',
    verdict: 'fail',
    title: accounts.join(' and '),
    plant: async (on) => {
      await plantInputs(on, LOGGED);
      const sharedWith = Object.fromEntries(accounts.map((id) => [id, '$DEFAULT']));
      await change(on, ({ documents }) => Object.assign(documents[PREFERENCES] ?? {}, { sharedWith }));
    },
    by: `--account-ids-to-remove ${accounts.join(' ')}`,
  })),
  ...(
    [
      ['kms.disabled', { state: 'Disabled' }, 'fail', 'kms enable-key'],
      [
        'kms.pending-deletion',
        { state: 'PendingDeletion', deletion: '2030-01-01T00:00:00.000Z' },
        'fail',
        'kms cancel-key-deletion',
      ],
      ['kms.rotation', { rotationDays: null }, 'info', 'kms enable-key-rotation'],
    ] as const
  ).map(([check, key, verdict, by]): Case => ({
    check,
    verdict,
    title: 'of a key that is not ours',
    plant: async (on) => {
      await plantInputs(on, { ...DEMANDED, kmsKeyId: 'alias/theirs' });
      await plantLogGroup(on, 'sessions', { kmsKeyId: await plantKey(on, 1, { ...key, alias: 'alias/theirs' }) });
    },
    by,
  })),
  { check: 'sharing.public-allowed', verdict: 'warn', by: 'update-service-setting' },
  {
    check: 'hybrid.tier',
    verdict: 'fail',
    plant: (on) =>
      change(on, ({ nodes }) => {
        nodes['mi-0a1b2c3d4e5f60718'] = {
          pingStatus: 'Online',
          lastPing: new Date().toISOString(),
          agentVersion: '3.3.3050.0',
          platform: 'Linux',
          platformName: 'Debian',
          platformVersion: '12',
          computerName: 'plant',
          ipAddress: '192.168.7.20',
          connected: true,
          tags: {},
          associations: {},
        };
      }),
    by: '--setting-value advanced',
  },
  {
    check: 'dhmc.role-missing',
    verdict: 'fail',
    plant: (on) => change(on, ({ serviceSettings }) => void (serviceSettings[HOST_MANAGEMENT] = 'service-role/Gone')),
    by: 'reset-service-setting',
  },
  {
    check: 'association.duplicate',
    verdict: 'warn',
    plant: async (on) => {
      await addInstance(on, 'i-0a1b2c3d4e5f60718');
      await plantAssociation(on, '6ca202c8-8e54-4dff-88c0-9bfafbfc60b2', [EVERY_NODE], 'QuickSetup');
      await plantAssociation(on, 'e9c981a4-7998-4215-8ab0-bf6c32efefa1', [OTHER_NODE], 'production');
    },
    by: 'delete-association --association-id e9c981a4-7998-4215-8ab0-bf6c32efefa1',
  },
  {
    check: 'association.covers-nothing',
    verdict: 'warn',
    title: 'of others',
    plant: async (on) => {
      await addInstance(on, 'i-0f88bf8a39fab5744');
      await plantAssociation(on, 'e9c981a4-7998-4215-8ab0-bf6c32efefa1', [OTHER_NODE], 'production');
    },
    by: 'delete-association',
  },
  {
    check: 'association.covers-nothing',
    verdict: 'warn',
    title: 'of others that has the name of ours',
    plant: async (on) => {
      await addInstance(on, 'i-0f88bf8a39fab5744');
      await plantAssociation(on, 'e9c981a4-7998-4215-8ab0-bf6c32efefa1', [OTHER_NODE], 'SsmAgent');
    },
    by: 'delete-association',
  },
  {
    check: 'instance.deprecated-policy',
    verdict: 'info',
    state: () => stateWithRoles({ web: { attached: ['arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM'] } }),
    by: 'detach-role-policy',
  },
];

const titleOf = ({ check, verdict, title }: Case): string => `${check} (${verdict}${title ? `: ${title}` : ''})`;

describe('the advice, a command of ours, clears', () => {
  for (const asked of OURS) it(titleOf(asked), () => clears(asked));
});

describe('the advice, a command of the AWS CLI, clears', () => {
  for (const asked of THEIRS) it(titleOf(asked), () => clears(asked));
});

describe('every case of advice', () => {
  it('is about a check that there is', () => {
    for (const { check } of [...OURS, ...THEIRS]) assert.ok(CHECK_IDS.includes(check), check);
  });
});

describe('the advice about roles', () => {
  it('is followed one after the other where regions log to different groups', async () => {
    const on = world({ state: stateWithRoles({ web: {} }) });
    for (const region of TWO.regions ?? []) {
      await plantInputs(on, { cloudWatchLogGroupName: region }, region);
      await plantLogGroup(on, region, {}, region);
    }
    const asked: Case = { check: 'instance.logs-permissions', verdict: 'info', scope: TWO, by: '--grant' };
    const advice: string[] = [];
    for (;;) {
      const found = (await faultsOf(on, asked)).find(({ check }) => check === asked.check);
      if (!found) break;
      assert.ok(advice.length < 2, advice.join('\n'));
      advice.push(adviceOf(found.remedy));
      await follow(on, adviceOf(found.remedy));
    }
    assert.deepEqual(
      advice,
      [
        'session-manager setup --log-group us-east-1 --regions us-east-1 --grant --no-agent-update',
        'session-manager setup --log-group eu-west-1 --regions eu-west-1 --grant --no-agent-update',
      ].map((line) => line.replace(/(--log-group \S+) (--regions \S+)/, '$2 $1')),
    );
  });
});

describe('the advice for the fleet of the sandbox', () => {
  it('leaves nothing for setup to do when it is followed round by round', async () => {
    const on = world({ state: fleetState() });
    const advised = async (): Promise<readonly string[]> => {
      const { targets } = await on.diagnose({}, TWO);
      const all = targets.flatMap(({ findings }) =>
        findings.flatMap((found) => (found.verdict === 'ok' ? [] : [adviceOf(found.remedy)])),
      );
      return [...new Set(all)];
    };
    const ours = (lines: readonly string[]): readonly string[] =>
      lines.filter((line) => line.includes('session-manager setup'));
    let rounds = 0;
    for (let lines = await advised(); ours(lines).length > 0; lines = await advised()) {
      rounds += 1;
      assert.ok(rounds <= 4, ours(lines).join('\n'));
      for (const line of lines) if (canBeFollowed(line)) await follow(on, line);
    }
    assert.ok(rounds >= 1);
    assert.deepEqual((await advised()).filter(canBeFollowed), []);
  });
});

/** Tells whether all of it is commands that the sandbox supports. */
const canBeFollowed = (line: string): boolean =>
  commandsOf(withoutLead(line)).every(
    ([program, first = '', second = '']) =>
      program === 'session-manager' ||
      (program === 'aws' &&
        (`${first} ${second}` === 's3 mb' ||
          (AWS[first as keyof typeof AWS]?.operations as readonly string[] | undefined)?.includes(second) === true)),
  );
