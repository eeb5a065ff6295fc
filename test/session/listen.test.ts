import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { type Listener, listenOn } from '../../src/session/listen.ts';
import { badInputLater } from '../aws.ts';

describe('a port of this machine that listens', () => {
  const open: Listener[] = [];
  const clients: Socket[] = [];
  const listen = async (port = 0): Promise<Listener> => {
    const listener = await listenOn(port);
    open.push(listener);
    return listener;
  };
  const dial = async ({ port }: Listener): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    clients.push(socket);
    await once(socket, 'connect');
    return socket;
  };
  afterEach(() => {
    for (const client of clients.splice(0)) client.destroy();
    for (const listener of open.splice(0)) listener.close();
  });

  it('is a free one for 0, and the one that was asked for otherwise', async () => {
    const first = await listen();
    assert.ok(first.port > 0);
    first.close();
    const again = await listen(first.port);
    assert.equal(again.port, first.port);
  });

  it('is said to be taken, in one line', async () => {
    const { port } = await listen();
    await badInputLater(listenOn(port), `port ${port} of this machine: it is taken; 0 finds a free one`);
  });

  it('keeps connections until somebody takes them, with all that they say, and the half that is closed', async () => {
    const listener = await listen();
    const early = await dial(listener);
    early.end('early');
    const taken = new Promise<Socket>((resolve) => listener.take(resolve));
    const socket = await taken;
    assert.equal(socket.isPaused(), true);
    const heard = once(socket, 'data');
    socket.resume();
    const [data] = (await heard) as [Buffer];
    assert.equal(String(data), 'early');
    socket.end('answer');
    const [answer] = (await once(early, 'data')) as [Buffer];
    assert.equal(String(answer), 'answer');
  });

  it('hands over what comes later at once', async () => {
    const listener = await listen();
    const taken = new Promise<Socket>((resolve) => listener.take(resolve));
    const client = await dial(listener);
    const socket = await taken;
    assert.equal(socket.remotePort, client.localPort);
    socket.destroy();
  });

  it('lets go of connections that nobody has taken when it closes', async () => {
    const listener = await listen();
    const client = await dial(listener);
    // Until the server has accepted it, it is not there to be let go.
    const closed = once(client.resume(), 'close');
    while (!client.destroyed) {
      listener.close();
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
    await closed;
  });
});
