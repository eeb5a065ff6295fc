import { resolve } from 'node:path';
import { organizationInputs } from '../inputs/tables/organization.ts';
import type { RawScope } from '../targets/scope.ts';

/** Flags that decide where a node is, and how it is reached. */
export type WayFlags = RawScope & {
  readonly sandbox?: boolean;
  readonly debug?: boolean;
  readonly plugin?: boolean;
  readonly reason?: string | undefined;
};

const ORGANIZATION = Object.keys(organizationInputs) as readonly (keyof typeof organizationInputs)[];
const ACCOUNTS = ['profiles', 'accounts', 'exclude-accounts', ...ORGANIZATION, 'role-name'] as const;
const TEXTS = [...ACCOUNTS, 'regions', 'timeout', 'reason'] as const;
const SWITCHES = ['region-unchecked', 'sandbox', 'debug', 'plugin'] as const;

/** Writes flags as words, for another command of ours. The external ID is a secret: words are seen by everybody on this machine. */
export const flagWords = (flags: WayFlags): readonly string[] => [
  ...TEXTS.flatMap((name) => {
    const value = flags[name];
    if (value === undefined) return [];
    const text = [value].flat().join();
    return [`--${name}`, name === 'accounts' || name === 'exclude-accounts' ? fromAnywhere(text) : text];
  }),
  ...SWITCHES.flatMap((name) => (flags[name] ? [`--${name}`] : [])),
];

// Whoever runs it does so in another folder.
const fromAnywhere = (value: string): string =>
  value
    .split(',')
    .map((item) => item.replace(/^(\s*)@(.+)$/, (_, space: string, file: string) => `${space}@${resolve(file)}`))
    .join(',');

/** Flags that say which accounts, as if none was given. */
export const anyAccount: Readonly<Partial<Record<(typeof ACCOUNTS)[number], undefined>>> = Object.fromEntries(
  ACCOUNTS.map((name) => [name, undefined]),
);

/** Gives the words that run us again, from wherever we were started: a checkout, a package, npx. */
export const ownProgram = (): readonly string[] => [process.execPath, ...process.execArgv, process.argv[1] ?? ''];

/** Follows `name.region.profile` to the name, and flags that lead there; any other name stays, with the flags that were given. */
export async function followName<Flags extends WayFlags>(
  flags: Flags,
  text: string,
): Promise<{ readonly name: string; readonly flags: Flags }> {
  if (!/^.+\.[a-z]+(-[a-z]+)+-\d+\./.test(text)) return { name: text, flags };
  const [{ readPlacedName }, { isRegion }, { readConfigFiles }] = await Promise.all([
    import('../session/placed-name.ts'),
    import('../aws/regions.ts'),
    import('../aws/config-files.ts'),
  ]);
  const { profiles } = await readConfigFiles();
  const isSandbox = (profile: string): boolean => flags.sandbox === true && profile === SANDBOX;
  const placed = readPlacedName(text, isRegion, (profile) => isSandbox(profile) || profiles.has(profile));
  if (!placed) return { name: text, flags };
  const { name, region, profile } = placed;
  const at = { ...flags, ...anyAccount, regions: [region], 'external-id': undefined };
  return { name, flags: { ...at, profiles: isSandbox(profile) ? undefined : [profile] } };
}

/** What stands for a profile in names of nodes of the sandbox. */
const SANDBOX = 'sandbox';

/** Lists what names of nodes may end with: the profiles of `~/.aws`, or what stands for one in the sandbox. */
export async function endsOfNames({ sandbox }: WayFlags): Promise<readonly string[]> {
  if (sandbox) return [SANDBOX];
  const { readConfigFiles } = await import('../aws/config-files.ts');
  return [...(await readConfigFiles()).profiles.keys()];
}
