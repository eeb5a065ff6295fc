import assert from 'node:assert/strict';
import { createServer as createSocketServer } from 'node:net';
import { STS } from '@aws-sdk/client-sts';
import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import { connect } from '../../src/aws/connection.ts';
import { explain } from '../../src/aws/errors.ts';
import type { CallTrace } from '../../src/aws/middleware.ts';
import { networkAccess } from '../../src/aws/network.ts';
import type { Problem } from '../../src/errors.ts';
import { CREDENTIALS } from '../aws.ts';
import { listening, type Loopback, proxyTo, stsOn, tlsFile, unusedPort } from '../loopback.ts';

const PASSWORD = 'p@ss:w%rd';
const LOGIN = `Basic ${Buffer.from(`ann:${PASSWORD}`).toString('base64')}`;
const USERINFO = `ann:${encodeURIComponent(PASSWORD)}`;
const BUNDLE = { AWS_CA_BUNDLE: tlsFile('authority.pem') };

describe('network', () => {
  const open: Loopback[] = [];
  afterEach(async () => {
    delete process.env['AWS_ENDPOINT_URL'];
    for (const server of open.splice(0)) await server.close();
  });
  const started = async <Server extends Loopback>(server: Promise<Server>): Promise<Server> => {
    open.push(await server);
    return server;
  };

  const traces: CallTrace[] = [];
  const clientOf = async (environment: NodeJS.ProcessEnv): Promise<STS> => {
    const connection = {
      ...(await networkAccess(undefined, environment)),
      readOnly: true,
      retryStrategy: () => new ConfiguredRetryStrategy(10, () => 0),
      trace: (call: CallTrace) => traces.push(call),
    };
    const credentials = () => Promise.resolve(CREDENTIALS);
    return connect(STS, connection, { place: 'here', region: 'us-east-1', credentials });
  };
  const call = async (environment: NodeJS.ProcessEnv): Promise<string | undefined> =>
    (await (await clientOf(environment)).getCallerIdentity({})).Account;
  /** One call that must fail, and what users are told of it. */
  const failure = async (environment: NodeJS.ProcessEnv): Promise<Problem> => {
    traces.length = 0;
    try {
      await call(environment);
    } catch (error) {
      const problem = explain(error);
      const told = JSON.stringify([problem, traces]);
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), LOGIN]) assert.ok(!told.includes(secret), told);
      return problem;
    }
    return assert.fail('it went well');
  };
  const attempts = (): number | undefined => traces.at(-1)?.attempts;

  describe('by a proxy', () => {
    it('reaches AWS through a tunnel of HTTPS_PROXY, also in lower case, and goes on using it', async () => {
      const aws = await started(stsOn('https'));
      for (const name of ['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY']) {
        const proxy = await started(proxyTo(aws.port));
        const sts = await clientOf({ ...BUNDLE, [name]: `http://127.0.0.1:${proxy.port}` });
        for (let time = 0; time < 3; time += 1) assert.equal((await sts.getCallerIdentity({})).Account, '123456789012');
        assert.deepEqual(proxy.asked, ['CONNECT sts.us-east-1.amazonaws.com:443']);
      }
      assert.ok(aws.hosts.every((host) => host === 'sts.us-east-1.amazonaws.com'));
      assert.equal(aws.hosts.length, 9);
    });

    it('introduces itself with user and password of the URL', async () => {
      const aws = await started(stsOn('https'));
      const proxy = await started(proxyTo(aws.port, { authorization: LOGIN }));
      await call({ ...BUNDLE, HTTPS_PROXY: `http://${USERINFO}@127.0.0.1:${proxy.port}` });
      assert.deepEqual(proxy.authorizations, [LOGIN]);
    });

    it('speaks TLS with a proxy that wants it, and trusts the same certificates there', async () => {
      const aws = await started(stsOn('https'));
      const proxy = await started(proxyTo(aws.port, { tls: true }));
      const HTTPS_PROXY = `https://localhost:${proxy.port}`;
      assert.equal(await call({ ...BUNDLE, HTTPS_PROXY }), '123456789012');
      const problem = await failure({ HTTPS_PROXY });
      assert.equal(problem.code, 'CertificateNotTrusted');
      assert.match(problem.message, /^GetCallerIdentity: the certificate of the proxy localhost:\d+ \(HTTPS_PROXY\)/);
      assert.match(problem.advice ?? '', /AWS_CA_BUNDLE/);
      assert.equal(attempts(), 1);
    });

    it('checks the certificate of an endpoint that is an address', async () => {
      const aws = await started(stsOn('https'));
      const proxy = await started(proxyTo(aws.port));
      process.env['AWS_ENDPOINT_URL'] = `https://127.0.0.1:${aws.port}`;
      const HTTPS_PROXY = `http://127.0.0.1:${proxy.port}`;
      await call({ ...BUNDLE, HTTPS_PROXY });
      process.env['AWS_ENDPOINT_URL'] = `https://127.0.0.2:${aws.port}`;
      assert.equal((await failure({ ...BUNDLE, HTTPS_PROXY })).code, 'CertificateOfOther');
    });

    it('sends what has no TLS to HTTP_PROXY, and that alone', async () => {
      const aws = await started(stsOn('http'));
      const proxy = await started(proxyTo(aws.port, { authorization: LOGIN }));
      process.env['AWS_ENDPOINT_URL'] = 'http://aws.test:4566/base';
      const HTTP_PROXY = `http://${USERINFO}@127.0.0.1:${proxy.port}`;
      assert.equal(await call({ HTTP_PROXY, HTTPS_PROXY: `http://127.0.0.1:${await unusedPort()}` }), '123456789012');
      assert.deepEqual(proxy.asked, ['POST http://aws.test:4566/base/']);
    });

    it('leaves out what NO_PROXY names', async () => {
      const aws = await started(stsOn('http'));
      const proxy = await started(proxyTo(aws.port));
      process.env['AWS_ENDPOINT_URL'] = `http://127.0.0.1:${aws.port}`;
      const HTTP_PROXY = `http://127.0.0.1:${proxy.port}`;
      for (const NO_PROXY of ['127.0.0.1', '*', `example.com, 127.0.0.1:${aws.port}`])
        await call({ HTTP_PROXY, NO_PROXY });
      assert.deepEqual(proxy.asked, []);
      await call({ HTTP_PROXY, NO_PROXY: '127.0.0.1:1' });
      assert.equal(proxy.asked.length, 1);
    });

    for (const [status, tries, advice] of [
      [407, 1, /user and the password in HTTPS_PROXY/],
      [403, 1, /let this host pass/],
      [502, 3, /proxy can reach this host/],
    ] as const) {
      it(`names the proxy that answers ${status}, after ${tries} of 10 attempts`, async () => {
        const proxy = await started(proxyTo(0, { refuses: status }));
        const problem = await failure({ HTTPS_PROXY: `http://${USERINFO}@127.0.0.1:${proxy.port}` });
        assert.equal(problem.code, 'ProxyRefused');
        const who = `the proxy 127.0.0.1:${proxy.port} \\(HTTPS_PROXY\\) answered ${status} [\\w ]+`;
        const asked = 'CONNECT sts.us-east-1.amazonaws.com:443';
        assert.match(problem.message, new RegExp(`^GetCallerIdentity: ${who} to ${asked}$`));
        assert.match(problem.advice ?? '', advice);
        assert.equal(proxy.asked.length, tries);
      });

      it(`names the proxy that answers ${status} where there is no tunnel`, async () => {
        const proxy = await started(proxyTo(0, { refuses: status }));
        process.env['AWS_ENDPOINT_URL'] = 'http://aws.test';
        const problem = await failure({ HTTP_PROXY: `http://127.0.0.1:${proxy.port}` });
        assert.equal(problem.code, 'ProxyRefused');
        assert.match(problem.message, new RegExp(`127.0.0.1:${proxy.port} .* ${status} .* POST http://aws.test:80$`));
        assert.equal(proxy.asked.length, tries);
      });
    }

    it('asks for user and password where the proxy wants them and none are given', async () => {
      const proxy = await started(proxyTo(0, { authorization: LOGIN }));
      const { advice } = await failure({ HTTPS_PROXY: `127.0.0.1:${proxy.port}` });
      assert.match(advice ?? '', /^put user and password into HTTPS_PROXY/);
    });

    it('names the proxy that cannot be reached', async () => {
      const port = await unusedPort();
      const environment = { HTTPS_PROXY: `http://${USERINFO}@127.0.0.1:${port}`, HTTP_PROXY: `127.0.0.1:${port}` };
      const unreachable = (variable: string): string =>
        `GetCallerIdentity: the proxy 127.0.0.1:${port} (${variable}) cannot be reached (ECONNREFUSED)`;
      assert.equal((await failure(environment)).message, unreachable('HTTPS_PROXY'));
      process.env['AWS_ENDPOINT_URL'] = 'http://aws.test';
      assert.equal((await failure(environment)).message, unreachable('HTTP_PROXY'));
    });

    it('says so where the proxy speaks no TLS, or something else', async () => {
      const plain = await started(proxyTo(0));
      const { code, advice } = await failure({ HTTPS_PROXY: `https://127.0.0.1:${plain.port}` });
      assert.equal(code, 'NoTls');
      assert.match(advice ?? '', /http:\/\/ in HTTPS_PROXY/);
      const mute = await started(listening(createSocketServer((socket) => socket.end())));
      assert.equal((await failure({ HTTPS_PROXY: `http://127.0.0.1:${mute.port}` })).code, 'ProxyUnreachable');
    });
  });

  describe('with TLS', () => {
    it('trusts AWS_CA_BUNDLE', async () => {
      const aws = await started(stsOn('https'));
      process.env['AWS_ENDPOINT_URL'] = `https://localhost:${aws.port}`;
      assert.equal(await call(BUNDLE), '123456789012');
      assert.equal(
        await call({ AWS_CA_BUNDLE: tlsFile('expired.pem'), NODE_EXTRA_CA_CERTS: BUNDLE.AWS_CA_BUNDLE }),
        '123456789012',
      );
    });

    it('says in one line, after one attempt, whose certificate is no good and what to set', async () => {
      const good = await started(stsOn('https'));
      const expired = await started(stsOn('https', 'expired.pem'));
      const other = await started(stsOn('https', 'other.pem'));
      const plain = await started(stsOn('http'));
      const told = async (url: string, environment: NodeJS.ProcessEnv): Promise<string> => {
        process.env['AWS_ENDPOINT_URL'] = url;
        const { code, message, advice } = await failure(environment);
        assert.equal(attempts(), 1);
        assert.doesNotMatch(`${message}${advice}`, /\n|NODE_TLS_REJECT_UNAUTHORIZED/);
        assert.match(message, new RegExp(`^GetCallerIdentity: .*${new URL(url).host}`));
        return `${code}: ${advice}`;
      };
      assert.match(
        await told(`https://localhost:${good.port}`, {}),
        /^CertificateNotTrusted: .*AWS_CA_BUNDLE.*ca_bundle/,
      );
      assert.match(await told(`https://localhost:${expired.port}`, BUNDLE), /^CertificateExpired: .*clock/);
      assert.match(await told(`https://localhost:${other.port}`, BUNDLE), /^CertificateOfOther: .*AWS_ENDPOINT_URL/);
      assert.match(await told(`https://localhost:${plain.port}`, BUNDLE), /^NoTls: .*http:\/\//);
    });
  });
});
