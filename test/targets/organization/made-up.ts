import { Organizations } from '../../../src/aws/clients/organizations.ts';
import { connect } from '../../../src/aws/connection.ts';
import type { Faults } from '../../../src/sandbox/door/faults.ts';
import { sandboxHandler } from '../../../src/sandbox/door/handler.ts';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';
import { fleetState } from '../../../src/sandbox/fleet/fleet.ts';
import { madeUpOrganization } from '../../../src/sandbox/fleet/organization.ts';
import type { Organization } from '../../../src/sandbox/state/organization.ts';
import { emptyState, type State } from '../../../src/sandbox/state/state.ts';
import { patience } from '../../../src/targets/organization/patience.ts';
import { type OrganizationReader, readerFrom } from '../../../src/targets/organization/reader.ts';

export const ROOT = 'r-abcd';
export const WORKLOADS = 'ou-abcd-11111111';
export const PAYMENTS = 'ou-abcd-22222222';

/** The small organization, with what is changed in it. */
export const small = (changes: Partial<Organization> = {}): State => {
  const state = emptyState();
  if (state.organization) Object.assign(state.organization, changes);
  return state;
};

/** A large organization: 100 accounts a page would be one; Organizations gives 20. */
export const large = (accounts: number, changes: Partial<Organization> = {}): State => {
  const state = { ...fleetState(0), organization: madeUpOrganization(accounts) };
  if (state.organization) Object.assign(state.organization, { emptyPages: undefined }, changes);
  return state;
};

/** Reads a made-up organization as the owner of these credentials, and remembers the calls. */
export function readerOn(
  state: State,
  { account = '123456789012', faults = {} }: { readonly account?: string; readonly faults?: Faults } = {},
): { readonly reader: OrganizationReader; readonly calls: readonly string[] } {
  const calls: string[] = [];
  const client = connect(
    Organizations,
    {
      handler: sandboxHandler(createSandbox({ state, faults })),
      readOnly: true,
      trace: ({ operation }) => calls.push(operation),
    },
    {
      place: 'here',
      region: 'us-east-1',
      credentials: () => Promise.resolve({ accessKeyId: account, secretAccessKey: 'sandbox' }),
    },
  );
  return { reader: readerFrom(client, patience(300, new AbortController().signal)), calls };
}

/** Counts calls by their names. */
export function tally(calls: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}
