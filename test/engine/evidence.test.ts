import assert from 'node:assert/strict';
import { type EvidencedSession, type EvidenceListing, gatherEvidence } from '../../src/engine/evidence.ts';
import { isListed } from '../../src/engine/listing.ts';
import type { SessionWish } from '../../src/engine/sessions.ts';
import type { Faults } from '../../src/sandbox/door/faults.ts';
import { emptyState, type RegionState, regionOf, type State } from '../../src/sandbox/state/state.ts';
import type { LifecycleRule } from '../../src/sandbox/state/s3.ts';
import type { PastSession } from '../../src/sandbox/state/ssm.ts';
import { keepsSchema, orderOn } from './listings.ts';
import { ACCOUNT, bucketOf, REGION, type World, world } from './world.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SHELL = 'SSM-SessionManagerRunShell';
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();

const past = (more: Partial<PastSession> = {}): PastSession => ({
  target: 'i-0123456789abcdef0',
  owner: `arn:aws:iam::${ACCOUNT}:user/jane`,
  started: ago(2 * DAY),
  ended: ago(2 * DAY - HOUR),
  status: 'Terminated',
  document: SHELL,
  ...more,
});

/** A version of a document, made so many days ago. */
interface Version {
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly days?: number;
  readonly type?: string;
  readonly parameters?: object;
}

function plantDocument(here: RegionState, name: string, ...versions: readonly Version[]): void {
  here.documents[name] = {
    type: 'Session',
    defaultVersion: String(versions.length),
    lastVersion: versions.length,
    created: ago(100 * DAY),
    tags: {},
    sharedWith: {},
    versions: versions.map(({ inputs, days = 100, type = 'Standard_Stream', parameters }, index) => ({
      version: String(index + 1),
      format: 'JSON',
      content: JSON.stringify({ schemaVersion: '1.0', sessionType: type, inputs, ...(parameters && { parameters }) }),
      hash: `${name}-${index}`,
      created: ago(days * DAY),
    })),
  };
}

const stream = (time = ago(2 * DAY)) => ({ created: time, events: [{ time, message: 'hello' }] });

function plantGroup(here: RegionState, name: string, streams: readonly string[], retentionInDays?: number): void {
  here.logGroups[name] = {
    created: ago(100 * DAY),
    class: 'STANDARD',
    storedBytes: 0,
    deletionProtection: false,
    tags: {},
    ...(retentionInDays !== undefined && { retentionInDays }),
    streams: Object.fromEntries(streams.map((id) => [id, stream()])),
  };
}

describe('the evidence of sessions', () => {
  let on: World;

  /** Makes a sandbox with these sessions. */
  function begin(
    sessions: Readonly<Record<string, PastSession>>,
    plant: (here: RegionState, state: State) => void,
    faults: Faults = {},
  ): void {
    const state = emptyState();
    const here = regionOf(state, ACCOUNT, REGION);
    here.pastSessions = { ...sessions };
    plant(here, state);
    on = world({ state, faults });
  }
  const gather = async (wish: Partial<SessionWish> = {}, raw = {}): Promise<EvidenceListing> => {
    const listing = await gatherEvidence({ ...(await orderOn(on, raw)), states: ['Active', 'History'], ...wish });
    keepsSchema('sessions', listing);
    return listing;
  };
  const sessionsOf = ({ targets }: EvidenceListing): readonly EvidencedSession[] =>
    targets.filter(isListed).flatMap(({ sessions }) => sessions);
  const states = async (): Promise<Readonly<Record<string, readonly unknown[]>>> =>
    Object.fromEntries(
      sessionsOf(await gather()).map(({ id, recording: { state, reason, check } }) => [
        id,
        [state, reason, ...(check === null ? [] : [check])],
      ]),
    );
  const calls = (operation: string): number => on.sandbox.calls.filter((call) => call.operation === operation).length;

  it('is a stream of the log group, an object of the bucket, or that there is neither', async () => {
    begin({ 'jane-1': past(), 'jane@example.com-2': past(), 'a=b+c.d-3': past(), 'jane-4': past() }, (here, state) => {
      plantDocument(here, SHELL, {
        inputs: { cloudWatchLogGroupName: 'sessions', s3BucketName: 'logs', s3KeyPrefix: '/ssm/' },
      });
      plantGroup(here, 'sessions', ['jane-1', 'jane@example.com-2']);
      const object = { modified: ago(0), content: 'hello' };
      state.buckets['logs'] = bucketOf({ objects: { 'ssm/jane-1.log': object, 'ssm/a=b+c.d-3.log': object } });
    });
    const listing = await gather();
    assert.deepEqual(
      Object.fromEntries(
        sessionsOf(listing).map(({ id, recording }) => [
          id,
          [recording.state, recording.where.map(({ kind }) => kind)],
        ]),
      ),
      {
        'jane-1': ['recorded', ['log-group', 'bucket']],
        'jane@example.com-2': ['recorded', ['log-group']],
        'a=b+c.d-3': ['recorded', ['bucket']],
        'jane-4': ['missing', []],
      },
    );
    assert.deepEqual([listing.summary.recorded, listing.summary.missing, listing.summary.unknown], [3, 1, 0]);
  });

  it('is by the document of each session', async () => {
    begin(
      {
        'jane-1': past({ document: 'team' }),
        'jane-2': past({ document: 'quiet' }),
        'jane-3': past({ document: 'tunnel' }),
        'jane-4': past({ document: 'gone' }),
        'jane-5': past({ document: 'run' }),
        'jane-6': past({ document: 'asks' }),
        'jane-7': past({ document: 'AWS-StartSSHSession' }),
        'jane-8': past({ document: 'AWS-StartPortForwardingSessionToRemoteHost' }),
        'jane-9': past({ document: 'AWS-StartNonInteractiveCommand' }),
        'jane-10': past({ target: 'ecs:shop_0123_0123-456', document: 'AmazonECS-ExecuteInteractiveCommand' }),
      },
      (here) => {
        plantDocument(here, SHELL, { inputs: { cloudWatchLogGroupName: 'sessions' } });
        plantDocument(here, 'team', { inputs: { cloudWatchLogGroupName: 'team' } });
        plantDocument(here, 'quiet', { inputs: {} });
        plantDocument(here, 'tunnel', { inputs: {}, type: 'Port' });
        plantDocument(here, 'run', { inputs: {}, type: 'InteractiveCommands' });
        plantDocument(here, 'asks', {
          inputs: { cloudWatchLogGroupName: '{{ where }}' },
          parameters: { where: { type: 'String' } },
        });
        plantGroup(here, 'sessions', ['jane-5', 'jane-9']);
        plantGroup(here, 'team', ['jane-1']);
      },
    );
    assert.deepEqual(await states(), {
      'jane-1': ['recorded', null],
      'jane-2': ['missing', 'document quiet names neither a log group nor a bucket', 'bypass.document'],
      'jane-3': ['never', 'AWS records no ports'],
      'jane-4': ['unknown', 'document gone is gone, and with it where its sessions were recorded'],
      'jane-5': ['recorded', null],
      'jane-6': ['unknown', 'where it is recorded depends on parameters of document asks'],
      'jane-7': ['never', 'AWS records no SSH'],
      'jane-8': ['never', 'AWS records no ports'],
      'jane-9': ['recorded', null],
      'jane-10': [
        'unknown',
        'ECS logs it, or does not, by the executeCommandConfiguration of cluster shop, which is not read',
      ],
    });
    const kinds = sessionsOf(await gather()).map(({ id, kind }) => `${id} ${kind}`);
    for (const kind of ['jane-1 shell', 'jane-3 port', 'jane-5 command', 'jane-9 command'])
      assert.ok(kinds.includes(kind), kind);
  });

  it('names what is wrong: no preferences, nothing in them, a log group or a bucket that is not there', async () => {
    begin({ 'jane-1': past() }, () => undefined);
    assert.deepEqual(await states(), { 'jane-1': ['missing', 'there is no preferences document', 'prefs.missing'] });
    begin({ 'jane-1': past() }, (here) => plantDocument(here, SHELL, { inputs: {} }));
    assert.deepEqual((await states())['jane-1']?.[2], 'prefs.unlogged');
    begin({ 'jane-1': past() }, (here) => plantDocument(here, SHELL, { inputs: { cloudWatchLogGroupName: 'gone' } }));
    assert.deepEqual((await states())['jane-1'], ['missing', 'log-group/gone does not exist', 'log-group.missing']);
    begin({ 'jane-1': past() }, (here) => plantDocument(here, SHELL, { inputs: { s3BucketName: 'gone' } }));
    assert.deepEqual((await states())['jane-1'], ['missing', 'bucket/gone does not exist', 's3.missing']);
  });

  it('is looked for where earlier versions of the document said, and where the agent says it was put', async () => {
    begin(
      {
        'jane-1': past({ started: ago(9 * DAY), ended: ago(9 * DAY - HOUR) }),
        'jane-2': past({ started: ago(5 * DAY), ended: ago(5 * DAY - HOUR) }),
        'jane-3': past(),
        'jane-4': past({ log: { group: 'elsewhere' } }),
        'jane-5': past({ started: ago(9 * DAY), ended: ago(9 * DAY - HOUR) }),
      },
      (here) => {
        plantDocument(
          here,
          SHELL,
          { inputs: { cloudWatchLogGroupName: 'first' }, days: 100 },
          { inputs: { cloudWatchLogGroupName: 'second' }, days: 7 },
          { inputs: { cloudWatchLogGroupName: 'third' }, days: 3 },
        );
        plantGroup(here, 'first', ['jane-1']);
        plantGroup(here, 'second', ['jane-2']);
        plantGroup(here, 'third', ['jane-3']);
        plantGroup(here, 'elsewhere', ['jane-4']);
      },
    );
    assert.deepEqual(await states(), {
      'jane-1': ['recorded', null],
      'jane-2': ['recorded', null],
      'jane-3': ['recorded', null],
      'jane-4': ['recorded', 'not in log-group/third'],
      'jane-5': ['missing', 'not in log-group/third'],
    });
    assert.equal(calls('ListDocumentVersions'), 1);
  });

  it('reads no earlier versions where the preferences have not changed since', async () => {
    begin({ 'jane-1': past() }, (here) => {
      plantDocument(
        here,
        SHELL,
        { inputs: {}, days: 100 },
        { inputs: { cloudWatchLogGroupName: 'sessions' }, days: 50 },
      );
      plantGroup(here, 'sessions', []);
    });
    assert.deepEqual((await states())['jane-1']?.[0], 'missing');
    assert.equal(calls('ListDocumentVersions'), 0);
  });

  it('may have expired, be on its way, or not be due', async () => {
    begin(
      {
        'jane-1': past({ started: ago(9 * DAY), ended: ago(8 * DAY) }),
        'jane-2': past({ started: ago(HOUR), ended: ago(60_000) }),
        'jane-3': past({ started: ago(DAY), ended: ago(DAY - 1000) }),
        'jane-4': past({ status: 'Failed', started: ago(DAY), ended: ago(DAY - 5000) }),
      },
      (here) => {
        plantDocument(here, SHELL, { inputs: { cloudWatchLogGroupName: 'sessions' } });
        plantGroup(here, 'sessions', ['jane-5'], 7);
        here.activeSessions = {
          'jane-5': { target: 'i-1', owner: 'x', started: ago(HOUR), document: SHELL, parameters: {} },
          'jane-6': { target: 'i-1', owner: 'x', started: ago(HOUR), document: SHELL, parameters: {} },
        };
      },
    );
    const found = await states();
    assert.deepEqual(
      Object.entries(found)
        .map(([id, [state]]) => `${id} ${String(state)}`)
        .toSorted((one, other) => one.localeCompare(other)),
      ['jane-1 expired', 'jane-2 pending', 'jane-3 empty', 'jane-4 empty', 'jane-5 active', 'jane-6 active'],
    );
    assert.deepEqual(found['jane-5']?.[1], 'it is open, and recorded so far');
  });

  it('may have been deleted by the lifecycle of its bucket, which is read where something old is missing only', async () => {
    const plant =
      (...lifecycle: readonly Partial<LifecycleRule>[]) =>
      (here: RegionState, state: State): void => {
        plantDocument(here, SHELL, { inputs: { s3BucketName: 'logs', s3KeyPrefix: 'ssm' } });
        const objects = { 'ssm/jane-2.log': { modified: ago(0), content: 'hello' } };
        const rules = lifecycle.map((rule) => ({ id: 'rule', enabled: true, ...rule }));
        state.buckets['logs'] = bucketOf({ objects, ...(rules.length > 0 && { lifecycle: rules }) });
      };
    const old = past({ started: ago(10 * DAY), ended: ago(9 * DAY) });
    for (const [rule, state] of [
      [undefined, 'missing'],
      [{ days: 7 }, 'expired'],
      [{ days: 7, prefix: 'ssm/jane' }, 'expired'],
      [{ days: 7, smallerThan: 100_000, prefix: 'ssm/' }, 'expired'],
      [{ date: ago(20 * DAY) }, 'expired'],
      [{ date: ago(-DAY) }, 'missing'],
      [{ days: 7, enabled: false }, 'missing'],
      [{ days: 7, prefix: 'other/' }, 'missing'],
      [{ days: 7, tag: { key: 'keep', value: 'no' }, prefix: 'ssm/' }, 'missing'],
      [{ days: 10 }, 'missing'],
      [{}, 'missing'],
    ] as const) {
      begin({ 'jane-1': old, 'jane-2': old }, plant(...(rule ? [rule] : [])));
      const found = await states();
      assert.deepEqual([found['jane-1']?.[0], found['jane-2']?.[0]], [state, 'recorded'], JSON.stringify(rule));
      assert.equal(calls('GetBucketLifecycleConfiguration'), 1);
    }
    begin({ 'jane-2': old, 'jane-3': past({ started: ago(60_000), ended: ago(1000) }) }, plant({ days: 1 }));
    await states();
    assert.equal(calls('GetBucketLifecycleConfiguration'), 0);
    begin({ 'jane-1': old }, plant({ days: 7 }), { deniedActions: ['s3:GetLifecycleConfiguration'] });
    assert.match(String((await states())['jane-1']?.[1]), /^for how long its bucket keeps objects could not be read: /);
  });

  const logged = (here: RegionState, state: State): void => {
    plantDocument(
      here,
      SHELL,
      { inputs: {}, days: 100 },
      { inputs: { cloudWatchLogGroupName: 'sessions', s3BucketName: 'logs' }, days: 1 },
    );
    plantGroup(here, 'sessions', []);
    state.buckets['logs'] = bucketOf();
  };

  for (const [action, reason] of [
    ['ssm:GetDocument', /document SSM-SessionManagerRunShell could not be read: .*ssm:GetDocument/],
    ['ssm:ListDocumentVersions', /earlier versions of its document could not be read/],
    ['logs:DescribeLogStreams', /log-group\/sessions could not be read: .*logs:DescribeLogStreams/],
    ['logs:DescribeLogGroups', /for how long its log group keeps events could not be read/],
    ['s3:ListBucket', /bucket\/logs could not be read/],
  ] as const) {
    it(`is unknown where ${action} is denied, and not missing`, async () => {
      begin({ 'jane-1': past() }, logged, { deniedActions: [action] });
      const [state, why] = (await states())['jane-1'] ?? [];
      assert.equal(state, 'unknown');
      assert.match(String(why), reason);
    });
  }

  for (const action of [
    'ssm:DescribeSessions',
    'ssm:GetDocument',
    'ssm:ListDocumentVersions',
    'logs:DescribeLogStreams',
    'logs:DescribeLogGroups',
    's3:ListObjectsV2',
  ]) {
    it(`alleges nothing where ${action} is answered as AWS would not`, async () => {
      for (const kind of ['empty', 'html', 'truncated', 'bare'] as const) {
        begin({ 'jane-1': past() }, logged, { answers: [{ action, kind }] });
        const { summary } = await gather();
        assert.equal(summary.missing, 0, kind);
        assert.equal(summary.failed + summary.unknown, 1, kind);
      }
    });
  }

  it('is unknown where the bucket belongs to somebody else', async () => {
    begin({ 'jane-1': past() }, (here, state) => {
      plantDocument(here, SHELL, { inputs: { s3BucketName: 'theirs' } });
      state.buckets['theirs'] = bucketOf({ account: '999999999999' });
    });
    assert.deepEqual((await states())['jane-1']?.[0], 'unknown');
  });

  it('is found in a bucket of another region', async () => {
    begin({ 'jane-1': past() }, (here, state) => {
      plantDocument(here, SHELL, { inputs: { s3BucketName: 'far' } });
      state.buckets['far'] = bucketOf({
        region: 'eu-west-1',
        objects: { 'jane-1.log': { modified: ago(0), content: '' } },
      });
    });
    assert.deepEqual((await states())['jane-1'], ['recorded', null]);
  });

  it('of two thousand sessions takes calls by the page, also where many are missing, and where calls are throttled', async () => {
    const ids = Array.from({ length: 2000 }, (_, index) => `jane-${String(index).padStart(6, '0')}`);
    const sessions = Object.fromEntries(ids.map((id) => [id, past()]));
    for (const recorded of [ids, ids.slice(0, 1000)]) {
      begin(
        sessions,
        (here, state) => {
          plantDocument(here, SHELL, { inputs: { cloudWatchLogGroupName: 'sessions', s3BucketName: 'logs' } });
          plantGroup(here, 'sessions', recorded);
          state.buckets['logs'] = bucketOf();
        },
        { throttling: 0.05, seed: 7 },
      );
      const { summary } = await gather();
      assert.deepEqual([summary.recorded, summary.missing], [recorded.length, 2000 - recorded.length]);
      const all = on.sandbox.calls.filter(({ status }) => status === 200).length;
      assert.ok(all < 120, String(all));
    }
  });

  it('goes on where one target cannot be read', async () => {
    begin({ 'jane-1': past() }, () => undefined, { disabledRegions: ['eu-west-1'] });
    const listing = await gather({}, { regions: [REGION, 'eu-west-1'] });
    assert.deepEqual(
      listing.targets.map(({ status }) => status),
      ['listed', 'skipped'],
    );
    assert.equal(listing.summary.missing, 1);
  });
});
