import { closest, distance } from 'fastest-levenshtein';
import type { ConfigFiles } from '../aws/config-files.ts';
import { UserError } from '../errors.ts';
import { invalid } from '../inputs/values.ts';

/** A profile of `~/.aws`, and its region if it has one. */
export interface Profile {
  readonly name: string;
  readonly region?: string;
}

/** Checks that the files of `~/.aws` can be read and understood. Throws a UserError that names file and line. */
export function checkFiles({ faults }: ConfigFiles): void {
  const [fault] = faults;
  if (fault !== undefined) throw new UserError('invalid-config', fault);
}

/** Finds a profile by its name. Throws a UserError if there is none, or if the files cannot be read. */
export function findProfile(flag: string, name: string, files: ConfigFiles): Profile {
  checkFiles(files);
  const { profiles, missing, misspelled } = files;
  const found = profiles.get(name);
  if (!found) {
    const names = [...profiles.keys()];
    const near = nearestProfile(name, names);
    const known = names.length > 0 ? `the profiles are ${names.join(', ')}` : 'no profile is configured in ~/.aws';
    const why = [
      'there is no such profile',
      near === undefined ? undefined : `did you mean ${near}?`,
      misspelled.get(name),
      ...missing,
      known,
    ];
    const suggestions = near === undefined ? names : [near, ...names.filter((other) => other !== near)];
    throw invalid(flag, name, why.filter((part) => part !== undefined).join('; '), suggestions);
  }
  const { region } = found;
  return { name, ...(region !== undefined && { region }) };
}

function nearestProfile(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const nearest = closest(name, names);
  return distance(name, nearest) <= Math.min(name.length - 1, Math.max(2, Math.floor(name.length / 3)))
    ? nearest
    : undefined;
}
