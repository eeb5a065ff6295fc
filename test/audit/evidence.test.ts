import assert from 'node:assert/strict';
import { shownBy, worksUnder } from '../../src/audit/evidence.ts';
import type { NodeRole } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Node } from '../../src/facts/nodes.ts';
import { fakeInstance } from '../checks/facts.ts';
import { aRole, bareInstance, denied, is, regionOf } from '../checks/observed.ts';

const node = (id: string, ping = 'Online', role?: string): Node => ({
  id,
  ping,
  agentVersion: '3.3.0.0',
  platform: 'Linux',
  ...(role !== undefined && { role }),
});
const WEB = fakeInstance({ id: 'i-web' });
const BARE = bareInstance({ id: 'i-bare' });
const place = (overrides: Partial<RegionAudit>): RegionAudit =>
  regionOf({ instances: is([WEB, BARE]), hostManagementRole: is(undefined), ...overrides });
const under = (source: NodeRole['source'], overrides: Partial<RegionAudit>) =>
  worksUnder({ role: aRole(), source, regions: [], usedIn: new Set(), unreadIn: new Set() }, place(overrides));

describe('a node that is online', () => {
  it('shows that its role works: that of its profile, of Default Host Management or of its activation', async () => {
    assert.equal(await under('profile', { nodes: is([node('i-web')]) }), true);
    assert.equal(await under('host-management', { nodes: is([node('i-bare')]) }), true);
    assert.equal(await under('activation', { nodes: is([node('mi-1', 'Online', 'service-role/web')]) }), true);
  });

  it('shows nothing of another role, of one that it may not use, or where it is not online or not known', async () => {
    const on = { hostManagementRole: is('service-role/Managed') };
    for (const [source, overrides] of [
      ['profile', { nodes: is([node('i-bare')]) }],
      ['profile', { nodes: is([node('i-web', 'ConnectionLost')]) }],
      ['profile', { nodes: is([node('i-web')]), ...on }],
      ['profile', { nodes: denied }],
      ['host-management', { nodes: is([node('i-web')]) }],
      ['activation', { nodes: is([node('mi-1', 'Online', 'other'), node('i-web', 'Online', 'web')]) }],
    ] as const) {
      assert.equal(await under(source, overrides), false, source);
    }
  });

  it('shows what it does all the time, and of data channels what depends on the same keys', () => {
    const asked = [
      { action: 'ssm:UpdateInstanceInformation', keys: ['a'] },
      { action: 'ssmmessages:OpenControlChannel', keys: ['a', 'b'] },
      { action: 'ssmmessages:OpenDataChannel', keys: ['b'] },
      { action: 'ssmmessages:CreateDataChannel', keys: ['b', 'c'] },
    ];
    assert.deepEqual(asked.map(shownBy(asked)), [true, true, true, false]);
  });
});
