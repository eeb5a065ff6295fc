import assert from 'node:assert/strict';
import { noProxyOf } from '../../src/aws/no-proxy.ts';

const HOST = 'ssm.eu-west-1.amazonaws.com';

describe('NO_PROXY', () => {
  const cases: readonly (readonly [text: string, host: string, port: number, named: boolean])[] = [
    ['', HOST, 443, false],
    ['*', HOST, 443, true],
    [HOST, HOST, 443, true],
    [HOST.toUpperCase(), HOST, 443, true],
    ['amazonaws.com', HOST, 443, true],
    ['.amazonaws.com', HOST, 443, true],
    ['*.amazonaws.com', HOST, 443, true],
    ['zonaws.com', HOST, 443, false],
    ['.amazonaws.com', 'amazonaws.com', 443, true],
    ['.', HOST, 443, false],
    ['amazonaws.com.cn', HOST, 443, false],
    ['example.com,amazonaws.com', HOST, 443, true],
    ['example.com  amazonaws.com', HOST, 443, true],
    [' example.com , ', HOST, 443, false],
    ['amazonaws.com:443', HOST, 443, true],
    ['amazonaws.com:80', HOST, 443, false],
    ['localhost', 'localhost', 4566, true],
    ['localhost', `localhost.`, 4566, true],
    ['127.0.0.1', '127.0.0.1', 4566, true],
    ['127.0.0.1:4566', '127.0.0.1', 4566, true],
    ['127.0.0.1:4567', '127.0.0.1', 4566, false],
    ['0.0.1', '127.0.0.1', 4566, false],
    ['10.0.0.0/8', '10.1.2.3', 443, true],
    ['10.0.0.0/8', '11.1.2.3', 443, false],
    ['10.0.0.0/8', HOST, 443, false],
    ['10.0.0.0/99', '10.1.2.3', 443, false],
    ['::1', '::1', 443, true],
    ['[::1]:443', '0:0:0:0:0:0:0:1', 443, true],
    ['[::1]:80', '::1', 443, false],
    ['fd00::/8', 'fd00:1::2', 443, true],
  ];
  for (const [text, host, port, named] of cases) {
    it(`${named ? 'names' : 'does not name'} ${host}:${port} by "${text}"`, () => {
      assert.equal(noProxyOf(text)(host, port), named);
    });
  }
});
