import { type Organization, type OrganizationAccount, type OrganizationalUnit, ROOT } from '../state/organization.ts';
import { accountId, LONG_AGO, tags } from './members.ts';
import {
  becomes,
  byName,
  type Draft,
  list,
  matching,
  object,
  oneOf,
  optional,
  type Rule,
  text,
  time,
  unless,
} from './rules.ts';
import { below, wrong } from './mistakes.ts';

const unitId = matching(/^ou-[\da-z]{4,32}-[\da-z]{8,32}$/, 'the id of a unit, as ou-abcd-11111111');
const rootId = matching(/^r-[\da-z]{4,32}$/, 'the id of a root, as r-abcd');

const member = becomes(
  object<Draft<OrganizationAccount, 'name' | 'email'>>({
    id: accountId,
    name: optional(text),
    email: optional(text),
    state: unless(() => 'ACTIVE', oneOf('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED')),
    joined: unless(() => LONG_AGO, time),
    unit: optional(unitId),
    tags: optional(tags),
    shut: optional(oneOf(true)),
  }),
  (given): OrganizationAccount => ({ name: given.id, email: `${given.name ?? given.id}@example.com`, ...given }),
);

const unit = becomes(
  object<Draft<OrganizationalUnit, 'name'>>({
    name: optional(text),
    parent: unless(() => ROOT, matching(/^(?:r|ou)-/, 'the id of a root or a unit')),
  }),
  (given, { names }): OrganizationalUnit => ({ name: names.at(-1) ?? '', ...given }),
);

/** The organization. Every unit that is named must be there. */
export const organization: Rule<Organization> = becomes(
  object<Organization>({
    id: unless(() => 'o-sandbox0001', text),
    managementAccount: unless(() => '123456789012', accountId),
    root: optional(rootId),
    units: optional(byName(unit, unitId)),
    accounts: list(member),
    delegatedAdministrators: optional(list(accountId)),
    closedRegions: optional(list(text)),
    emptyPages: optional(oneOf(true)),
    untold: optional(oneOf(true)),
  }),
  (given, place) => {
    const { units = {}, root = ROOT } = given;
    const known = new Set([root, ...Object.keys(units)]);
    for (const [id, { parent }] of Object.entries(units)) {
      if (!known.has(parent)) throw wrong(below(place, 'units', id, 'parent'), `there is no ${parent}`);
    }
    given.accounts.forEach((account, index) => {
      if (account.unit !== undefined && !known.has(account.unit)) {
        throw wrong(below(place, 'accounts', String(index), 'unit'), `there is no ${account.unit}`);
      }
    });
    return given;
  },
);
