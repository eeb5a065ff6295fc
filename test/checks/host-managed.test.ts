import assert from 'node:assert/strict';
import { hostManaged } from '../../src/checks/host-managed.ts';
import { fakeInstance } from './facts.ts';
import { bareInstance, is, regionOf } from './observed.ts';

describe('the instances that depend on Default Host Management', () => {
  const instances = is([bareInstance(), fakeInstance({ id: 'i-2' })]);

  it('are those without a profile', async () => {
    const facts = regionOf({ instances, hostManagementRole: is('service-role/Default') });
    assert.deepEqual([...(await hostManaged(facts))], ['i-1']);
  });

  it('are none where it is off, and no instance is read then', async () => {
    assert.deepEqual([...(await hostManaged(regionOf({ hostManagementRole: is(undefined) })))], []);
  });
});
