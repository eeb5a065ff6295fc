import assert from 'node:assert/strict';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { type Logging, sessionLogging } from '../../../src/sandbox/door/session-log.ts';
import type { LogWish } from '../../../src/sandbox/door/session-wish.ts';
import { parseSeed } from '../../../src/sandbox/seed/seed.ts';
import type { SessionLog } from '../../../src/sandbox/state/ssm.ts';
import { virtualClock } from '../../channel/virtual-clock.ts';

const ACCOUNT = '123456789012';
const REGION = 'eu-central-1';
const ID = 'i-0123456789abcdef0';
const SESSION = 'ann-0123456789abcdef0';
const KEY = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

const WISH: LogWish = {
  group: 'sessions',
  bucket: '',
  prefix: '',
  streams: false,
  needsEncryptedGroup: false,
  needsEncryptedBucket: false,
};

/** A sandbox with one node, whose role allows this. */
function sandboxWith(actions: readonly string[] = ['*'], group: object = {}, bucket: object = {}): Sandbox {
  const seed = {
    accounts: {
      [ACCOUNT]: {
        [REGION]: {
          vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } },
          subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.0.0/24' } },
          instances: { [ID]: { subnet: 'subnet-1', profile: 'web' } },
          nodes: { [ID]: {} },
          logGroups: { sessions: group },
        },
      },
    },
    iam: {
      [ACCOUNT]: {
        roles: {
          web: {
            inline: { p: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }] } },
          },
        },
        instanceProfiles: { web: { roles: ['web'] } },
      },
    },
    buckets: { logs: { account: ACCOUNT, region: 'eu-west-1', ...bucket } },
  };
  return createSandbox({ state: parseSeed(JSON.stringify(seed)) });
}

function logging(sandbox: Sandbox, wish: Partial<LogWish>, isCommand = false) {
  const clock = virtualClock();
  const logged: SessionLog[] = [];
  const log: Logging = sessionLogging({
    sandbox,
    node: { account: ACCOUNT, region: REGION, id: ID },
    sessionId: SESSION,
    owner: `arn:aws:iam::${ACCOUNT}:user/ann`,
    wish: { ...WISH, ...wish },
    isCommand,
    onLogged: async (where) => void logged.push(where),
    clock,
  });
  return { log, clock, logged };
}

const eventsOf = async (sandbox: Sandbox): Promise<readonly string[] | undefined> =>
  (await sandbox.snapshot()).accounts[ACCOUNT]?.[REGION]?.logGroups['sessions']?.streams?.[SESSION]?.events.map(
    ({ message }) => message,
  );
const objectsOf = async (sandbox: Sandbox): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    Object.entries((await sandbox.snapshot()).buckets['logs']?.objects ?? {}).map(([key, { content }]) => [
      key,
      content,
    ]),
  );

describe('the log of a session of the sandbox', () => {
  it('is text in one event, when it is over, where it is not streamed', async () => {
    const sandbox = sandboxWith();
    const { log, clock, logged } = logging(sandbox, {});
    assert.equal(await log.prepare(), '');
    log.take(Buffer.from('$ ls\r\nfile\r\n'));
    clock.pass(5000);
    assert.equal(await eventsOf(sandbox), undefined);
    await log.finish();
    const [event, ...others] = (await eventsOf(sandbox)) ?? [];
    assert.match(event ?? '', /^Script started on .*\n\$ ls\nfile\n\nScript done on [^\n]*$/);
    assert.deepEqual(others, []);
    assert.deepEqual(logged, [{ group: 'sessions' }]);
  });

  it('is streamed each second in whole lines, and at the end the rest', async () => {
    const sandbox = sandboxWith();
    const { log, clock } = logging(sandbox, { streams: true });
    await log.prepare();
    const dataOf = async () =>
      (await eventsOf(sandbox))?.map((event) => (JSON.parse(event) as { sessionData: unknown }).sessionData);
    log.take(Buffer.from('one\ntw'));
    clock.pass(1000);
    while ((await dataOf())?.length !== 1);
    log.take(Buffer.from('o\nthree'));
    await log.finish();
    await log.finish();
    assert.deepEqual(await dataOf(), [['one'], ['two', 'three']]);
  });

  it('of a command without a terminal is not streamed, nor uploaded to a group that is streamed to', async () => {
    const sandbox = sandboxWith();
    const { log, clock } = logging(sandbox, { streams: true, bucket: 'logs', prefix: 'a/b/' }, true);
    await log.prepare();
    log.take(Buffer.from('out\n'));
    clock.pass(1000);
    await log.finish();
    assert.equal(await eventsOf(sandbox), undefined);
    assert.match((await objectsOf(sandbox))[`a/b/${SESSION}.log`] ?? '', /\nout\n/);
  });

  it('is uploaded to the bucket, wherever that is', async () => {
    const sandbox = sandboxWith();
    const { log, logged } = logging(sandbox, { group: '', bucket: 'logs' });
    await log.prepare();
    log.take(Buffer.from('text'));
    await log.finish();
    assert.deepEqual(Object.keys(await objectsOf(sandbox)), [`${SESSION}.log`]);
    assert.deepEqual(logged, [{ s3: { bucket: 'logs', key: `${SESSION}.log` } }]);
  });

  for (const [denied, allowed] of [
    ['the stream', ['logs:DescribeLogGroups', 'logs:PutLogEvents']],
    ['the events', ['logs:DescribeLogGroups', 'logs:CreateLogStream']],
    ['the group', ['logs:CreateLogStream', 'logs:PutLogEvents']],
    ['the object', ['logs:*']],
  ] as const) {
    it(`is not there where the role of the node may not write, or see, ${denied}, and nobody is told`, async () => {
      const sandbox = sandboxWith(allowed);
      const { log } = logging(sandbox, {
        bucket: 'logs',
        streams: denied !== 'the object',
        group: denied === 'the object' ? '' : 'sessions',
      });
      assert.equal(await log.prepare(), '');
      log.take(Buffer.from('text\n'));
      await log.finish();
      assert.deepEqual((await eventsOf(sandbox)) ?? [], []);
      assert.deepEqual(await objectsOf(sandbox), {});
    });
  }

  it('refuses the session where what is to be encrypted is not, or cannot be seen', async () => {
    const group = { needsEncryptedGroup: true };
    const refusal = async (sandbox: Sandbox, wish: Partial<LogWish>) => logging(sandbox, wish).log.prepare();
    assert.match(await refusal(sandboxWith(), group), /CloudWatch Logs log group/);
    assert.match(await refusal(sandboxWith(['s3:*'], { kmsKeyId: KEY }), group), /CloudWatch Logs log group/);
    assert.match(await refusal(sandboxWith(), { ...group, group: 'none' }), /CloudWatch Logs log group/);
    assert.equal(await refusal(sandboxWith(['*'], { kmsKeyId: KEY }), group), '');
    const bucket = { group: '', bucket: 'logs', needsEncryptedBucket: true };
    assert.match(await refusal(sandboxWith(['*'], {}, { encryption: 'none' }), bucket), /Amazon S3 bucket/);
    assert.match(await refusal(sandboxWith(['logs:*']), bucket), /Amazon S3 bucket/);
    assert.match(await refusal(sandboxWith(), { ...bucket, bucket: 'none' }), /Amazon S3 bucket/);
    assert.equal(await refusal(sandboxWith(), bucket), '');
  });
});
