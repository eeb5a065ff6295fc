import assert from 'node:assert/strict';
import { INTERNET } from '../../../src/checks/vpc/cidr.ts';
import {
  aclOf,
  answerPorts,
  HTTPS,
  type Passage,
  passes,
  roomBefore,
  ruleNumber,
} from '../../../src/checks/vpc/network-acls.ts';
import type { Acl, AclEntry } from '../../../src/facts/network.ts';
import { aNetwork, OPEN_ACL } from './networks.ts';

const allow = (number: number, overrides: Partial<AclEntry> = {}): AclEntry => ({
  number,
  egress: true,
  allow: true,
  protocol: '6',
  cidr: '0.0.0.0/0',
  ...overrides,
});
const deny = (number: number, overrides: Partial<AclEntry> = {}): AclEntry =>
  allow(number, { allow: false, ...overrides });
const acl = (...entries: readonly AclEntry[]): Acl => ({ id: 'acl-1', subnets: ['subnet-1'], entries });

const OUT: Passage = { egress: true, ports: HTTPS, peer: '10.0.2.0/24' };
const BACK: Passage = { egress: true, ports: answerPorts(false), peer: '10.0.2.5' };

describe('network ACL', () => {
  const cases: readonly (readonly [string, Acl, Passage, ReturnType<typeof passes>])[] = [
    ['as EC2 makes it', OPEN_ACL, OUT, 'yes'],
    ['as EC2 makes it, inwards', OPEN_ACL, { ...OUT, egress: false }, 'yes'],
    ['without rules', acl(), OUT, 'no'],
    ['with a rule the other way', acl(allow(1, { egress: false })), OUT, 'no'],
    ['with a rule for port 443', acl(allow(1, { from: 443, to: 443 })), OUT, 'yes'],
    ['with a rule for another port', acl(allow(1, { from: 80, to: 80 })), OUT, 'no'],
    ['with a rule for UDP', acl(allow(1, { protocol: '17' })), OUT, 'no'],
    [
      'with a rule for all protocols, whose ports do not count',
      acl(allow(1, { protocol: '-1', from: 0, to: 0 })),
      OUT,
      'yes',
    ],
    ['with a rule for IPv6', acl(allow(1, { cidr: '::/0' })), OUT, 'no'],
    ['that forbids before it allows', acl(allow(2), deny(1)), OUT, 'no'],
    ['that allows before it forbids', acl(deny(2), allow(1)), OUT, 'yes'],
    ['that allows the peer', acl(allow(1, { cidr: '10.0.0.0/16' })), OUT, 'yes'],
    ['that allows another', acl(allow(1, { cidr: '10.1.0.0/16' })), OUT, 'no'],
    ['that allows a part of the peer', acl(allow(1, { cidr: '10.0.2.0/25' })), OUT, 'unknown'],
    ['that forbids a part of the peer', acl(deny(1, { cidr: '10.0.2.0/25' }), allow(2)), OUT, 'unknown'],
    ['that allows a part, and then all', acl(allow(1, { cidr: '10.0.2.0/25' }), allow(2)), OUT, 'yes'],
    ['that forbids a part, and then all', acl(deny(1, { cidr: '10.0.2.0/25' }), deny(2)), OUT, 'no'],
    ['that allows the ports of answers', acl(allow(1, { from: 1024, to: 65_535 })), BACK, 'yes'],
    ['that allows just the ports of Linux', acl(allow(1, { from: 32_768, to: 60_999 })), BACK, 'yes'],
    ['that allows the ports of Windows to Linux', acl(allow(1, { from: 49_152, to: 65_535 })), BACK, 'unknown'],
    ['that allows no ports of answers', acl(allow(1, { from: 0, to: 1023 })), BACK, 'no'],
    [
      'that allows the ports of Windows to Windows',
      acl(allow(1, { from: 49_152, to: 65_535 })),
      { ...BACK, ports: answerPorts(true) },
      'yes',
    ],
    [
      'that blocks some of the internet',
      acl(deny(1, { cidr: '203.0.113.0/24' }), allow(2)),
      { ...OUT, peer: INTERNET },
      'yes',
    ],
    ['that allows some of the internet', acl(allow(1, { cidr: '52.0.0.0/8' })), { ...OUT, peer: INTERNET }, 'unknown'],
    ['that allows private addresses', acl(allow(1, { cidr: '10.0.0.0/8' })), { ...OUT, peer: INTERNET }, 'no'],
  ];
  for (const [what, given, passage, expected] of cases) {
    it(`${what} answers ${expected}`, () => assert.equal(passes(given, passage), expected));
  }

  it('is the one of the subnet', () => {
    assert.equal(aclOf(aNetwork(), 'subnet-2'), OPEN_ACL);
    assert.equal(aclOf(aNetwork(), 'subnet-3'), undefined);
    assert.equal(aclOf(aNetwork({ acls: undefined }), 'subnet-2'), undefined);
  });

  it('has room for a rule before the others of its direction', () => {
    const given = acl(allow(200), allow(3, { egress: false }));
    assert.equal(ruleNumber(given, true, 1), 199);
    assert.equal(ruleNumber(given, false, 2), 1);
    assert.equal(ruleNumber(given, false, 3), undefined);
    assert.equal(ruleNumber(acl(), true, 1), 99);
  });

  it('makes room before all rules by moving as few as that takes, and not the last one', () => {
    const rule = { egress: true, allow: true, protocol: '6', cidr: '10.0.0.0/8' };
    const moves = (...numbers: readonly number[]) =>
      roomBefore({ id: 'acl-1', subnets: [], entries: numbers.map((number) => ({ ...rule, number })) }, true, 4)?.map(
        ({ entry, to }) => [entry.number, to],
      );
    assert.deepEqual(moves(5, 6), []);
    assert.deepEqual(moves(1, 6, 7), [[1, 5]]);
    assert.deepEqual(moves(1, 5, 100), [
      [5, 7],
      [1, 6],
    ]);
    assert.deepEqual(moves(1, 32_766, 32_767), [[1, 5]]);
    assert.deepEqual(moves(...Array.from({ length: 32_766 }, (_, index) => index + 1)), undefined);
  });
});
