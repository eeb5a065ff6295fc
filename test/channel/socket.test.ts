import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Connection } from '../../src/channel/data-stream.ts';
import { openSocket } from '../../src/channel/socket.ts';
import { type VirtualClock, virtualClock } from './virtual-clock.ts';

/** Waits for what the other end of a connection on this machine does. */
async function until(isDone: () => boolean): Promise<void> {
  while (!isDone()) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

const TOKEN = 'a-token-that-nobody-may-see';

describe('a WebSocket of the data channel', () => {
  let http: Server;
  let server: WebSocketServer;
  let port: number;
  let clock: VirtualClock;
  /** 0: none. */
  let answer: number | undefined;
  let requests: IncomingMessage[];
  let gone: string[];
  let frames: Buffer[];
  let connection: Connection | undefined;

  beforeEach(async () => {
    clock = virtualClock();
    answer = undefined;
    requests = [];
    gone = [];
    frames = [];
    http = createServer();
    server = new WebSocketServer({ noServer: true, autoPong: false, perMessageDeflate: true });
    http.on('upgrade', (request, socket, head) => {
      requests.push(request);
      if (answer === 0) socket.resume();
      else if (answer !== undefined) socket.end(`HTTP/1.1 ${answer} no\r\nConnection: close\r\n\r\n`);
      else server.handleUpgrade(request, socket, head, (accepted) => server.emit('connection', accepted, request));
    });
    http.listen(0, '127.0.0.1');
    await once(http, 'listening');
    port = (http.address() as AddressInfo).port;
  });

  afterEach(async () => {
    connection?.close();
    connection = undefined;
    for (const client of server.clients) client.terminate();
    for (const { socket } of requests) socket.destroy();
    http.close();
    await once(http, 'close');
  });

  const url = (): string => `ws://127.0.0.1:${port}/v1/data-channel/alice-1?role=publish_subscribe&cell-number=AAE`;

  const open = (at = url()): Promise<Connection> =>
    openSocket(
      { url: at, token: TOKEN },
      {
        clock,
        clientId: 'dd01e56b-ff48-483e-a508-b5f073f31b16',
        clientVersion: '1.2.835.0',
        headers: async ({ host }) => ({ Authorization: `signature for ${host}` }),
      },
      { onFrame: (frame) => frames.push(Buffer.from(frame)), onGone: (reason) => gone.push(reason) },
    );

  /** Opens both ends. */
  async function both(): Promise<readonly [Connection, WebSocket, IncomingMessage]> {
    const [[far, request], near] = await Promise.all([once(server, 'connection'), open()]);
    connection = near;
    return [near, far as WebSocket, request as IncomingMessage];
  }

  it('asks for the address as it is, signed, and introduces itself in a first frame of text', async () => {
    const [[far, request], near] = await Promise.all([
      once(server, 'connection').then(async (ends) => {
        const [accepted, asked] = ends as [WebSocket, IncomingMessage];
        const [data, isBinary] = (await once(accepted, 'message')) as [Buffer, boolean];
        assert.equal(isBinary, false);
        const { RequestId, ...rest } = JSON.parse(data.toString()) as Record<string, string>;
        assert.match(RequestId ?? '', /^[0-9a-f-]{36}$/);
        assert.deepEqual(rest, {
          MessageSchemaVersion: '1.0',
          TokenValue: TOKEN,
          ClientId: 'dd01e56b-ff48-483e-a508-b5f073f31b16',
          ClientVersion: '1.2.835.0',
        });
        return [accepted, asked] as const;
      }),
      open(),
    ]);
    connection = near;
    assert.equal(request.url, '/v1/data-channel/alice-1?role=publish_subscribe&cell-number=AAE');
    assert.equal(request.headers.authorization, `signature for 127.0.0.1:${port}`);
    assert.equal(request.headers['sec-websocket-extensions'], undefined);
    assert.equal(far.extensions, '');
  });

  it('carries frames both ways, and leaves out what is text', async () => {
    const [near, far] = await both();
    await once(far, 'message');
    const came: Buffer[] = [];
    far.on('message', (data: Buffer) => came.push(data));
    far.send('text');
    far.send(Buffer.from([1, 2, 3]));
    near.send(Buffer.from([4, 5]));
    near.send(Buffer.from([6]));
    await until(() => came.length === 2);
    assert.deepEqual(came, [Buffer.from([4, 5]), Buffer.from([6])]);
    far.close(1000, 'Bye');
    await once(far, 'close');
    assert.deepEqual(frames, [Buffer.from([1, 2, 3])]);
    assert.deepEqual(gone, ['1000 Bye']);
  });

  for (const status of [400, 403, 503]) {
    it(`says who refused it where the service answers ${status}`, async () => {
      answer = status;
      await assert.rejects(open(), {
        message: `127.0.0.1:${port} refuses the connection of the session (HTTP ${status})`,
      });
    });
  }

  it('gives up a service that never answers, after 15 s and not before', async () => {
    answer = 0;
    const failure = open().catch((thrown: unknown) => thrown as Error);
    await until(() => requests.length === 1);
    let isOver = false;
    void failure.then(() => (isOver = true));
    clock.pass(14_900);
    await until(() => true);
    assert.equal(isOver, false);
    clock.pass(200);
    const error = await failure;
    assert.ok(error instanceof Error);
    assert.equal(error.message, `127.0.0.1:${port} has not accepted the connection of the session for 15 s`);
    await until(() => requests[0]?.socket.readableEnded === true);
    assert.equal(clock.due(), 0);
  });

  it('fails with the host, and never the token, where nobody listens', async () => {
    const error = await open('ws://127.0.0.1:1/v1/data-channel/alice-1').catch((thrown: unknown) => thrown as Error);
    assert.ok(error instanceof Error);
    assert.match(error.message, /^127\.0\.0\.1:1: .*ECONNREFUSED/);
    assert.ok(!`${error.message}${error.stack}`.includes(TOKEN));
  });

  for (const address of ['https://example.com/', 'nonsense', '']) {
    it(`refuses the address ${JSON.stringify(address)}`, async () => {
      await assert.rejects(open(address), { name: 'ChannelError' });
    });
  }

  it('is gone when two pings are not answered, and not before', async () => {
    const [, far] = await both();
    await once(far, 'message');
    let pings = 0;
    far.on('ping', () => (pings += 1));
    for (let turn = 0; turn < 2; turn += 1) {
      clock.pass(30_000);
      await once(far, 'ping');
    }
    assert.deepEqual(gone, []);
    clock.pass(30_000);
    assert.deepEqual(gone, ['the service does not answer any more']);
    assert.equal(pings, 2);
  });

  it('stays as long as pings are answered, or anything comes', async () => {
    const [, far] = await both();
    await once(far, 'message');
    for (let turn = 0; turn < 10; turn += 1) {
      clock.pass(30_000);
      await once(far, 'ping');
      const before = frames.length;
      if (turn % 2 === 0) far.pong();
      far.send(Buffer.from([turn]));
      await until(() => frames.length > before);
    }
    assert.deepEqual(gone, []);
  });

  it('is gone when a frame is larger than any peer sends', async () => {
    const [, far] = await both();
    await once(far, 'message');
    far.send(Buffer.alloc(16 * 1024 * 1024));
    await once(far, 'close');
    assert.equal(gone.length, 1);
    assert.match(gone[0] ?? '', /payload size/i);
    assert.deepEqual(frames, []);
  });

  it('says nothing more after it was closed', async () => {
    const [near, far] = await both();
    await once(far, 'message');
    near.close();
    near.send(Buffer.from([1]));
    await once(far, 'close');
    clock.pass(100_000);
    assert.deepEqual(gone, []);
  });
});
