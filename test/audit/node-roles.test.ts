import assert from 'node:assert/strict';
import { type NodeRole, nodeRoles } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Role, Roles } from '../../src/facts/roles.ts';
import { accountOf, aRole, bareInstance, denied, is, regionOf } from '../checks/observed.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';

const rolesOf = (...roles: readonly Role[]): Roles => ({
  byName: new Map(roles.map((role) => [role.name, role])),
  complete: true,
});

/** A region without anything that runs under a role; what it has besides. */
const region = (name: string, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ instances: is([]), hostManagementRole: is(undefined), nodes: is([]), ...overrides }, name);

const withProfile = (name: string) => fakeInstance({ profile: `arn:aws:iam::111122223333:instance-profile/x/${name}` });

const found = async (regions: readonly RegionAudit[], ...roles: readonly Role[]): Promise<readonly NodeRole[]> => {
  const all = rolesOf(...roles);
  return nodeRoles(accountOf(regions, { role: async (name) => all.byName.get(name) }), all, regions);
};

/** `profile web: eu-west-1 us-east-1, used in us-east-1` */
const briefly = (roles: readonly NodeRole[]): readonly string[] =>
  roles.map(({ role, source, regions, usedIn, unreadIn }) => {
    const names = (facts: Iterable<RegionAudit>) => [...facts].map(({ target }) => target.region).join(' ');
    const unread = unreadIn.size > 0 ? `, unread in ${names(unreadIn)}` : '';
    return `${source} ${role.name}: ${names(regions)}, used in ${names(usedIn)}${unread}`;
  });

describe('facts roles of nodes', () => {
  it('are those of instance profiles, in every region, and in use where an instance has the profile', async () => {
    const regions = [
      region('eu-west-1', { instances: is([withProfile('api')]) }),
      region('us-east-1', { instances: is([withProfile('web-2'), bareInstance()]) }),
    ];
    const web = aRole({ name: 'web', profiles: ['web', 'web-2'] });
    const roles = await found(
      regions,
      web,
      aRole({ name: 'idle', profiles: ['idle'] }),
      aRole({ name: 'ci', profiles: [] }),
    );
    assert.deepEqual(briefly(roles), [
      'profile web: eu-west-1 us-east-1, used in us-east-1',
      'profile idle: eu-west-1 us-east-1, used in ',
    ]);
  });

  it('are not in use by an instance that an activation registered, which works under another role', async () => {
    const activated = { ...withProfile('web'), privateIp: '10.0.1.9' };
    const here = region('eu-west-1', {
      instances: is([activated]),
      nodes: is([fakeNode({ id: 'mi-1', address: '10.0.1.9' })]),
    });
    assert.deepEqual(briefly(await found([here], aRole())), ['profile web: eu-west-1, used in ']);
  });

  it('are not known to be in use where instances may not be listed', async () => {
    const roles = await found([region('eu-west-1', { instances: denied })], aRole());
    assert.deepEqual(briefly(roles), ['profile web: eu-west-1, used in , unread in eu-west-1']);
  });

  it('are those of Default Host Management, where it is on; in use where an instance has no profile', async () => {
    const on = { hostManagementRole: is('service-role/Managed') };
    const regions = [
      region('eu-west-1', { ...on, instances: is([bareInstance()]) }),
      region('eu-west-2', { ...on, instances: is([withProfile('web')]) }),
      region('eu-west-3'),
      region('eu-north-1', { ...on, instances: denied }),
    ];
    assert.deepEqual(briefly(await found(regions, aRole({ name: 'Managed', profiles: [] }))), [
      'host-management Managed: eu-west-1 eu-west-2 eu-north-1, used in eu-west-1, unread in eu-north-1',
    ]);
  });

  it('are those of hybrid nodes, each once a region, and always in use', async () => {
    const hybrid = (id: string, role?: string) => fakeNode({ id, ...(role !== undefined && { role }) });
    const regions = [
      region('eu-west-1', {
        nodes: is([hybrid('mi-1', 'p/Edge'), hybrid('mi-2', 'p/Edge'), hybrid('mi-3'), hybrid('i-1', 'Other')]),
      }),
      region('us-east-1', { nodes: is([hybrid('mi-4', 'Edge')]) }),
    ];
    const roles = await found(regions, aRole({ name: 'Edge', profiles: [] }), aRole({ name: 'Other', profiles: [] }));
    assert.deepEqual(briefly(roles), ['activation Edge: eu-west-1 us-east-1, used in eu-west-1 us-east-1']);
  });

  it('are asked for in all regions at once', async () => {
    const asked: string[] = [];
    let answer: () => void = () => undefined;
    const all = new Promise<undefined>((resolve) => (answer = () => resolve(undefined)));
    const waiting = (name: string) =>
      region(name, {
        hostManagementRole: () => {
          asked.push(name);
          if (asked.length === 2) answer();
          return all;
        },
      });
    assert.deepEqual(await found([waiting('eu-west-1'), waiting('us-east-1')]), []);
    assert.deepEqual(asked, ['eu-west-1', 'us-east-1']);
  });

  it('are left out where they are not there, or it may not be read which they are', async () => {
    const gone = region('eu-west-1', {
      hostManagementRole: is('Gone'),
      nodes: is([fakeNode({ id: 'mi-1', role: 'Gone' })]),
    });
    const hidden = region('us-east-1', { hostManagementRole: denied, nodes: denied });
    assert.deepEqual(await found([gone, hidden]), []);
  });

  it('are not known where a role that is named may not be read', async () => {
    const regions = [region('eu-west-1', { hostManagementRole: is('Managed') })];
    const account = accountOf(regions, { role: denied });
    await assert.rejects(nodeRoles(account, rolesOf(), regions), { name: 'AccessDeniedException' });
  });
});
