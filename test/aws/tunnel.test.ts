import assert from 'node:assert/strict';
import { get } from 'node:https';
import { createServer } from 'node:net';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { NetworkFault } from '../../src/aws/network-fault.ts';
import { tunnelAgent } from '../../src/aws/tunnel.ts';
import { trustOnly } from '../../src/aws/certificates.ts';
import { listening, type Loopback, proxyTo, stsOn, tlsFile } from '../loopback.ts';

describe('a tunnel', () => {
  const open: Loopback[] = [];
  afterEach(async () => {
    for (const server of open.splice(0)) await server.close();
  });
  const started = async <Server extends Loopback>(server: Promise<Server>): Promise<Server> => {
    open.push(await server);
    return server;
  };
  const trust = trustOnly({ path: tlsFile('authority.pem'), setting: 'test' }, {});
  const agentTo = (port: number) => {
    const proxy = { url: new URL(`http://127.0.0.1:${port}`), variable: 'HTTPS_PROXY', authorization: 'Basic x' };
    return tunnelAgent(HttpsProxyAgent, proxy, { keepAlive: true, maxSockets: 2 }, trust);
  };
  const ask = (agent: ReturnType<typeof agentTo>, host = 'sts.us-east-1.amazonaws.com'): Promise<number | undefined> =>
    new Promise((resolve, reject) => {
      get({ host, agent: agent as never, timeout: 0 }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      }).on('error', reject);
    });

  it('is used again by the next request to the host, and by no other', async () => {
    const proxy = await started(proxyTo((await started(stsOn('https'))).port));
    const agent = agentTo(proxy.port);
    for (const host of ['sts', 'sts', 'ssm', 'sts', 'ssm']) await ask(agent, `${host}.us-east-1.amazonaws.com`);
    const hosts = ['sts', 'ssm'].map((host) => `CONNECT ${host}.us-east-1.amazonaws.com:443`);
    assert.deepEqual(proxy.asked, hosts);
    assert.deepEqual(proxy.authorizations, ['Basic x', 'Basic x']);
  });

  it('is limited in number like other connections', async () => {
    const proxy = await started(proxyTo((await started(stsOn('https'))).port));
    const agent = agentTo(proxy.port);
    await Promise.all(Array.from({ length: 8 }, () => ask(agent)));
    assert.equal(proxy.asked.length, 2);
  });

  it('is refused with what the proxy answers', async () => {
    const proxy = await started(proxyTo(0, { refuses: 403 }));
    await assert.rejects(
      ask(agentTo(proxy.port)),
      (error) => error instanceof NetworkFault && error.code === 'ProxyRefused',
    );
  });

  it('is given up with the request: a proxy that never answers holds nothing', async () => {
    let closed: () => void = () => assert.fail();
    const end = new Promise<void>((resolve) => (closed = resolve));
    let reached: () => void = () => assert.fail();
    const begun = new Promise<void>((resolve) => (reached = resolve));
    const mute = createServer((socket) => {
      socket.on('close', closed).resume();
      reached();
    });
    const proxy = await started(listening(mute));
    const request = get({ host: 'sts.us-east-1.amazonaws.com', agent: agentTo(proxy.port) as never });
    request.on('error', () => undefined);
    await begun;
    request.destroy();
    await end;
  });
});
