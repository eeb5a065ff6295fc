import assert from 'node:assert/strict';
import { request } from 'node:http';
import { StartSessionCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { signedUpgrade } from '../../../src/aws/upgrade-signature.ts';
import { systemClock } from '../../../src/channel/clock.ts';
import type { Faults } from '../../../src/sandbox/door/faults.ts';
import { createSandbox, type Sandbox } from '../../../src/sandbox/door/sandbox.ts';
import { serveSessions } from '../../../src/sandbox/door/sessions.ts';
import { SANDBOX_USER, sandboxUserId } from '../../../src/sandbox/iam/sandbox-user.ts';
import type { Relay } from '../../../src/sandbox/relay/relay.ts';
import { parseSeed } from '../../../src/sandbox/seed/seed.ts';
import { emptyIam } from '../../../src/sandbox/state/iam.ts';
import { clientsOf, type Credentials } from '../clients.ts';

const REGION = 'eu-central-1';
const ACCOUNT = '123456789012';
const OWN: Credentials = { accessKeyId: 'AKIAOWN', secretAccessKey: 'own secret' };
const NOW = Date.parse('2026-11-26T12:00:00Z');
const CHANNEL = 'ssmmessages:OpenDataChannel';

type Statement = Readonly<Record<string, unknown>>;

describe('the door of data channels', () => {
  let relay: Relay | undefined;
  let sandbox: Sandbox;

  async function begin({ unsigned = false, faults = {} }: { unsigned?: boolean; faults?: Faults } = {}) {
    const state = parseSeed(JSON.stringify({ accounts: { [ACCOUNT]: { [REGION]: { nodes: { 'mi-1': {} } } } } }));
    sandbox = createSandbox({ state, faults, relay: () => relay });
    relay = await serveSessions(sandbox, faults, {
      unsigned,
      secrets: { [OWN.accessKeyId]: OWN.secretAccessKey },
      clock: { ...systemClock, now: () => NOW },
    });
  }
  afterEach(async () => {
    await relay?.close();
    relay = undefined;
  });

  interface Signing {
    readonly by?: Credentials;
    readonly region?: string;
    readonly minutes?: number;
    readonly change?: (headers: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  }

  /** Begins a session, and tells how its channel is answered: 101 is an open one. */
  async function statusOf(how: Signing | 'unsigned', caller = OWN): Promise<number | undefined> {
    const { ssm } = clientsOf(sandbox, { credentials: caller });
    const { StreamUrl: address = '' } = await ssm.send(new StartSessionCommand({ Target: 'mi-1' }));
    const url = new URL(address);
    let headers: Readonly<Record<string, string>> = {};
    if (how !== 'unsigned') {
      const { by = caller, region = REGION, minutes = 0, change = (same) => same } = how;
      headers = change(await signedUpgrade(url, region, () => Promise.resolve(by), new Date(NOW + minutes * 60_000)));
    }
    return new Promise((resolve, reject) => {
      const asked = request(address.replace('ws:', 'http:'), {
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-version': '13',
          'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
          ...headers,
        },
      });
      asked.on('response', ({ statusCode }) => resolve(statusCode));
      asked.on('upgrade', ({ statusCode }, socket) => {
        socket.destroy();
        resolve(statusCode);
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  const withWrongByte = (headers: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        name.toLowerCase() === 'authorization' ? value.replace(/.$/, (last) => (last === '0' ? '1' : '0')) : value,
      ]),
    );

  const CASES: readonly (readonly [what: string, how: Signing, status: number])[] = [
    ['a right signature', {}, 101],
    ['one that is four minutes old', { minutes: -4 }, 101],
    ['one with a byte that is wrong', { change: withWrongByte }, 403],
    ['one by another secret', { by: { ...OWN, secretAccessKey: 'other' } }, 403],
    ['one that is six minutes old', { minutes: -6 }, 403],
    ['one of the future', { minutes: 6 }, 403],
    ['one for another region', { region: 'us-east-1' }, 403],
    ['one that is none', { change: () => ({ authorization: 'Bearer x' }) }, 403],
    ['a web page', { change: (headers) => ({ ...headers, origin: 'https://example.com' }) }, 403],
  ];
  for (const [what, how, status] of CASES) {
    it(`answers ${status} to ${what}`, async () => {
      for (const unsigned of [false, true]) {
        await begin({ unsigned });
        assert.equal(await statusOf(how), status, `unsigned: ${unsigned}`);
        await relay?.close();
        relay = undefined;
      }
    });
  }

  it('knows the secrets of roles that were entered, and their tokens', async () => {
    await begin({ unsigned: true });
    const { Credentials: given } = await clientsOf(sandbox, { credentials: OWN }).sts.send(
      new AssumeRoleCommand({ RoleArn: `arn:aws:iam::${ACCOUNT}:role/ops`, RoleSessionName: 'ann' }),
    );
    const role = {
      accessKeyId: given?.AccessKeyId ?? '',
      secretAccessKey: given?.SecretAccessKey ?? '',
      sessionToken: given?.SessionToken ?? '',
    };
    assert.equal(await statusOf({}, role), 101);
    assert.equal(await statusOf({ by: { ...role, secretAccessKey: 'other' } }, role), 403);
    assert.equal(await statusOf({ by: { ...role, sessionToken: 'other' } }, role), 403);
  });

  it('takes who does not sign, and credentials that it does not know, only where that is asked for', async () => {
    const foreign = { accessKeyId: 'AKIAFOREIGN', secretAccessKey: 'foreign' };
    for (const unsigned of [false, true]) {
      await begin({ unsigned });
      assert.equal(await statusOf('unsigned'), unsigned ? 101 : 403);
      assert.equal(await statusOf({ by: foreign }), unsigned ? 101 : 403);
      assert.equal(await statusOf({ by: foreign, region: 'us-east-1' }), 403);
      await relay?.close();
      relay = undefined;
    }
  });

  describe('asks IAM', () => {
    async function beginWith(...statements: readonly Statement[]): Promise<void> {
      await begin({ unsigned: true, faults: { enforcePolicies: true } });
      await sandbox.edit((state) => {
        state.iam[ACCOUNT] = {
          ...emptyIam(),
          users: {
            [SANDBOX_USER]: {
              id: sandboxUserId(ACCOUNT),
              path: '/',
              created: '2025-01-01T00:00:00.000Z',
              attached: [],
              tags: {},
              inline: { own: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
            },
          },
        };
      });
    }
    const ALL = { Effect: 'Allow', Action: '*', Resource: '*' };
    const START = { Effect: 'Allow', Action: 'ssm:StartSession', Resource: '*' };
    const session = (name: string): string => `arn:aws:ssm:*:*:session/${name}-*`;

    const POLICIES: readonly (readonly [what: string, statements: readonly Statement[], status: number])[] = [
      ['everything is allowed', [ALL], 101],
      ['own sessions are allowed', [START, { ...START, Action: CHANNEL, Resource: session('${aws:userid}') }], 101],
      ['sessions of this name are', [START, { ...START, Action: CHANNEL, Resource: session('sandbox') }], 101],
      ['those of others are', [START, { ...START, Action: CHANNEL, Resource: session('bob') }], 403],
      ['nothing is said of channels', [START], 403],
      ['they are denied', [ALL, { Effect: 'Deny', Action: CHANNEL, Resource: '*' }], 403],
      ['own ones are denied', [ALL, { Effect: 'Deny', Action: 'ssmmessages:*', Resource: session('sandbox') }], 403],
    ];
    for (const [what, statements, status] of POLICIES) {
      it(`and answers ${status} where ${what}`, async () => {
        await beginWith(...statements);
        assert.equal(await statusOf({}), status);
        // The session of whoever does not sign is still somebody's.
        assert.equal(await statusOf('unsigned'), status);
      });
    }

    it('only where policies are enforced', async () => {
      await beginWith(ALL, { Effect: 'Deny', Action: CHANNEL, Resource: '*' });
      const state = await sandbox.snapshot();
      await relay?.close();
      await begin();
      await sandbox.reset(state);
      assert.equal(await statusOf({}), 101);
    });

    for (const faults of [{ deniedActions: [CHANNEL] }, { deniedActions: ['ssmmessages:*'] }]) {
      it(`and heeds the fault ${faults.deniedActions.join()}`, async () => {
        await begin({ unsigned: true, faults });
        assert.equal(await statusOf({}), 403);
        assert.equal(await statusOf('unsigned'), 403);
      });
    }
  });
});
