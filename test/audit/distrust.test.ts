import assert from 'node:assert/strict';
import { distrustOf } from '../../src/audit/distrust.ts';
import type { NodeRole } from '../../src/audit/node-roles.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';
import { aRole, denied, is, regionOf } from '../checks/observed.ts';

const region = (name: string, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({ instances: is([fakeInstance()]), hostManagementRole: is(undefined), nodes: is([]), ...overrides }, name);

const trusting = (Service: string) =>
  aRole({ trust: { Statement: [{ Effect: 'Allow', Principal: { Service }, Action: 'sts:AssumeRole' }] } });

/** `no: 2 nodes in eu-west-1 us-east-1` */
const found = async (service: string, ...regions: readonly RegionAudit[]): Promise<readonly string[]> => {
  const node: NodeRole = {
    role: trusting(service),
    source: 'profile',
    regions,
    usedIn: new Set(regions),
    unreadIn: new Set(),
  };
  return (await distrustOf([node])).map(
    ({ answer, nodes, online, regions: where }) =>
      `${answer}: ${nodes?.length} nodes in ${where.map(({ target }) => target.region).join(' ')}${online ? ', online' : ''}`,
  );
};

describe('roles that do not trust the service', () => {
  it('are counted with their nodes over all regions in which it is the same', async () => {
    const two = is([fakeInstance(), fakeInstance({ id: 'i-2' })]);
    assert.deepEqual(
      await found('lambda.amazonaws.com', region('eu-west-1'), region('us-east-1', { instances: two })),
      ['no: 3 nodes in eu-west-1 us-east-1'],
    );
    assert.deepEqual(await found('ec2.amazonaws.com', region('eu-west-1')), []);
  });

  it('are told with the nodes that are still online', async () => {
    const online = region('eu-west-1', { nodes: is([fakeNode()]) });
    assert.deepEqual(await found('lambda.amazonaws.com', online), ['no: 1 nodes in eu-west-1, online']);
  });

  it('are not known where it cannot be read whether nodes need them', async () => {
    for (const overrides of [{ instances: denied }, { hostManagementRole: denied }]) {
      const [told] = await found('lambda.amazonaws.com', region('eu-west-1', overrides), region('us-east-1'));
      assert.equal(told, 'no: 1 nodes in us-east-1');
      const [, doubtful] = await found('lambda.amazonaws.com', region('eu-west-1', overrides), region('us-east-1'));
      assert.match(doubtful ?? '', /^unknown: (undefined|1) nodes in eu-west-1$/);
    }
  });

  it('are not needed where Default Host Management is on', async () => {
    assert.deepEqual(
      await found('lambda.amazonaws.com', region('eu-west-1', { hostManagementRole: is('Managed') })),
      [],
    );
  });
});
