import assert from 'node:assert/strict';
import { findLog } from '../../src/engine/log.ts';
import type { SandboxOptions } from '../../src/sandbox/door/sandbox.ts';
import { emptyState, regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import type { PastSession } from '../../src/sandbox/state/ssm.ts';
import { orderOn } from './listings.ts';
import { ACCOUNT, bucketOf, REGION, type World, world } from './world.ts';

const HOUR = 3_600_000;
const SHELL = 'SSM-SessionManagerRunShell';
const BOTH = { regions: [REGION, 'eu-west-1'] };
const START = Date.now() - 48 * HOUR;
const at = (offset: number): string => new Date(START + offset).toISOString();

const past = (more: Partial<PastSession> = {}): PastSession => ({
  target: 'i-1',
  owner: `arn:aws:iam::${ACCOUNT}:user/jane`,
  started: at(0),
  ended: at(HOUR),
  status: 'Terminated',
  document: SHELL,
  ...more,
});

function stateWith(inputs: Readonly<Record<string, unknown>>, plant: (here: RegionState, state: State) => void): State {
  const state = emptyState();
  const here = regionOf(state, ACCOUNT, 'eu-west-1');
  here.documents[SHELL] = {
    type: 'Session',
    defaultVersion: '1',
    lastVersion: 1,
    created: '2025-01-01T00:00:00.000Z',
    tags: {},
    sharedWith: {},
    versions: [
      {
        version: '1',
        format: 'JSON',
        content: JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs }),
        hash: 'x',
        created: '2025-01-01T00:00:00.000Z',
      },
    ],
  };
  plant(here, state);
  return state;
}

const streamed = (...lines: readonly string[]): string =>
  JSON.stringify({ eventVersion: '1.0', sessionId: 'x', sessionData: lines });

const logGroup = (streams: Readonly<Record<string, readonly string[]>>, retentionInDays?: number) => ({
  created: at(0),
  class: 'STANDARD' as const,
  storedBytes: 0,
  deletionProtection: false,
  tags: {},
  ...(retentionInDays !== undefined && { retentionInDays }),
  streams: Object.fromEntries(
    Object.entries(streams).map(([id, messages]) => [
      id,
      { created: at(0), events: messages.map((message, index) => ({ time: at(index * 1000), message })) },
    ]),
  ),
});

describe('the log of a session', () => {
  let on: World;
  const begin = (state: State, options: SandboxOptions = {}): void => void (on = world({ state, ...options }));
  const read = async (id: string, more: object = {}): Promise<readonly string[]> => {
    const { texts } = await findLog({ ...(await orderOn(on, BOTH)), id, ...more });
    const found: string[] = [];
    for await (const { text, time } of texts) found.push(`${time === undefined ? '-' : time - START} ${text}`);
    return found;
  };
  const GROUP = { cloudWatchLogGroupName: 'sessions' };

  it('is read from the log group, streamed or not, with the times of its events', async () => {
    begin(
      stateWith(GROUP, (here) => {
        here.pastSessions = { 'jane@x-1': past(), 'bob-1': past() };
        here.logGroups['sessions'] = logGroup({
          'jane@x-1': [streamed('$ ls', 'a'), streamed('b')],
          'bob-1': ['$ id\nroot'],
        });
      }),
    );
    assert.deepEqual(await read('jane@x-1'), ['0 $ ls\na\n', '1000 b\n']);
    assert.deepEqual(await read('bob'), ['0 $ id\nroot\n'], 'by its beginning');
  });

  it('is read from the bucket where there is no stream', async () => {
    begin(
      stateWith({ ...GROUP, s3BucketName: 'logs', s3KeyPrefix: 'ssm' }, (here, state) => {
        here.pastSessions = { 'jane-1': past(), 'jane-2': past() };
        here.logGroups['sessions'] = logGroup({});
        const object = (content: string) => ({ modified: at(0), content });
        state.buckets['logs'] = bucketOf({
          region: 'eu-west-1',
          objects: { 'ssm/jane-1.log': object('$ ls\n<a> {é}\n'), 'ssm/jane-2.log': object('') },
        });
      }),
    );
    assert.deepEqual(await read('jane-1'), ['- $ ls\n<a> {é}\n']);
    assert.deepEqual(await read('jane-2'), []);
  });

  it('of a session that AWS has forgotten is found by its recording', async () => {
    begin(
      stateWith(GROUP, (here) => void (here.logGroups['sessions'] = logGroup({ 'old-0123456789abcdef0': ['hello'] }))),
    );
    assert.deepEqual(await read('old-0123456789abcdef0'), ['0 hello\n']);
  });

  it('is refused where there is no such session, more than one, or no recording, with the reason', async () => {
    begin(
      stateWith(GROUP, (here) => {
        here.pastSessions = {
          'jane-1': past(),
          'jane-2': past(),
          'bob-1': past({ document: 'AWS-StartSSHSession' }),
          'cyd-1': past({ started: at(-9 * 24 * HOUR), ended: at(-8 * 24 * HOUR) }),
        };
        here.logGroups['sessions'] = logGroup({ 'cyd-1': [] }, 7);
      }),
    );
    await assert.rejects(read('jane'), {
      code: 'AmbiguousSession',
      message: '2 sessions begin with jane: jane-1, jane-2',
    });
    await assert.rejects(read('zoe'), {
      code: 'NoSuchSession',
      message: `no session zoe is known in ${ACCOUNT}/us-east-1, ${ACCOUNT}/eu-west-1`,
    });
    await assert.rejects(read('jane-1'), {
      code: 'NoRecording',
      message: 'session jane-1 has no recording: not in log-group/sessions',
    });
    await assert.rejects(read('bob-1'), {
      code: 'NoRecording',
      message: 'session bob-1 has no recording: AWS records no SSH',
    });
    await assert.rejects(read('cyd-1'), {
      code: 'NoRecording',
      message: /keeps events for 7 days: its events are gone/,
    });
  });

  it('is found although another region cannot be read, and what cannot be read is said where it is not found', async () => {
    const state = stateWith(GROUP, (here) => {
      here.pastSessions = { 'jane-1': past() };
      here.logGroups['sessions'] = logGroup({ 'jane-1': ['x'] });
    });
    begin(state, { faults: { closedRegions: ['us-east-1'] } });
    assert.deepEqual(await read('jane-1'), ['0 x\n']);
    await assert.rejects(read('zoe-1'), { name: 'AccessDeniedException' });
  });

  it('is unknown where it may not be looked for, and fails where it may not be read', async () => {
    const state = stateWith(GROUP, (here) => {
      here.pastSessions = { 'jane-1': past() };
      here.logGroups['sessions'] = logGroup({ 'jane-1': ['x'] });
    });
    begin(state, { faults: { deniedActions: ['logs:DescribeLogStreams'] } });
    await assert.rejects(read('jane-1'), {
      code: 'RecordingUnknown',
      message: /^the recording of session jane-1 cannot be found: log-group\/sessions could not be read/,
    });
    begin(state, { faults: { deniedActions: ['logs:GetLogEvents'] } });
    await assert.rejects(read('jane-1'), { name: 'AccessDeniedException' });
  });

  describe('followed', () => {
    const open = (): State =>
      stateWith(GROUP, (here) => {
        here.activeSessions = {
          'jane-1': { target: 'i-1', owner: 'x', started: at(0), document: SHELL, parameters: {} },
        };
        here.logGroups['sessions'] = logGroup({});
      });
    const edit = (change: (here: RegionState) => void): Promise<void> =>
      on.sandbox.edit((state) => change(regionOf(state, ACCOUNT, 'eu-west-1')));
    const write = (message: string, time: number): Promise<void> =>
      edit((here) => {
        const streams = here.logGroups['sessions']?.streams ?? {};
        (streams['jane-1'] ??= { created: at(0), events: [] }).events.push({ time: at(time), message });
      });
    const end = (): Promise<void> =>
      edit((here) => {
        here.activeSessions = {};
        here.pastSessions = { 'jane-1': past({ ended: new Date().toISOString() }) };
      });
    /** Does one thing after the other, each in a pause between two looks. */
    const doing = (...steps: readonly (() => Promise<void>)[]): { pause(): Promise<void>; pauses(): number } => {
      let pauses = 0;
      return { pause: () => steps[pauses++]?.() ?? Promise.resolve(), pauses: () => pauses };
    };

    it('goes on while the session is open, from where it was, and ends some looks after it', async () => {
      begin(open());
      const steps = doing(
        () => Promise.resolve(),
        () => write('one', 0),
        () => write('two', 1000),
        end,
        () => write('three', 2000),
      );
      assert.deepEqual(await read('jane-1', { follow: true, pause: steps.pause }), [
        '0 one\n',
        '1000 two\n',
        '2000 three\n',
      ]);
      assert.ok(steps.pauses() < 12, String(steps.pauses()));
    });

    it('gives the object that comes when the session is over', async () => {
      const state = open();
      const document = regionOf(state, ACCOUNT, 'eu-west-1').documents[SHELL]?.versions[0];
      if (document) document.content = JSON.stringify({ schemaVersion: '1.0', inputs: { s3BucketName: 'logs' } });
      state.buckets['logs'] = bucketOf({ region: 'eu-west-1' });
      begin(state);
      const put = () =>
        on.sandbox.edit(({ buckets }) => {
          const { logs } = buckets;
          if (logs) logs.objects = { 'jane-1.log': { modified: at(0), content: 'all\n' } };
        });
      assert.deepEqual(await read('jane-1', { follow: true, pause: doing(end, put).pause }), ['- all\n']);
    });

    it('says why where there is no recording in the end', async () => {
      begin(open());
      await assert.rejects(read('jane-1', { follow: true, pause: doing(end).pause }), { code: 'NoRecording' });
    });

    it('ends when the user has seen enough', async () => {
      begin(open());
      await write('one', 0);
      const gone = new AbortController();
      const pause = () => {
        gone.abort();
        return Promise.reject(new Error('aborted'));
      };
      assert.deepEqual(await read('jane-1', { follow: true, pause, interrupt: gone.signal }), ['0 one\n']);
    });

    it('without following says that it is open, where nothing is recorded yet', async () => {
      begin(open());
      await assert.rejects(read('jane-1'), {
        message: 'session jane-1 has no recording: it is open, and nothing is recorded yet',
        advice: '--follow waits for it',
      });
    });
  });
});
