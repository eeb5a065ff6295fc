import assert from 'node:assert/strict';
import type { Channels } from '../../../src/audit/channels.ts';
import { nodes } from '../../../src/checks/instance/nodes.ts';
import { fakeChannels, fakeInstance, fakeNode, NOW } from '../facts.ts';
import { bareInstance, briefly, checkOf, denied, finding, findings, is, isDenied, regionOf } from '../observed.ts';

const notManaged = checkOf(nodes, 'instance.not-managed');
const pingLost = checkOf(nodes, 'instance.ping-lost');
const notConnected = checkOf(nodes, 'instance.not-connected');

describe('check instance.not-managed', () => {
  it('has nothing to look at where no instance runs', async () => {
    assert.equal(await notManaged.run(regionOf({ instances: is([]), nodes: is([fakeNode()]) })), undefined);
  });

  it('finds nothing where all instances are nodes, lost ones too', async () => {
    const facts = regionOf({ instances: is([fakeInstance()]), nodes: is([fakeNode({ ping: 'ConnectionLost' })]) });
    assert.deepEqual(await findings(notManaged, facts), []);
  });

  it('fails for each instance that is no node', async () => {
    const instances = ['i-1', 'i-2', 'i-3'].map((id) => fakeInstance({ id }));
    const facts = regionOf({ instances: is(instances), nodes: is([fakeNode({ id: 'i-2' })]) });
    assert.deepEqual(briefly(await findings(notManaged, facts)), [
      'fail instance.not-managed i-1',
      'fail instance.not-managed i-3',
    ]);
  });

  for (const [seconds, verdict] of [
    [0, 'info'],
    [299, 'info'],
    [300, 'fail'],
    [301, 'fail'],
    [-60, 'info'],
    [-3600, 'fail'],
  ] as const) {
    it(`is ${verdict} of one that was started ${seconds} s ago: agents take five minutes to register`, async () => {
      const instance = fakeInstance({ launched: new Date(NOW - seconds * 1000) });
      const facts = regionOf({ instances: is([instance]), nodes: is([]) });
      await finding(notManaged, facts, `${verdict} instance.not-managed i-1`);
    });
  }

  it('fails where it is not known when it was started', async () => {
    const { launched: _, ...instance } = fakeInstance();
    await finding(notManaged, regionOf({ instances: is([instance]), nodes: is([]) }), 'fail instance.not-managed i-1');
  });

  for (const [what, node, verdict] of [
    ['a hybrid node with its address is online: an activation may have registered it', { id: 'mi-1' }, 'info'],
    ['that node is lost', { id: 'mi-1', ping: 'ConnectionLost' }, 'fail'],
    ['it has another address', { id: 'mi-1', address: '10.0.1.6' }, 'fail'],
  ] as const) {
    it(`is ${verdict} where ${what}`, async () => {
      const known = is([fakeNode({ address: '10.0.1.5', ...node })]);
      await finding(
        notManaged,
        regionOf({ instances: is([fakeInstance()]), nodes: known }),
        `${verdict} instance.not-managed i-1`,
      );
    });
  }

  it('advises a profile where there is none, and else to look at its role, agent and network', async () => {
    const adviceFor = async (instance: ReturnType<typeof fakeInstance>) =>
      (await findings(notManaged, regionOf({ instances: is([instance]), nodes: is([]) })))[0]?.advice ?? '';
    assert.match(await adviceFor(bareInstance()), /^give it an instance profile .*\(session-manager policy instance\)/);
    assert.match(await adviceFor(fakeInstance()), /the role of its instance profile may register.*ssm endpoint/);
  });

  it('is not known where instances or nodes may not be listed', async () => {
    await isDenied(notManaged, regionOf({ instances: denied, nodes: is([]) }));
    await isDenied(notManaged, regionOf({ instances: is([fakeInstance()]), nodes: denied }));
  });
});

describe('check instance.ping-lost', () => {
  it('has nothing to look at where there is no node', async () => {
    assert.equal(await pingLost.run(regionOf({ nodes: is([]) })), undefined);
  });

  it('fails for each node that is not heard of, and says what AWS calls it', async () => {
    const pings = ['Online', 'ConnectionLost', 'Inactive', ''];
    const facts = regionOf({
      nodes: is(pings.map((ping, index) => fakeNode({ id: `i-${index}`, ping }))),
      instances: is(pings.map((_, index) => fakeInstance({ id: `i-${index}` }))),
    });
    const found = await findings(pingLost, facts);
    assert.deepEqual(
      briefly(found),
      ['1', '2', '3'].map((index) => `fail instance.ping-lost i-${index}`),
    );
    assert.deepEqual(
      found.map(({ summary }) => /\((.*)\)/.exec(summary)?.[1]),
      ['ConnectionLost', 'Inactive', 'no ping'],
    );
    assert.match(found[0]?.advice ?? '', /ssm-cli get-diagnostics/);
  });

  it('does not miss a node whose instance was stopped, but a hybrid one', async () => {
    const lost = ['i-1', 'mi-1'].map((id) => fakeNode({ id, ping: 'ConnectionLost' }));
    const facts = regionOf({ nodes: is(lost), instances: is([]) });
    await finding(pingLost, facts, 'fail instance.ping-lost mi-1');
  });

  it('does not know whether nodes run where instances may not be listed, but a hybrid one has none', async () => {
    const lost = ['i-1', 'mi-1'].map((id) => fakeNode({ id, ping: 'ConnectionLost' }));
    const facts = regionOf({ nodes: is([...lost, fakeNode({ id: 'i-2' })]), instances: denied });
    const found = await findings(pingLost, facts);
    assert.deepEqual(briefly(found), ['fail instance.ping-lost mi-1', 'unknown instance.ping-lost i-1']);
    const unknown = found.find(({ verdict }) => verdict === 'unknown');
    assert.match(unknown?.advice ?? '', /ec2:DescribeInstances/);
    assert.deepEqual(unknown?.unread, ['ec2:DescribeInstances']);
  });

  it('is not known where nodes may not be listed', () => isDenied(pingLost, regionOf({ nodes: denied })));
});

describe('check instance.not-connected', () => {
  it('has nothing to look at where there is no node, and probes none', async () => {
    assert.equal(await notConnected.run(regionOf({ nodes: is([]) })), undefined);
  });

  it('finds nothing where all nodes hold a channel', async () => {
    assert.deepEqual(
      await findings(notConnected, regionOf({ nodes: is([fakeNode()]), channels: is(fakeChannels()) })),
      [],
    );
  });

  it('fails for each node that holds none', async () => {
    const facts = regionOf({
      nodes: is([fakeNode()]),
      channels: is(fakeChannels(['i-1', 'mi-1'].map((id) => fakeNode({ id })))),
    });
    const found = await findings(notConnected, facts);
    assert.deepEqual(briefly(found), ['fail instance.not-connected i-1', 'fail instance.not-connected mi-1']);
    assert.match(found[0]?.advice ?? '', /ssmmessages/);
  });

  it('is not known where nodes may not be listed or probed', async () => {
    await isDenied(notConnected, regionOf({ nodes: denied }));
    await isDenied(notConnected, regionOf({ nodes: is([fakeNode()]), channels: denied }));
  });

  it('says how many were asked, where that is not all', async () => {
    const sampled = (overrides: Partial<Channels>) =>
      notConnected.sampled?.(regionOf({ channels: is(fakeChannels([], overrides)) }));
    assert.equal(await sampled({ online: 50, asked: 50 }), undefined);
    assert.deepEqual(await sampled({ online: 2000, asked: 50, doubtful: 7 }), { asked: 50, of: 2000, doubtful: 7 });
  });
});
