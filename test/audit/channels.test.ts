import assert from 'node:assert/strict';
import { type Channels, channelsOf, type Choosing } from '../../src/audit/channels.ts';
import type { Node } from '../../src/facts/nodes.ts';
import type { RegionFacts } from '../../src/facts/region.ts';
import { awsError } from '../aws.ts';
import { fakeFacts, fakeInstance, fakeNode } from '../checks/facts.ts';

const DENIED = awsError('AccessDeniedException');

const many = (count: number, overrides: (index: number) => Partial<Node> = () => ({})): readonly Node[] =>
  Array.from({ length: count }, (_, index) => fakeNode({ id: `i-${index}`, ...overrides(index) }));

interface Scene extends Choosing {
  /** Ids of nodes without a channel. */
  readonly silent?: readonly string[];
  readonly facts?: Partial<RegionFacts>;
}

/** What is known of the channels of these nodes, and who was asked. */
async function look(
  nodes: readonly Node[],
  { silent = [], facts, ...choosing }: Scene = {},
): Promise<Channels & { readonly probed: readonly string[] }> {
  const probed: string[] = [];
  const region = fakeFacts({
    nodes: () => Promise.resolve(nodes),
    instances: () => Promise.resolve(nodes.map(({ id }) => fakeInstance({ id }))),
    failedSessions: () => Promise.resolve(new Set()),
    isConnected: (id) => {
      probed.push(id);
      return Promise.resolve(!silent.includes(id));
    },
    ...facts,
  });
  return { ...(await channelsOf(region, choosing)), probed };
}

const idsOf = (nodes: readonly Node[]): readonly string[] => nodes.map(({ id }) => id);

describe('channels', () => {
  it('are asked for on every node that is online, and on no other, where these are two hundred or fewer; nothing else is read', async () => {
    const nodes = many(210, (index) => (index < 10 ? { ping: 'ConnectionLost' } : {}));
    const denied = () => Promise.reject(DENIED);
    const found = await look(nodes, { silent: ['i-33'], facts: { instances: denied, failedSessions: denied } });
    assert.deepEqual([found.online, found.asked, found.doubtful], [200, 200, 0]);
    assert.deepEqual(idsOf(found.unconnected), ['i-33']);
    assert.deepEqual(
      ['i-33', 'i-34', 'i-0', 'i-999'].map((id) => found.holds(id)),
      [false, true, false, false],
    );
  });

  it('are asked for on a sample of those that are alike, whose answer holds for the others', async () => {
    const found = await look(many(2000));
    assert.deepEqual([found.online, found.asked, found.doubtful], [2000, 50, 0]);
    assert.equal(found.probed.length, 50);
    assert.deepEqual(found.unconnected, []);
    assert.ok(idsOf(many(2000)).every((id) => found.holds(id)));
  });

  it('are asked for on a sample only where there are more than two hundred', async () => {
    assert.deepEqual(idsOf((await look(many(151), { silent: ['i-117'] })).unconnected), ['i-117']);
    assert.equal((await look(many(201))).asked, 50);
  });

  it('are asked for on every node with everyNode', async () => {
    const found = await look(many(2000), { everyNode: true, silent: ['i-1234'] });
    assert.equal(found.asked, 2000);
    assert.deepEqual(idsOf(found.unconnected), ['i-1234']);
    const without = await look(many(2000), { silent: ['i-1234'] });
    assert.deepEqual([without.asked, without.unconnected.length], [50, 0]);
  });

  it('are asked for on all of a kind of which one holds none, and of no other kind', async () => {
    const nodes = many(1000, (index) => ({ agentVersion: index < 300 ? '3.2.0.0' : '3.3.0.0' }));
    const silent = idsOf(nodes.slice(0, 150));
    const found = await look(nodes, { silent });
    assert.deepEqual(idsOf(found.unconnected), silent);
    assert.deepEqual([found.asked, found.doubtful], [325, 0]);
    assert.deepEqual(
      ['i-0', 'i-299', 'i-999'].map((id) => found.holds(id)),
      [false, true, true],
    );
  });

  it('are left open on what is beyond a thousand of a kind of which one holds none', async () => {
    const nodes = many(20_000);
    const found = await look(nodes, { silent: idsOf(nodes) });
    assert.deepEqual([found.asked, found.unconnected.length, found.doubtful], [1050, 1050, 18_950]);
    assert.ok(nodes.every(({ id }) => !found.holds(id)));
  });

  it('are asked for on the doubted, who say nothing of others', async () => {
    const doubts = [() => Promise.resolve([{ reason: 'odd', nodes: ['i-777', 'i-778'] }])];
    const found = await look(many(2000), { doubts, silent: ['i-777'] });
    assert.deepEqual(idsOf(found.unconnected), ['i-777']);
    assert.deepEqual([found.asked, found.doubtful], [50, 0]);
    assert.ok(found.holds('i-778'));
    assert.ok(found.holds('i-779'));
  });

  it('are asked for on nodes whose last session failed', async () => {
    const facts = { failedSessions: () => Promise.resolve(new Set(['i-1500'])) };
    assert.deepEqual(idsOf((await look(many(2000), { silent: ['i-1500'], facts })).unconnected), ['i-1500']);
  });

  it('are asked for where doubts, instances and sessions may not be read, too', async () => {
    const denied = () => Promise.reject(DENIED);
    const found = await look(many(2000), {
      doubts: [denied],
      facts: { instances: denied, failedSessions: denied },
    });
    assert.equal(found.asked, 50);
  });

  it('are not known where a node may not be asked', async () => {
    await assert.rejects(look(many(60), { facts: { isConnected: () => Promise.reject(DENIED) } }), DENIED);
  });
});
