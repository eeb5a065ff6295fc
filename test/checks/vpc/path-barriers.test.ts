import assert from 'node:assert/strict';
import { pathBarriers } from '../../../src/checks/vpc/path-barriers.ts';
import type { Acl, AclEntry, Network } from '../../../src/facts/network.ts';
import { adviceOf } from '../../../src/render/advice.ts';
import { fakeInstance } from '../facts.ts';
import { aHost, aDependency, anEndpoint, aNetwork, aSite, https, OPEN_ACL } from './networks.ts';

const barriers = (network: Partial<Network>, host = aHost()) => {
  const site = aSite(network);
  return pathBarriers(site, aDependency({ hosts: [host] })).map(({ check, subject, answer }) =>
    [check, subject, answer].join(' '),
  );
};
const nodeGroup = (...egress: ReturnType<typeof https>[]) => ({
  securityGroups: [{ id: 'sg-node', ingress: [], egress }],
});
const acl = (id: string, subnet: string, ...entries: AclEntry[]): Acl => ({ id, subnets: [subnet], entries });
const pass = (egress: boolean, from: number, to: number): AclEntry => ({
  number: 1,
  egress,
  allow: true,
  protocol: '6',
  cidr: '0.0.0.0/0',
  from,
  to,
});
/** From the instance out to port 443, and the answers back in; or the other way round. */
const asClient = [pass(true, 443, 443), pass(false, 1024, 65_535)];
const asServer = [pass(false, 443, 443), pass(true, 1024, 65_535)];
const THERE = { endpoints: [anEndpoint('ssm', { subnets: ['subnet-2'] })] };

describe('barriers on the way', () => {
  it('are none where all is open, and none where the way is not known', () => {
    assert.deepEqual(barriers({}), []);
    assert.deepEqual(barriers({ endpoints: [], ...nodeGroup() }), []);
    assert.deepEqual(barriers({ endpoints: [], ...nodeGroup() }, aHost({ way: 'beyond' })), []);
  });

  it('are one for all hosts that are alike', () => {
    const site = aSite(nodeGroup());
    const instances = [{}, {}, { subnet: 'subnet-2' }, { windows: true }, { securityGroups: ['sg-node', 'sg-9'] }];
    const hosts = instances.map((overrides, n) => aHost({ instance: fakeInstance({ id: `i-${n}`, ...overrides }) }));
    assert.deepEqual(
      pathBarriers(site, aDependency({ hosts })).map((barrier) => [barrier.answer, barrier.hosts.length]),
      [
        ['no', 2],
        ['no', 1],
        ['no', 1],
        ['unknown', 1],
      ],
    );
  });

  describe('are groups of the instance', () => {
    const cases: readonly (readonly [string, Partial<Network>, readonly string[]])[] = [
      ['that let nothing out', nodeGroup(), ['vpc.egress sg-node no']],
      ['but not those that let out to the endpoint’s group', nodeGroup(https({ groups: ['sg-endpoint'] })), []],
      ['but not those that let out to its subnets', nodeGroup(https({ cidrs: ['10.0.1.0/24', '10.0.2.0/24'] })), []],
      [
        'that let out to one of its subnets',
        nodeGroup(https({ cidrs: ['10.0.1.0/24'] })),
        ['vpc.egress sg-node unknown'],
      ],
      ['that let out elsewhere', nodeGroup(https({ cidrs: ['10.9.0.0/16'] })), ['vpc.egress sg-node no']],
      ['but not where the subnets of the endpoint are not seen', { ...nodeGroup(), subnets: [] }, []],
    ];
    for (const [what, network, expected] of cases) it(what, () => assert.deepEqual(barriers(network), expected));

    it('but not of one that has none', () => {
      assert.deepEqual(barriers(nodeGroup(), aHost({ instance: fakeInstance({ securityGroups: [] }) })), []);
    });
  });

  describe('are ACLs', () => {
    const cases: readonly (readonly [string, readonly Acl[], readonly string[]])[] = [
      ['but not where both are right', [acl('near', 'subnet-1', ...asClient), acl('far', 'subnet-2', ...asServer)], []],
      [
        'of the instance',
        [acl('near', 'subnet-1', ...asServer), acl('far', 'subnet-2', ...asServer)],
        ['vpc.network-acl near no'],
      ],
      [
        'of the endpoint',
        [acl('near', 'subnet-1', ...asClient), acl('far', 'subnet-2', ...asClient)],
        ['vpc.network-acl far no'],
      ],
      [
        'of both',
        [acl('near', 'subnet-1'), acl('far', 'subnet-2')],
        ['vpc.network-acl near no', 'vpc.network-acl far no'],
      ],
      ['that are one for both', [{ ...OPEN_ACL, entries: asClient }], ['vpc.network-acl acl-1 no']],
      ['but not where they are not seen', [], []],
    ];
    for (const [what, acls, expected] of cases) {
      it(what, () => assert.deepEqual(barriers({ ...THERE, acls }), expected));
    }

    it('that are a doubt where only some addresses of the endpoint are behind them', () => {
      const endpoints = [anEndpoint('ssm')];
      const acls = [acl('near', 'subnet-1', ...asClient), acl('far', 'subnet-2')];
      assert.deepEqual(barriers({ endpoints, acls }), ['vpc.network-acl far unknown']);
    });

    it('on the way to the internet', () => {
      const open = aHost({ way: 'internet' });
      assert.deepEqual(barriers({ endpoints: [], acls: [acl('near', 'subnet-1', ...asClient)] }, open), []);
      assert.deepEqual(barriers({ endpoints: [], acls: [acl('near', 'subnet-1', ...asServer)] }, open), [
        'vpc.network-acl near no',
      ]);
    });

    it('by the ports that Windows takes', () => {
      const acls = [
        acl('near', 'subnet-1', pass(true, 443, 443), pass(false, 49_152, 65_535)),
        acl('far', 'subnet-2', ...asServer),
      ];
      const windows = aHost({ instance: fakeInstance({ windows: true }) });
      assert.deepEqual(barriers({ ...THERE, acls }, windows), []);
      assert.deepEqual(barriers({ ...THERE, acls }), ['vpc.network-acl near unknown']);
    });
  });

  it('are told with every command that is needed, on rules that do not get into each other’s way', () => {
    const site = aSite({ ...THERE, acls: [{ ...OPEN_ACL, entries: [] }], vpcs: aNetwork().vpcs });
    const [barrier] = pathBarriers(site, aDependency({ hosts: [aHost()] }));
    const rules = adviceOf(barrier?.remedy ?? assert.fail())
      .split(' && ')
      .map((command) => /--(egress|ingress).*--rule-number (\d+)/.exec(command)?.slice(1).join(' '));
    assert.deepEqual(new Set(rules), new Set(['egress 97', 'ingress 96', 'ingress 97', 'egress 96']));
  });
});
