import assert from 'node:assert/strict';
import { readSenders } from '../../../src/checks/vpc/senders.ts';
import type { Roles } from '../../../src/facts/roles.ts';
import { ACCOUNT } from '../../aws.ts';
import { fakeInstance } from '../facts.ts';
import { aRole, bareInstance, denied, is } from '../observed.ts';
import { aNetwork, endpointsWith } from './networks.ts';

const ROLES: Roles = {
  complete: true,
  byName: new Map(['web', 'managed'].map((name) => [name, aRole({ name, profiles: name === 'web' ? ['web'] : [] })])),
};
const unread = (): Promise<never> => Promise.reject(new assert.AssertionError({ message: 'it is not to be read' }));
const about = (principal: string) => {
  const policy = JSON.stringify({
    Statement: [{ Effect: 'Allow', Principal: { AWS: principal }, Action: '*', Resource: '*' }],
  });
  return aNetwork({ endpoints: endpointsWith('logs', { policy }) });
};
const NAMED = about(`arn:aws:iam::${ACCOUNT}:role/web`);

describe('senders', () => {
  it('are not read where no policy depends on them', async () => {
    const facts = { roles: unread, hostManagementRole: unread };
    for (const network of [aNetwork(), about(ACCOUNT)]) {
      assert.deepEqual([...(await readSenders(facts, [fakeInstance()], network))], []);
    }
  });

  it('have the role of their profile, or that of Default Host Management', async () => {
    const facts = { roles: is(ROLES), hostManagementRole: is('service-role/managed') };
    const instances = [
      fakeInstance(),
      bareInstance({ id: 'i-2' }),
      fakeInstance({ id: 'i-3', profile: 'arn:aws:iam::1:instance-profile/gone' }),
    ];
    const senders = await readSenders(facts, instances, NAMED);
    assert.deepEqual(
      [...senders].map(([id, { name }]) => [id, name]),
      [
        ['i-1', 'web'],
        ['i-2', 'managed'],
      ],
    );
  });

  it('are not known where roles may not be read', async () => {
    assert.deepEqual(
      [...(await readSenders({ roles: denied, hostManagementRole: unread }, [fakeInstance()], NAMED))],
      [],
    );
  });
});
