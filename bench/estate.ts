// A large estate: every account in every region, as setup leaves it.
import { readFileSync, writeFileSync } from 'node:fs';
import type { State } from '../src/sandbox/state/state.ts';

export const ESTATE_REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];

const accountAt = (index: number): string => String(200_000_000_000 + index);

/** Writes a state in which so many accounts of an organization are as the one account of another state is. */
export function copyAccount(from: string, to: string, count: number): void {
  const state = JSON.parse(readFileSync(from, 'utf8')) as State;
  const [[id, regions] = []] = Object.entries(state.accounts);
  if (id === undefined || !state.organization) throw new Error(`${from} holds no account`);
  const text = JSON.stringify(regions);
  const ids = Array.from({ length: count }, (_, index) => accountAt(index));
  const [model] = state.organization.accounts;
  const copies = ids.map((copy) => [copy, JSON.parse(text.replaceAll(id, copy)) as object]);
  const accounts = ids.map((copy, index) => ({
    ...model,
    id: copy,
    name: `account-${index}`,
    email: `a${index}@example.com`,
  }));
  const management = state.organization.accounts.filter((one) => one.id === state.organization?.managementAccount);
  const organization = { ...state.organization, accounts: [...management, ...accounts] };
  writeFileSync(to, JSON.stringify({ ...state, accounts: Object.fromEntries(copies), organization }));
}
