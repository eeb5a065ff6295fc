import assert from 'node:assert/strict';
import type { ListedNode, NodeListing } from '../../src/engine/nodes.ts';
import { NODE_FORMATS } from '../../src/render/nodes.ts';
import { PLAIN } from './reports.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');

const node = (more: Partial<ListedNode> = {}): ListedNode => ({
  id: 'i-0123456789abcdef0',
  name: 'web-1',
  state: 'online',
  lastPing: '2026-08-01T11:59:00.000Z',
  platform: 'Linux',
  system: 'Amazon Linux 2023',
  agentVersion: '3.3.3050.0',
  address: '10.0.1.10',
  computer: 'ip-10-0-1-10.internal',
  ...more,
});

const listing = (...nodes: readonly ListedNode[]): NodeListing => ({
  command: 'nodes',
  targets: [{ account: '111122223333', region: 'us-east-1', status: 'listed', nodes }],
  summary: { targets: 1, listed: 1, failed: 0, skipped: 0, nodes: nodes.length, online: 1 },
});

const text = (width: number, ...nodes: readonly ListedNode[]): readonly string[] =>
  NODE_FORMATS.text(listing(...nodes), { width, paint: PLAIN, now: NOW }).split('\n');

describe('nodes', () => {
  it('are a line each, with the system where there is room for it', () => {
    assert.deepEqual(text(80, node()), [
      'id                   name   state   platform  agent       address',
      'i-0123456789abcdef0  web-1  online  Linux     3.3.3050.0  10.0.1.10',
      '',
      '1 target: 1 node, 1 online',
    ]);
    assert.match(text(120, node())[1] ?? '', /Amazon Linux 2023/);
  });

  it('that are not online say since when', () => {
    assert.match(text(80, node({ state: 'lost', lastPing: '2026-08-01T09:00:00.000Z' }))[1] ?? '', / lost 3 h /);
    assert.match(text(80, node({ state: 'inactive', lastPing: null }))[1] ?? '', / inactive /);
  });

  it('fit the width, whatever their names', () => {
    const long = node({
      id: 'mi-0123456789abcdef0',
      name: 'a-name-that-is-as-long-as-a-tag-may-be-and-then-some-more',
      platform: 'Windows',
      state: 'lost',
      lastPing: '2026-07-03T09:00:00.000Z',
      system: 'Microsoft Windows Server 2022 Datacenter 10.0.20348',
      address: '2001:db8:85a3:8d3:1319:8a2e:370:7348',
    });
    for (const width of [80, 120]) for (const line of text(width, long)) assert.ok(line.length <= width, line);
  });

  it('without a name have that of their DNS, and what a terminal obeys is shown', () => {
    assert.match(text(80, node({ name: null }))[1] ?? '', /ip-10-0-1/);
    assert.match(text(80, node({ name: null, computer: null }))[1] ?? '', / {2}- +online/);
    assert.match(text(80, node({ name: 'x\u001B[2Jy' }))[1] ?? '', /x\\x1b\[2Jy/);
  });

  it('have a row each in the other formats', () => {
    const options = { width: 80, paint: PLAIN, now: NOW };
    assert.equal(
      `${NODE_FORMATS.csv(listing(node()), options)}\n`.split('\r\n')[1],
      '111122223333,us-east-1,i-0123456789abcdef0,web-1,online,2026-08-01T11:59:00.000Z,Amazon Linux 2023,3.3.3050.0,10.0.1.10,ip-10-0-1-10.internal',
    );
    assert.match(
      NODE_FORMATS.markdown(listing(node()), options),
      /^\| 111122223333 \| us-east-1 \| `i-0123456789abcdef0` \| web-1 /m,
    );
  });
});
