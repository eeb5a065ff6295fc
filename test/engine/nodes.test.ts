import assert from 'node:assert/strict';
import { isListed } from '../../src/engine/listing.ts';
import { listNodes, type ListedNode, type NodeListing, type NodeWish } from '../../src/engine/nodes.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { keepsSchema, orderOn } from './listings.ts';
import { type World, world } from './world.ts';

const BOTH = { regions: ['us-east-1', 'eu-west-1'] };

describe('listing nodes', () => {
  let on: World;
  beforeEach(() => (on = world({ state: fleetState() })));

  const list = async (wish: NodeWish = {}, raw = {}, more = {}): Promise<NodeListing> =>
    listNodes({ ...(await orderOn(on, raw, more)), ...wish });
  const nodesOf = ({ targets }: NodeListing): readonly ListedNode[] =>
    targets.filter(isListed).flatMap(({ nodes }) => nodes);
  const names = async (wish: NodeWish): Promise<readonly (string | null)[]> =>
    nodesOf(await list(wish)).map(({ name, id }) => name ?? id);

  it('gives those of every target, with what is known of each, and counts them', async () => {
    const listing = await list({}, BOTH);
    keepsSchema('nodes', listing);
    assert.equal(listing.targets.length, 2);
    const { nodes, online, listed } = listing.summary;
    assert.deepEqual(
      [nodes, online, listed],
      [nodesOf(listing).length, nodesOf(listing).filter(({ state }) => state === 'online').length, 2],
    );
    const web = nodesOf(listing).find(({ name }) => name === 'web-1');
    assert.ok(web);
    assert.deepEqual(
      [web.state, web.platform, web.system, web.agentVersion, web.address],
      ['online', 'Linux', 'Amazon Linux 2023', '3.3.3050.0', '10.0.1.10'],
    );
  });

  it('puts those that are online first, then by name, numbers as such', async () => {
    await on.edit(({ nodes, instances }) => {
      const [first, second] = Object.keys(nodes).filter((id) => id.startsWith('i-'));
      if (first === undefined || second === undefined) return;
      const [one, two] = [instances[first], instances[second]];
      if (one) one.tags = { Name: 'a-10' };
      if (two) two.tags = { Name: 'a-9' };
      const lost = Object.keys(nodes).find((id) => id.startsWith('mi-')) ?? '';
      if (nodes[lost]) nodes[lost].pingStatus = 'ConnectionLost';
    });
    const found = await names({});
    assert.deepEqual(found.slice(0, 2), ['a-9', 'a-10']);
    assert.match(found.at(-1) ?? '', /^mi-/);
  });

  it('finds them by a tag, and by a part of what is shown', async () => {
    assert.deepEqual(await names({ filter: 'tag:Name=web-1' }), ['web-1']);
    assert.ok((await names({ filter: 'tag:Name' })).includes('web-2'));
    assert.deepEqual(await names({ filter: 'WEB' }), ['web-1', 'web-2']);
    assert.deepEqual(await names({ filter: '10.0.1.11' }), ['web-2']);
    assert.deepEqual(await names({ filter: 'tag:Name=no' }), []);
  });

  it('leaves out those that are not online, where that is asked for', async () => {
    const all = (await names({})).length;
    await on.edit(({ nodes }) => {
      const [one] = Object.values(nodes);
      if (one) one.pingStatus = 'ConnectionLost';
    });
    assert.equal((await names({ online: true })).length, all - 1);
    const { summary } = await list({});
    assert.deepEqual([summary.nodes, summary.online], [all, all - 1]);
  });

  it('goes on where one target cannot be read, and says why', async () => {
    on = world({ state: fleetState(), faults: { closedRegions: ['eu-west-1'] } });
    const listing = await list({}, BOTH);
    keepsSchema('nodes', listing);
    const [here, there] = listing.targets;
    assert.deepEqual([here?.status, there?.status], ['listed', 'skipped']);
    assert.ok(there && 'error' in there && /service control policy/.test(there.error.advice ?? ''));
    on = world({ state: fleetState(), faults: { deniedActions: ['ssm:DescribeInstanceInformation'] } });
    const denied = await list();
    keepsSchema('nodes', denied);
    assert.equal(denied.summary.failed, 1);
  });

  it('knows no names where instances may not be described', async () => {
    on = world({ state: fleetState(), faults: { deniedActions: ['ec2:DescribeInstances'] } });
    const listing = await list();
    assert.ok(nodesOf(listing).length > 0);
    assert.ok(nodesOf(listing).every(({ name }) => name === null));
  });

  it('begins nothing once it was interrupted', async () => {
    const interrupt = AbortSignal.abort();
    const listing = await list({}, {}, { interrupt });
    keepsSchema('nodes', listing);
    assert.equal(listing.interrupted, true);
    assert.deepEqual(nodesOf(listing), []);
  });
});
