import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { dialWeb } from '../../../src/sandbox/door/node-web.ts';

const REQUEST = 'GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n';

async function ask(port: number): Promise<string> {
  const connection = dialWeb(port, 'i-1');
  connection.write(REQUEST);
  return await text(connection);
}

describe('the web server of a node', () => {
  const server = createServer((socket) => {
    socket.once('data', (data: Buffer) => socket.end(`own ${data.length}`));
  });
  let port = 0;
  beforeEach(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(() => void server.close());

  it('is the one that listens on this machine', async () => {
    assert.equal(await ask(port), `own ${REQUEST.length}`);
  });

  it('says whose it is where none listens, to many at once', async () => {
    server.close();
    await once(server, 'close');
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask(port)));
    for (const answer of answers) assert.match(answer, /^HTTP\/1\.1 200 [^]*\r\n\r\ni-1, a node of the sandbox\n$/);
  });
});
