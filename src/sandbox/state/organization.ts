import type { Tags } from './tags.ts';

/** An organization, as Organizations knows it. */
export interface Organization {
  id: string;
  managementAccount: string;
  /** The id of the root; absent in states of former versions. */
  root?: string;
  /** Organizational units, by id; absent where there are none. */
  units?: Record<string, OrganizationalUnit>;
  accounts: OrganizationAccount[];
  /** The member accounts that may read the organization, as the management account may. */
  delegatedAdministrators?: string[];
  /** The regions that a service control policy closes to the members. */
  closedRegions?: string[];
  /** Set if every page of a list comes after an empty one. */
  emptyPages?: true;
  /** Set if nobody has said which one it is: then nobody may ask. */
  untold?: true;
}

export interface OrganizationalUnit {
  name: string;
  /** The root or the unit that it is in. */
  parent: string;
}

export interface OrganizationAccount {
  id: string;
  name: string;
  email: string;
  state: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';
  joined: string;
  /** The unit that it is in; absent: the root. */
  unit?: string;
  /** Absent where there are none. */
  tags?: Tags;
  /** Set if no role in it lets anybody in. */
  shut?: true;
}

export const ROOT = 'r-abcd';

/** Makes the organization of a sandbox for which nobody has written another one. */
export function smallOrganization(): Organization {
  const account = (id: string, name: string, given: Partial<OrganizationAccount> = {}): OrganizationAccount => ({
    id,
    name,
    email: `${name}@example.com`,
    state: 'ACTIVE',
    joined: '2024-01-01T00:00:00.000Z',
    ...given,
  });
  const [workloads, payments] = ['ou-abcd-11111111', 'ou-abcd-22222222'];
  return {
    id: 'o-sandbox0001',
    managementAccount: '123456789012',
    root: ROOT,
    units: {
      [workloads]: { name: 'workloads', parent: ROOT },
      [payments]: { name: 'payments', parent: workloads },
    },
    accounts: [
      account('123456789012', 'management'),
      account('111111111111', 'development', { unit: workloads, tags: { env: 'dev', team: 'platform' } }),
      account('222222222222', 'production', { unit: workloads, tags: { env: 'prod', team: 'platform' } }),
      account('333333333333', 'payments-test', { unit: payments, tags: { env: 'test', team: 'payments' } }),
      account('444444444444', 'payments', { unit: payments, tags: { env: 'prod', team: 'payments' } }),
      account('999999999999', 'closed', { state: 'SUSPENDED', unit: workloads, tags: { env: 'prod' } }),
    ],
    untold: true,
  };
}
