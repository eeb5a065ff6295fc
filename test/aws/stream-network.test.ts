import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:https';
import { readFileSync } from 'node:fs';
import { type WebSocket, WebSocketServer } from 'ws';
import { streamNetwork } from '../../src/aws/stream-network.ts';
import { openSocket } from '../../src/channel/socket.ts';
import { virtualClock } from '../channel/virtual-clock.ts';
import { listening, type Loopback, proxyTo, tlsFile } from '../loopback.ts';

const HOST = 'ssmmessages.us-east-1.amazonaws.com';

describe('the way of a WebSocket', () => {
  const open: Loopback[] = [];
  const sockets = new Set<WebSocket>();
  afterEach(async () => {
    for (const socket of sockets) socket.terminate();
    sockets.clear();
    for (const server of open.splice(0)) await server.close();
  });

  /** A service with the certificate of the tests; counts who came. */
  async function service(): Promise<Loopback> {
    const server: Server = createServer({
      cert: readFileSync(tlsFile('server.pem')),
      key: readFileSync(tlsFile('server-key.pem')),
    });
    new WebSocketServer({ server }).on('connection', (socket) => sockets.add(socket));
    const found = await listening(server);
    open.push(found);
    return found;
  }

  const dial = async (url: string, environment: NodeJS.ProcessEnv): Promise<void> => {
    const network = await streamNetwork(undefined, environment);
    const connection = await openSocket(
      { url, token: 'token' },
      { ...network, clock: virtualClock(), clientId: 'x', clientVersion: '1', headers: async () => ({}) },
      { onFrame: () => undefined, onGone: () => undefined },
    );
    connection.close();
  };

  it('leads through the proxy of the environment, and trusts the certificates of it', async () => {
    const { port } = await service();
    const proxy = await proxyTo(port);
    open.push(proxy);
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, AWS_CA_BUNDLE: tlsFile('authority.pem') };
    await dial(`wss://${HOST}/v1/data-channel/a`, environment);
    assert.deepEqual(proxy.asked, [`CONNECT ${HOST}:443`]);
  });

  it('tells the proxy who we are', async () => {
    const { port } = await service();
    const proxy = await proxyTo(port, { authorization: `Basic ${Buffer.from('ann:secret').toString('base64')}` });
    open.push(proxy);
    const environment = {
      HTTPS_PROXY: `http://ann:secret@127.0.0.1:${proxy.port}`,
      AWS_CA_BUNDLE: tlsFile('authority.pem'),
    };
    await dial(`wss://${HOST}/v1/data-channel/a`, environment);
    assert.equal(proxy.asked.length, 1);
  });

  it('fails where the certificate is of somebody who is not trusted', async () => {
    const { port } = await service();
    const proxy = await proxyTo(port);
    open.push(proxy);
    await assert.rejects(dial(`wss://${HOST}/a`, { HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` }), (error: Error) => {
      assert.match(error.message, new RegExp(`^${HOST}: .*certificate`));
      return true;
    });
  });

  it('is straight where NO_PROXY says so, and where there is no proxy', async () => {
    const { agent } = await streamNetwork(undefined, { HTTPS_PROXY: 'http://proxy.test', NO_PROXY: '.amazonaws.com' });
    assert.equal(agent(new URL(`wss://${HOST}/a`)), undefined);
    assert.ok(agent(new URL('wss://elsewhere.test/a')));
    assert.equal((await streamNetwork(undefined, {})).agent(new URL(`wss://${HOST}/a`)), undefined);
  });

  it('is not made for a proxy or a file that is no good', async () => {
    await assert.rejects(streamNetwork(undefined, { HTTPS_PROXY: 'socks5://x' }), { name: 'UserError' });
    await assert.rejects(streamNetwork(undefined, { AWS_CA_BUNDLE: '/no/such/file' }), { name: 'UserError' });
  });
});
