import assert from 'node:assert/strict';
import { download } from '../../src/bootstrap/download.ts';
import { unusedPort } from '../loopback.ts';
import { NETWORK, publish, type Published } from './published.ts';

describe('bootstrap download', () => {
  let server: Published;
  before(async () => {
    server = await publish({
      '/file': Buffer.from('0123456789'),
      '/long': (to) => to.end(Buffer.alloc(1000)),
      '/endless': (to) => {
        // Until nobody reads any more: what is written to nobody succeeds at once, for ever.
        const more = (): void => {
          if (!to.destroyed) to.write(Buffer.alloc(65_536), () => setImmediate(more));
        };
        more();
      },
      '/cut': (to) => {
        to.writeHead(200, { 'content-length': '100' });
        to.write('half', () => to.destroy());
      },
      '/broken': (to) => to.writeHead(500).end(),
      '/moved': (to) => to.writeHead(302, { location: '/file' }).end(),
    });
  });
  after(() => server.close());

  const get = (path: string, { most = 100, network = NETWORK, signal = new AbortController().signal } = {}) =>
    download({ url: `${server.base}${path}`, most, missing: 'no such version' }, network, signal);

  it('gets a file', async () => assert.equal(String(await get('/file')), '0123456789'));

  for (const [path, why] of [
    ['/none', /could not be downloaded: no such version$/],
    ['/long', /larger than 100 bytes/],
    ['/endless', /larger than 100 bytes/],
    ['/cut', /ECONNRESET|aborted|the connection was lost/],
    ['/broken', /the server answered 500/],
    ['/moved', /the server answered 302/],
  ] as const) {
    it(`fails in one line for ${path}`, async () => {
      await assert.rejects(get(path), ({ name, message }: Error) => {
        assert.match(message, why);
        assert.ok(!message.includes('\n'));
        return name === 'TargetError';
      });
    });
  }

  it('does not take what another than AWS answers', async () => {
    const network = { agent: () => undefined };
    await assert.rejects(get('/file', { network }), /certificate of localhost is not trusted/);
  });

  it('tells that nobody answers', async () => {
    const wanted = { url: `https://localhost:${await unusedPort()}/file`, most: 100, missing: '' };
    await assert.rejects(download(wanted, NETWORK, new AbortController().signal), /ECONNREFUSED/);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const getting = get('/endless', { most: Infinity, signal: stop.signal });
    setImmediate(() => stop.abort());
    await assert.rejects(getting, { code: 'Interrupted' });
  });
});
