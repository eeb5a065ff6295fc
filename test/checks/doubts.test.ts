import assert from 'node:assert/strict';
import { NODE_DOUBTS } from '../../src/checks/doubts.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Network } from '../../src/facts/network.ts';
import type { Node } from '../../src/facts/nodes.ts';
import { fakeFacts, fakeInstance, fakeNode, fakeSettings } from './facts.ts';
import { aNetwork, endpointsWithout } from './vpc/networks.ts';

interface Scene {
  readonly node?: Partial<Node>;
  readonly instance?: Partial<Instance>;
  readonly network?: Partial<Network>;
}

/** What checks know against a node that is online. */
async function doubts({ node, instance, network }: Scene): Promise<readonly string[]> {
  const facts = fakeFacts({
    instances: () => Promise.resolve([fakeInstance(instance)]),
    nodes: () => Promise.resolve([fakeNode(node)]),
    network: () => Promise.resolve(aNetwork(network)),
    settings: () => Promise.resolve(fakeSettings({ cloudWatchLogGroupName: 'sessions' })),
    hostManagementRole: () => Promise.resolve(undefined),
  });
  const found = (await Promise.all(NODE_DOUBTS.map((doubt) => doubt(facts)))).flat();
  assert.ok(found.every(({ nodes }) => [...nodes].every((id) => id === 'i-1')));
  return found.map(({ reason }) => reason);
}

describe('what checks know against nodes', () => {
  it('is nothing where all is well', async () => assert.deepEqual(await doubts({}), []));

  it('is what stands between them and ssmmessages, and not what stands before other services', async () => {
    assert.deepEqual(await doubts({ network: { endpoints: endpointsWithout('ssmmessages') } }), [
      'vpc.endpoint-ssmmessages vpc-1',
    ]);
    assert.deepEqual(await doubts({ network: { endpoints: endpointsWithout('logs') } }), []);
  });

  it('is what may stand there, where that cannot be seen', async () => {
    const { endpoints: _, ...rest } = aNetwork();
    assert.deepEqual(await doubts({ network: { ...rest, endpoints: undefined } }), ['vpc.endpoint-ssmmessages vpc-1']);
  });

  it('is an agent that is too old, and a metadata service that is off', async () => {
    assert.deepEqual(await doubts({ node: { agentVersion: '2.3.0.0' } }), ['agent.too-old']);
    assert.deepEqual(await doubts({ instance: { metadataOff: true } }), ['instance.metadata-off']);
  });
});
