import assert from 'node:assert/strict';
import { endSessions } from '../../src/engine/end-sessions.ts';
import { isListed } from '../../src/engine/listing.ts';
import { type ListedSession, listSessions, type SessionListing, type SessionWish } from '../../src/engine/sessions.ts';
import type { SandboxOptions } from '../../src/sandbox/door/sandbox.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { type RegionState, regionOf, type State } from '../../src/sandbox/state/state.ts';
import { keepsSchema, orderOn } from './listings.ts';
import { ACCOUNT, type World, world } from './world.ts';

const BOTH = { regions: ['us-east-1', 'eu-west-1'] };
const HOUR = 3_600_000;
const JANE = `arn:aws:sts::${ACCOUNT}:assumed-role/Admin/jane@example.com`;
const BOB = `arn:aws:iam::${ACCOUNT}:user/bob`;
const SHELL = 'SSM-SessionManagerRunShell';

const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();

function stateWithSessions(): State {
  const state = fleetState();
  const here = regionOf(state, ACCOUNT, 'us-east-1');
  const there = regionOf(state, ACCOUNT, 'eu-west-1');
  const named = ({ instances }: RegionState, name: string): string =>
    Object.keys(instances).find((id) => instances[id]?.tags['Name'] === name) ?? '';
  const [web, other] = [named(here, 'web-1'), named(there, 'web-3')];
  there.pastSessions = {};
  here.activeSessions = {
    'jane@example.com-01': {
      target: web,
      owner: JANE,
      started: ago(1),
      document: SHELL,
      parameters: {},
      reason: 'disk',
    },
  };
  there.activeSessions = {
    'bob-02': { target: other, owner: BOB, started: ago(2), document: 'AWS-StartSSHSession', parameters: {} },
  };
  here.pastSessions = {
    'jane@example.com-03': {
      target: 'i-0ffffffffffffffff',
      owner: JANE,
      started: ago(200),
      ended: ago(199),
      status: 'Terminated',
      document: SHELL,
    },
    'bob-04': { target: web, owner: BOB, started: ago(3), ended: ago(2), status: 'Failed', document: 'team' },
  };
  return state;
}

describe('listing sessions', () => {
  let on: World;
  const begin = (options: SandboxOptions = {}): World => (on = world({ state: stateWithSessions(), ...options }));
  beforeEach(() => void begin());

  const list = async (wish: Partial<SessionWish> = {}, raw = {}): Promise<SessionListing> =>
    listSessions({ ...(await orderOn(on, raw)), states: ['Active', 'History'], ...wish });
  const sessionsOf = ({ targets }: SessionListing): readonly ListedSession[] =>
    targets.filter(isListed).flatMap(({ sessions }) => sessions);
  const ids = async (wish: Partial<SessionWish> = {}, raw = {}): Promise<readonly string[]> =>
    sessionsOf(await list(wish, raw)).map(({ id }) => id);

  it('gives those of every target, the latest first, with what is known of each', async () => {
    const listing = await list({}, BOTH);
    keepsSchema('sessions', listing);
    assert.deepEqual(
      sessionsOf(listing).map(({ id, kind, status, nodeName, ended }) => [id, kind, status, nodeName, ended === null]),
      [
        ['jane@example.com-01', 'shell', 'Connected', 'web-1', true],
        ['bob-04', 'custom', 'Failed', 'web-1', false],
        ['jane@example.com-03', 'shell', 'Terminated', null, false],
        ['bob-02', 'ssh', 'Connected', 'web-3', true],
      ],
    );
    assert.deepEqual([listing.summary.sessions, listing.summary.active, listing.since], [4, 2, null]);
    const [first] = sessionsOf(listing);
    assert.deepEqual([first?.owner, first?.reason, first?.document], [JANE, 'disk', SHELL]);
  });

  it('gives those that are open, or over, as asked for', async () => {
    assert.deepEqual(await ids({ states: ['Active'] }), ['jane@example.com-01']);
    assert.deepEqual(await ids({ states: ['History'] }), ['bob-04', 'jane@example.com-03']);
  });

  it('selects by owner, node and time', async () => {
    assert.deepEqual(await ids({ owner: 'JANE' }), ['jane@example.com-01', 'jane@example.com-03']);
    assert.deepEqual(await ids({ owner: BOB }), ['bob-04']);
    assert.deepEqual(await ids({ node: 'web-1' }), ['jane@example.com-01', 'bob-04']);
    assert.deepEqual(await ids({ node: 'i-0ffffffffffffffff' }), ['jane@example.com-03']);
    assert.deepEqual(await ids({ node: 'nothing' }), []);
    const since = new Date(Date.now() - 4 * HOUR);
    assert.deepEqual(await ids({ since }), ['jane@example.com-01', 'bob-04']);
    assert.equal((await list({ since })).since, since.toISOString());
  });

  it('goes on where one target cannot be read', async () => {
    begin({ faults: { disabledRegions: ['eu-west-1'] } });
    const listing = await list({}, BOTH);
    keepsSchema('sessions', listing);
    assert.deepEqual(
      listing.targets.map(({ status }) => status),
      ['listed', 'skipped'],
    );
  });

  it('knows no names where instances may not be described, and fails where sessions may not', async () => {
    begin({ faults: { deniedActions: ['ec2:DescribeInstances'] } });
    assert.equal(sessionsOf(await list())[0]?.nodeName, null);
    begin({ faults: { deniedActions: ['ssm:DescribeSessions'] } });
    const listing = await list();
    assert.equal(listing.summary.failed, 1);
  });

  it('reads two thousand in pages of two hundred', async () => {
    await on.edit((here) => {
      const [one] = Object.values(here.pastSessions ?? {});
      if (!one) return;
      here.pastSessions = Object.fromEntries(
        Array.from({ length: 2000 }, (_, index) => [
          `jane-${String(index).padStart(17, '0')}`,
          { ...one, ended: ago(1) },
        ]),
      );
    });
    const from = on.sandbox.calls.length;
    assert.equal((await ids({ states: ['History'] })).length, 2000);
    const calls = on.sandbox.calls.slice(from).filter(({ operation }) => operation === 'DescribeSessions');
    assert.equal(calls.length, 10);
  });
});

describe('ending sessions', () => {
  let on: World;
  const begin = (options: SandboxOptions = {}): World => (on = world({ state: stateWithSessions(), ...options }));
  beforeEach(() => void begin());
  const end = async (...ids: readonly string[]) => endSessions(await orderOn(on, BOTH), ids);
  const open = async (region: string): Promise<readonly string[]> =>
    Object.keys((await on.region(ACCOUNT, region)).activeSessions ?? {});

  it('ends each where it is open', async () => {
    const { sessions, summary } = await end('bob-02', 'jane@example.com-01');
    assert.deepEqual(
      sessions.map(({ id, status, ...rest }) => [id, status, 'region' in rest && rest.region]),
      [
        ['bob-02', 'ended', 'eu-west-1'],
        ['jane@example.com-01', 'ended', 'us-east-1'],
      ],
    );
    assert.deepEqual(summary, { ended: 2, failed: 0 });
    assert.deepEqual([await open('us-east-1'), await open('eu-west-1')], [[], []]);
  });

  it('says of those that are not open where it has looked, and ends the others', async () => {
    const { sessions, summary } = await end('bob-04', 'bob-02');
    assert.deepEqual(summary, { ended: 1, failed: 1 });
    const [first] = sessions;
    assert.ok(first && 'error' in first);
    assert.equal(first.error.message, `no session bob-04 is open in ${ACCOUNT}/us-east-1, ${ACCOUNT}/eu-west-1`);
  });

  it('says what could not be read where it is not found', async () => {
    begin({ faults: { closedRegions: ['eu-west-1'] } });
    const [bob, jane] = (await end('bob-02', 'jane@example.com-01')).sessions;
    assert.ok(bob && 'error' in bob);
    assert.match(bob.error.message, /bob-02 is not open elsewhere, and 123456789012\/eu-west-1 could not be read/);
    assert.equal(jane?.status, 'ended');
  });

  it('tells what AWS says to whoever may not', async () => {
    begin({ faults: { deniedActions: ['ssm:TerminateSession'] } });
    const { sessions } = await end('bob-02');
    const [first] = sessions;
    assert.ok(first && 'error' in first);
    assert.match(first.error.message, /not authorized to perform: ssm:TerminateSession/);
    assert.deepEqual(await open('eu-west-1'), ['bob-02']);
  });
});
