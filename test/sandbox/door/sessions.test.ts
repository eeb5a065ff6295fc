import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { StartSessionCommand, type StartSessionCommandInput, TerminateSessionCommand } from '@aws-sdk/client-ssm';
import { signedUpgrade } from '../../../src/aws/upgrade-signature.ts';
import { type Clock, systemClock } from '../../../src/channel/clock.ts';
import { openSession, type SessionAccess } from '../../../src/channel/session.ts';
import { openSocket } from '../../../src/channel/socket.ts';
import { CLIENT_VERSION } from '../../../src/channel/version.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { serveSessions } from '../../../src/sandbox/door/sessions.ts';
import type { Relay } from '../../../src/sandbox/relay/relay.ts';
import { parseSeed } from '../../../src/sandbox/seed/seed.ts';
import type { RegionState } from '../../../src/sandbox/state/state.ts';
import { virtualClock } from '../../channel/virtual-clock.ts';
import { clientsOf, refused } from '../clients.ts';

const REGION = 'eu-central-1';
const KEYS = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'x' };

const seedWith = (inputs: object = {}): string =>
  JSON.stringify({
    accounts: {
      '123456789012': {
        [REGION]: {
          nodes: { 'mi-1': {} },
          logGroups: { sessions: {} },
          documents: {
            'SSM-SessionManagerRunShell': {
              content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs },
            },
            bare: { content: { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} } },
          },
        },
      },
    },
  });

describe('sessions of the sandbox', () => {
  let relay: Relay | undefined;
  let sandbox: Sandbox;

  async function begin(inputs: object = {}, clock?: Clock): Promise<void> {
    sandbox = createSandbox({ state: parseSeed(seedWith(inputs)), relay: () => relay });
    relay = await serveSessions(
      sandbox,
      {},
      { secrets: { [KEYS.accessKeyId]: KEYS.secretAccessKey }, ...(clock && { clock }) },
    );
  }
  afterEach(async () => {
    await relay?.close();
    relay = undefined;
  });

  const here = async (): Promise<RegionState | undefined> =>
    (await sandbox.snapshot()).accounts['123456789012']?.[REGION];

  /** Starts a session, and gives what it shows and how it ends. */
  async function start(input: Partial<StartSessionCommandInput> = {}) {
    const { ssm } = clientsOf(sandbox, { credentials: KEYS });
    const {
      SessionId: id = '',
      StreamUrl: url = '',
      TokenValue: token = '',
    } = await ssm.send(new StartSessionCommand({ Target: 'mi-1', ...input }));
    let output = '';
    const waiting = new Set<() => void>();
    const dial: SessionAccess['open'] = (events) =>
      openSocket(
        { url, token },
        {
          clock: systemClock,
          clientId: randomUUID(),
          clientVersion: CLIENT_VERSION,
          headers: (at) => signedUpgrade(at, REGION, () => Promise.resolve(KEYS)),
        },
        events,
      );
    const access = { open: dial, reopen: dial, dataKey: () => Promise.reject(new Error('there is no key')) };
    const session = openSession(
      access,
      {
        onOutput(data) {
          output += data.toString();
          for (const check of waiting) check();
        },
      },
      systemClock,
    );
    const until = (pattern: RegExp): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!pattern.test(output)) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      });
    return { id, session, until, closed: session.closed };
  }

  const LOGGED = { cloudWatchLogGroupName: 'sessions' };
  const command = (line: string): Partial<StartSessionCommandInput> => ({
    DocumentName: 'AWS-StartNonInteractiveCommand',
    Parameters: { command: [line] },
  });

  it('are logged by the time that they are over, and are then of the past', async () => {
    await begin(LOGGED);
    const { id, closed } = await start(command('echo hello'));
    assert.equal((await closed).reason, '');
    const { logGroups, activeSessions, pastSessions } = (await here()) ?? {};
    assert.match(logGroups?.['sessions']?.streams?.[id]?.events[0]?.message ?? '', /\nhello\n/);
    assert.deepEqual(pastSessions?.[id]?.log, { group: 'sessions' });
    assert.deepEqual(activeSessions, {});
  });

  it('are logged where their own document says, and not at all where it has other inputs', async () => {
    await begin(LOGGED);
    const { id, session, closed, until } = await start({ DocumentName: 'bare' });
    session.resize(80, 24);
    session.write(Buffer.from('echo a$((1+1))b; exit\r'));
    await until(/a2b/);
    await closed;
    assert.deepEqual((await here())?.logGroups['sessions']?.streams, undefined);
    assert.equal((await here())?.pastSessions?.[id]?.log, undefined);
  });

  it('are refused with the words of the agent where the group is not encrypted', async () => {
    await begin({ ...LOGGED, cloudWatchEncryptionEnabled: true });
    const { closed } = await start(command('echo hello'));
    assert.match((await closed).reason, /^We couldn't start the session because encryption is not set up/);
  });

  it('end with what was logged when somebody terminates them, here or elsewhere', async () => {
    await begin(LOGGED);
    for (const elsewhere of [false, true]) {
      const { id, session, closed, until } = await start();
      session.resize(80, 24);
      session.write(Buffer.from('echo a$((1+1))b\r'));
      await until(/a2b/);
      // Another process has the same state, and not the relay.
      if (elsewhere) {
        await sandbox.edit((state) => delete state.accounts['123456789012']?.[REGION]?.activeSessions?.[id]);
      } else await clientsOf(sandbox).ssm.send(new TerminateSessionCommand({ SessionId: id }));
      assert.deepEqual(await closed, { how: 'ended', reason: '' });
      while (!(await here())?.logGroups['sessions']?.streams?.[id]?.events.length);
    }
  });

  const IDLE = /^Your session timed out due to inactivity/;
  const LIMITS: readonly (readonly [what: string, inputs: object, minutes: number, reason: RegExp])[] = [
    ['were idle for as long as the preferences say', { idleSessionTimeout: '1' }, 1, IDLE],
    ['were idle for 20 minutes, where they say nothing', { idleSessionTimeout: '' }, 20, IDLE],
    ['have reached their maximum duration', { maxSessionDuration: '2' }, 2, /maximum duration/],
  ];
  for (const [what, inputs, minutes, why] of LIMITS) {
    it(`end with the reason when they ${what}`, async () => {
      const clock = virtualClock(Date.now());
      await begin({ ...LOGGED, ...inputs }, clock);
      const { session, closed, until } = await start();
      session.resize(80, 24);
      session.write(Buffer.from('echo a$((1+1))b\r'));
      await until(/a2b/);
      clock.pass(minutes * 60_000);
      const { reason } = await closed;
      assert.match(reason, why);
      while (Object.keys((await here())?.pastSessions ?? {}).length === 0);
    });
  }

  it('are not begun where nobody has asked for them', async () => {
    const state = parseSeed(seedWith());
    const { ssm } = clientsOf(createSandbox({ state, noSessions: 'none here' }));
    await refused(ssm.send(new StartSessionCommand({ Target: 'mi-1' })), 'UnsupportedOperation', /none here/);
  });

  it('say why they cannot be begun', async () => {
    await begin();
    const { closed } = await start({ DocumentName: 'AWS-StartSSHSession', Parameters: { portNumber: ['99999'] } });
    assert.match((await closed).reason, /port/);
  });
});
