import assert from 'node:assert/strict';
import type { AccountAudit } from '../../src/audit/account.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Gap } from '../../src/audit/gap.ts';
import { roleDoubts } from '../../src/audit/role-doubts.ts';
import type { Role } from '../../src/facts/roles.ts';
import { awsError, testTarget } from '../aws.ts';
import { fakeFacts, fakeInstance, fakeNode } from '../checks/facts.ts';
import { bareInstance } from '../checks/observed.ts';

const role = (name: string, profiles: readonly string[] = [name]): Role => ({
  name,
  arn: `arn:aws:iam::111122223333:role/${name}`,
  profiles,
  attached: () => Promise.resolve([]),
  policies: () => Promise.resolve([]),
  boundary: () => Promise.resolve(undefined),
});

const profile = (name: string): string => `arn:aws:iam::111122223333:instance-profile/team/${name}`;

const region: RegionAudit = fakeFacts({
  instances: () =>
    Promise.resolve([
      fakeInstance({ id: 'i-web', profile: profile('web') }),
      fakeInstance({ id: 'i-api', profile: profile('api') }),
      bareInstance({ id: 'i-bare' }),
      fakeInstance({ id: 'i-empty', profile: profile('empty') }),
    ]),
  nodes: () =>
    Promise.resolve([
      fakeNode({ id: 'mi-edge', role: 'service-role/edge' }),
      fakeNode({ id: 'mi-core', role: 'core' }),
    ]),
});

const ROLES = [role('web'), role('api')].map((one) => ({
  role: one,
  source: 'profile' as const,
  regions: [region],
  usedIn: new Set([region]),
}));

/** The nodes that are doubted where the audit finds this. */
async function doubted(gap: Partial<Gap> = {}): Promise<readonly string[]> {
  const found: Gap = {
    role: role('web'),
    source: 'profile',
    need: 'core',
    cause: 'missing',
    regions: [region],
    usedIn: new Set([region]),
    unreadIn: new Set(),
    actions: ['ssmmessages:OpenControlChannel'],
    byRegion: new Map(),
    ...gap,
  };
  const account = { audit: () => Promise.resolve({ roles: ROLES, gaps: [found] }) } as unknown as AccountAudit;
  const doubts = await roleDoubts(() => account)(region);
  return doubts.flatMap(({ nodes }) => [...nodes]).filter((id) => id !== 'i-empty');
}

describe('doubts about roles', () => {
  it('are about the nodes of a role that may not register or open channels, or not certainly', async () => {
    assert.deepEqual(await doubted(), ['i-web']);
    assert.deepEqual(await doubted({ cause: 'organization' }), ['i-web']);
    assert.deepEqual(await doubted({ role: role('host'), source: 'host-management' }), ['i-bare']);
    assert.deepEqual(await doubted({ role: role('edge'), source: 'activation' }), ['mi-edge']);
  });

  it('are not there where it lacks something else, or in another region', async () => {
    assert.deepEqual(await doubted({ need: 'logs' }), []);
    const elsewhere = fakeFacts({ target: { ...testTarget(), region: 'ap-south-1' } });
    assert.deepEqual(await doubted({ regions: [elsewhere] }), []);
  });

  it('are about the instances whose profile hands out no role', async () => {
    const account = { audit: () => Promise.resolve({ roles: ROLES, gaps: [] }) } as unknown as AccountAudit;
    const [empty, ...more] = await roleDoubts(() => account)(region);
    assert.deepEqual([[...(empty?.nodes ?? [])], more], [['i-empty'], []]);
  });

  it('are not there where there is no audit, and not known where it fails', async () => {
    assert.deepEqual(await roleDoubts(() => undefined)(region), []);
    const denied = awsError('AccessDenied');
    const account = { audit: () => Promise.reject(denied) } as unknown as AccountAudit;
    await assert.rejects(roleDoubts(() => account)(region), denied);
  });
});
