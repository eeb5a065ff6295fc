import { isMissing, type ListedAccount, type OrganizationReader } from './reader.ts';

/** What was found below some units. */
export interface Found {
  /** Each account once, without those below the excluded units. */
  readonly accounts: readonly ListedAccount[];
  /** The units that were named, and that the organization does not have. */
  readonly unknown: readonly string[];
}

interface Wish {
  /** Units and roots. */
  readonly tops: readonly string[];
  readonly excluded?: readonly string[];
  /** Set if the units above each account are to be found, up to the root. */
  readonly paths?: boolean;
}

/**
 * Reads the accounts below units, at any depth: one list of accounts and one of units for each, and nothing of what is beside them.
 * What is above the units that are named is asked for only where it matters: for the paths of accounts, and for what is excluded.
 */
export async function accountsBelow(
  reader: OrganizationReader,
  { tops, excluded = [], paths = false }: Wish,
): Promise<Found> {
  const met = new Set<string>();
  const opened = new Set<string>();
  const unknown = new Set<string>();
  const accounts = new Map<string, ListedAccount>();

  const open = async (unit: string, above: readonly string[] | undefined): Promise<void> => {
    met.add(unit);
    if (excluded.includes(unit) || opened.has(unit)) return;
    opened.add(unit);
    const orgUnits = above && [...above, unit];
    const [listed, units] = await Promise.all([reader.accountsIn(unit), reader.unitsIn(unit)]);
    for (const { member, ...rest } of listed) {
      if (!accounts.has(member.id)) {
        accounts.set(member.id, { ...rest, member: { ...member, ...(orgUnits && { orgUnits }) } });
      }
    }
    // A unit can be gone by the time it is opened.
    await Promise.all(units.map((below) => unlessMissing(() => open(below, orgUnits))));
  };
  const openTop = async (top: string): Promise<void> => {
    const above = paths || excluded.length > 0 ? await unitsAbove(reader, top) : undefined;
    for (const unit of above ?? []) met.add(unit);
    if (!above?.some((unit) => excluded.includes(unit))) await open(top, above);
  };
  await Promise.all(tops.map(async (top) => (await unlessMissing(() => openTop(top))) || unknown.add(top)));
  await Promise.all(
    excluded
      .filter((unit) => !met.has(unit))
      .map(async (unit) => (await unlessMissing(() => unitsAbove(reader, unit))) || unknown.add(unit)),
  );
  return { accounts: [...accounts.values()], unknown: [...tops, ...excluded].filter((unit) => unknown.has(unit)) };
}

/** Lists the units above another one, from the root down; none for a root. */
async function unitsAbove(reader: OrganizationReader, unit: string): Promise<readonly string[]> {
  const above: string[] = [];
  let parent = unit.startsWith('r-') ? undefined : await reader.parentOf(unit);
  while (parent !== undefined && !above.includes(parent)) {
    above.unshift(parent);
    parent = parent.startsWith('r-') ? undefined : await reader.parentOf(parent);
  }
  return above;
}

/** Resolves to false where something that is named is not there. */
async function unlessMissing(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
