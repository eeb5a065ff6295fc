import assert from 'node:assert/strict';
import { ownDoubts } from '../../src/audit/doubts.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Node } from '../../src/facts/nodes.ts';
import type { RegionFacts } from '../../src/facts/region.ts';
import { awsError } from '../aws.ts';
import { fakeFacts, fakeInstance, fakeNode, NOW } from '../checks/facts.ts';

const MINUTE = 60_000;
const before = (minutes: number): Date => new Date(NOW - minutes * MINUTE);

interface Scene {
  readonly node?: Partial<Node>;
  readonly instance?: Partial<Instance>;
  readonly facts?: Partial<RegionFacts>;
}

/** The reasons to doubt a node beside one of which nothing is odd. */
async function reasons({ node, instance, facts }: Scene): Promise<readonly string[]> {
  const odd = fakeNode({ id: 'i-2', ...node });
  const old = { launched: before(61) };
  const region = fakeFacts({
    nodes: () => Promise.resolve([fakeNode(), odd]),
    instances: () => Promise.resolve([fakeInstance(old), fakeInstance({ id: 'i-2', ...old, ...instance })]),
    failedSessions: () => Promise.resolve(new Set()),
    ...facts,
  });
  const found = await ownDoubts(region);
  assert.ok(!found.some(({ nodes }) => [...nodes].includes('i-1')), 'nothing is odd about the other');
  return found.flatMap(({ reason, nodes }) => ([...nodes].includes(odd.id) ? [reason] : []));
}

describe('doubts', () => {
  for (const [reason, scene, twin] of [
    [
      'a session on it failed',
      { facts: { failedSessions: () => Promise.resolve(new Set(['i-2'])) } },
      { facts: { failedSessions: () => Promise.resolve(new Set(['i-3'])) } },
    ],
    ['its last ping is old', { node: { lastPing: before(16) } }, { node: { lastPing: before(15) } }],
    ['the version of its agent is not known', { node: { agentVersion: '' } }, { node: { agentVersion: '3.1.0.0' } }],
    ['the version of its agent is not known', { node: { agentVersion: 'test' } }, {}],
    ['nothing is known of its network', { node: { id: 'mi-2' } }, {}],
    ['its instance is not seen', { instance: { id: 'i-3' } }, {}],
    ['its instance is new', { instance: { launched: before(59) } }, { instance: { launched: before(60) } }],
  ] as const) {
    it(`are there where ${reason}, and not in a harmless twin`, async () => {
      assert.deepEqual(await reasons(scene), [reason]);
      assert.deepEqual(await reasons(twin), []);
    });
  }

  it('are not there where pings are old on all nodes: the clock, or the list, is', async () => {
    const lastPing = before(9999);
    const nodes = () => Promise.resolve([fakeNode({ lastPing }), fakeNode({ id: 'i-2', lastPing })]);
    assert.deepEqual(await reasons({ facts: { nodes } }), []);
  });

  it('are not there where instances and sessions may not be read, or for a node that is lost', async () => {
    const denied = () => Promise.reject(awsError('AccessDeniedException'));
    assert.deepEqual(await reasons({ facts: { instances: denied, failedSessions: denied } }), []);
    assert.deepEqual(await reasons({ node: { ping: 'ConnectionLost', agentVersion: '' } }), []);
  });
});
