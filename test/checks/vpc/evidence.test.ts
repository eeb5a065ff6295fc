import assert from 'node:assert/strict';
import { evidenceOf } from '../../../src/checks/vpc/evidence.ts';
import type { Node } from '../../../src/facts/nodes.ts';
import { awsError } from '../../aws.ts';
import { fakeChannels, fakeFacts, fakeInstance, fakeNode } from '../facts.ts';
import { aHost } from './networks.ts';

const HOSTS = [aHost(), aHost({ instance: fakeInstance({ id: 'i-2' }) })];
const BOTH = [fakeNode(), fakeNode({ id: 'i-2' })];
const DENIED = awsError('AccessDeniedException');

const evidence = (nodes: readonly Node[], unconnected?: () => Promise<readonly Node[]>) =>
  evidenceOf(fakeFacts(unconnected && { channels: async () => fakeChannels(await unconnected()) }), nodes);

describe('evidence', () => {
  it('for ssm is that all are online; the channels are not asked for', async () => {
    assert.equal(await evidence(BOTH)('ssm', HOSTS), true);
    assert.equal(await evidence([fakeNode()])('ssm', HOSTS), false);
    assert.equal(await evidence([fakeNode(), fakeNode({ id: 'i-2', ping: 'ConnectionLost' })])('ssm', HOSTS), false);
    assert.equal(await evidence([fakeNode()])('ssm', HOSTS.slice(0, 1)), true);
  });

  it('for ssmmessages is that all have a channel', async () => {
    assert.equal(await evidence(BOTH, () => Promise.resolve([]))('ssmmessages', HOSTS), true);
    const second = () => Promise.resolve([fakeNode({ id: 'i-2' })]);
    assert.equal(await evidence(BOTH, second)('ssmmessages', HOSTS), false);
    assert.equal(await evidence(BOTH, second)('ssmmessages', HOSTS.slice(0, 1)), true);
    assert.equal(await evidence([])('ssmmessages', HOSTS), false);
  });

  it('for ssmmessages holds of nodes that were not asked where those like them have a channel', async () => {
    const sampled = fakeChannels([], { online: 100, asked: 50, holds: (id) => id === 'i-2' });
    const byKind = evidenceOf(fakeFacts({ channels: () => Promise.resolve(sampled) }), BOTH);
    assert.equal(await byKind('ssmmessages', HOSTS.slice(1)), true);
    assert.equal(await byKind('ssmmessages', HOSTS), false);
  });

  it('is none for what Systems Manager does not know', async () => {
    for (const service of ['ec2messages', 'kms', 'logs', 's3'] as const) {
      assert.equal(await evidence(BOTH)(service, HOSTS), false);
    }
  });

  it('is none where channels may not be read, and other failures are passed on', async () => {
    assert.equal(await evidence(BOTH, () => Promise.reject(DENIED))('ssmmessages', HOSTS), false);
    const broken = () => Promise.reject(awsError('InternalServerError'));
    await assert.rejects(evidence(BOTH, broken)('ssmmessages', HOSTS), { name: 'InternalServerError' });
  });
});
