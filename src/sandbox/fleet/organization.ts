import type { Organization, OrganizationAccount, OrganizationalUnit } from '../state/organization.ts';

const ROOT = 'r-abcd';
const MANAGEMENT = '123456789012';

const unitId = (number: number): string => `ou-abcd-${String(number).repeat(8)}`;

/** Units by number; those of `workloads` are five deep. */
const UNITS: readonly (readonly [number: number, name: string, parent: number | undefined])[] = [
  [1, 'workloads', undefined],
  [2, 'production', 1],
  [3, 'retail', 2],
  [4, 'europe', 3],
  [5, 'shops', 4],
  [6, 'test', 1],
  [7, 'sandbox', undefined],
  [8, 'suspended', undefined],
];

/** The accounts that are named, and are not like the others. */
const NAMED: readonly Partial<OrganizationAccount>[] = [
  { id: MANAGEMENT, name: 'management' },
  { id: '111111111111', name: 'audit', unit: unitId(1), tags: { env: 'prod', team: 'security' } },
  { id: '222222222222', name: 'production', unit: unitId(1), tags: { env: 'prod', team: 'platform' } },
  { id: '333333333333', name: 'Zahlungen (Köln)', unit: unitId(5), tags: { env: 'prod', team: 'zahlungen' } },
  { id: '444444444444', name: 'データ基盤', unit: unitId(4), tags: { env: 'prod', team: 'データ' } },
  { id: '555555555555', name: 'nobody gets in', unit: unitId(6), tags: { env: 'test' }, shut: true },
  { id: '666666666666', name: 'no tags', unit: unitId(7) },
  { id: '777777777777', name: 'just created', state: 'PENDING_ACTIVATION', unit: unitId(6), tags: { env: 'test' } },
  { id: '888888888888', name: 'about to close', state: 'PENDING_CLOSURE', unit: unitId(8), tags: { env: 'prod' } },
  { id: '999999999999', name: 'suspended', state: 'SUSPENDED', unit: unitId(8), tags: { env: 'prod' } },
  { id: '900000000009', name: 'closed', state: 'CLOSED', unit: unitId(8) },
];

/** The places of all others, one after the other. */
const PLACES: readonly (readonly [unit: number, env: string])[] = [
  [2, 'prod'],
  [3, 'prod'],
  [4, 'prod'],
  [5, 'prod'],
  [6, 'test'],
  [6, 'test'],
  [7, 'dev'],
];

const TEAMS = ['platform', 'payments', 'search', 'logistics', 'security'];

/**
 * Makes up a large organization: units five deep, names and tags, accounts in every state, one that cannot be entered, a region that is
 * closed to the members, a delegated administrator, and empty pages.
 */
export function madeUpOrganization(count = 120): Organization {
  const others = Array.from({ length: Math.max(0, count - NAMED.length) }, (_, index): Partial<OrganizationAccount> => {
    const [unit, env] = PLACES[index % PLACES.length] ?? [1, 'prod'];
    const team = TEAMS[index % TEAMS.length] ?? '';
    const id = String(200_000_000_000 + (index + 1) * 7919);
    return { id, name: `${team}-${env}-${index + 1}`, unit: unitId(unit), tags: { env, team } };
  });
  return {
    id: 'o-sandbox0002',
    managementAccount: MANAGEMENT,
    root: ROOT,
    units: Object.fromEntries(UNITS.map(([number, name, parent]) => [unitId(number), unit(name, parent)])),
    accounts: [...NAMED.slice(0, count), ...others].map((given, index) => account(given, index)),
    delegatedAdministrators: ['111111111111'],
    closedRegions: ['eu-north-1'],
    emptyPages: true,
  };
}

const unit = (name: string, parent: number | undefined): OrganizationalUnit => ({
  name,
  parent: parent === undefined ? ROOT : unitId(parent),
});

const account = (
  { id = '', name = id, ...given }: Partial<OrganizationAccount>,
  index: number,
): OrganizationAccount => ({
  id,
  name,
  email: `aws+${index}@example.com`,
  state: 'ACTIVE',
  joined: '2024-01-01T00:00:00.000Z',
  ...given,
});
