import { readFile, stat } from 'node:fs/promises';
import type { State } from '../state/state.ts';
import { SeedError } from './mistakes.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** What is made up, by name. */
const MADE_UP: Readonly<Record<string, string>> = { fleet: 'the fleet', organization: 'a large organization' };

/** Says what a seed is: `the fleet`, or the file itself. */
export const seedInWords = (name: string): string => (Object.hasOwn(MADE_UP, name) ? (MADE_UP[name] ?? name) : name);

/** Reads the state of this name: that of the fleet or of the large organization, or one that a person wrote into a file. Throws a SeedError for a file that cannot be read or is wrong. */
export async function stateNamed(name: string): Promise<State> {
  if (name === 'fleet') return (await import('../fleet/fleet.ts')).fleetState();
  if (name === 'organization') return organizationState();
  const content = await textOf(name).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === undefined ? error.message : (REASONS[error.code] ?? error.code);
    throw new SeedError([`it can be ${Object.keys(MADE_UP).join(' or ')}, or a file that can be read: ${why}`], {
      cause: error,
    });
  });
  return (await import('./seed.ts')).parseSeed(content);
}

async function organizationState(): Promise<State> {
  const [{ fleetState }, { madeUpOrganization }] = await Promise.all([
    import('../fleet/fleet.ts'),
    import('../fleet/organization.ts'),
  ]);
  return { ...fleetState(), organization: madeUpOrganization() };
}

async function textOf(file: string): Promise<string> {
  const found = await stat(file);
  // It may never end, as /dev/zero does not. A pipe, which a shell makes of `<(…)`, does.
  if (found.isCharacterDevice() || found.isBlockDevice()) throw new Error('it is a device');
  return readFile(file, 'utf8');
}
