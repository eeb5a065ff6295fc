import assert from 'node:assert/strict';
import { coverage, INTERNET } from '../../../src/checks/vpc/cidr.ts';

describe('cidr', () => {
  const cases: readonly (readonly [string, readonly string[], ReturnType<typeof coverage>])[] = [
    ['10.0.1.5', ['10.0.0.0/16'], 'all'],
    ['10.0.1.5', ['10.0.1.5/32'], 'all'],
    ['10.0.1.5', ['10.0.1.6/32', '10.0.1.4/32'], 'none'],
    ['10.0.1.0/24', ['10.0.1.0/24'], 'all'],
    ['10.0.1.0/24', ['0.0.0.0/0'], 'all'],
    ['10.0.1.0/24', ['10.0.1.0/25'], 'part'],
    ['10.0.1.0/24', ['10.0.1.128/25', '10.0.1.0/25'], 'all'],
    ['10.0.1.0/24', ['10.0.1.0/26', '10.0.1.128/25'], 'part'],
    // One inside another.
    ['10.0.1.0/24', ['10.0.1.0/24', '10.0.1.0/26'], 'all'],
    ['10.0.1.0/24', ['10.0.1.0/25', '10.0.1.64/26', '10.0.1.128/25'], 'all'],
    ['10.0.1.0/24', ['10.0.2.0/24', '10.0.0.0/24'], 'none'],
    // The bits of the host do not count.
    ['10.0.1.0/24', ['10.0.1.77/24'], 'all'],
    ['255.255.255.0/24', ['255.255.255.0/24'], 'all'],
    ['10.0.1.0/24', [], 'none'],
    ['10.0.1.0/24', ['::/0', '2001:db8::/32'], 'none'],
    // What cannot be read.
    ['', ['0.0.0.0/0'], 'part'],
    ['2001:db8::1', ['0.0.0.0/0'], 'part'],
    // The internet.
    [INTERNET, ['0.0.0.0/0'], 'all'],
    [INTERNET, ['128.0.0.0/1', '0.0.0.0/1'], 'all'],
    [INTERNET, ['0.0.0.0/2', '64.0.0.0/2', '128.0.0.0/1'], 'all'],
    [INTERNET, ['0.0.0.0/1'], 'part'],
    [INTERNET, ['52.0.0.0/8'], 'part'],
    [INTERNET, ['10.0.0.0/8', '172.31.0.0/16', '192.168.1.0/24', '100.64.0.0/10'], 'none'],
    // More than is private.
    [INTERNET, ['172.0.0.0/8'], 'part'],
  ];
  for (const [cidr, by, expected] of cases) {
    it(`${by.join(' and ') || 'nothing'} covers ${expected} of ${cidr || 'what cannot be read'}`, () => {
      assert.equal(coverage(cidr, by), expected);
    });
  }
});
