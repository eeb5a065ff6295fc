import { type ExplainedTarget, explainTarget, type Origins, type Source } from '../config/explain.ts';
import type { Flags } from '../config/overrides.ts';
import type { Located } from '../config/match.ts';
import type { Place } from '../aws/place.ts';
import { UserError } from '../errors.ts';
import { knownPlaces, type Scope } from '../targets/scope.ts';
import type { Configured } from './config-file.ts';
import { isTyped } from './environment.ts';
import type { Foresee } from './overriding.ts';

/** The command line, as far as it matters where values come from. */
interface Line {
  readonly flags: Flags;
  readonly known: Readonly<Record<string, { readonly char?: string | undefined; readonly env?: string | undefined }>>;
  readonly argv: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

/** Tells where the values of a command line come from. */
export function originsOf({ flags, known, argv, environment }: Line, configured: Configured | undefined): Origins {
  return {
    flags,
    ...(configured && { config: configured.config }),
    applied: new Set(Object.keys(configured?.values ?? {})),
    given(name): Source | undefined {
      const flag = known[name];
      if (!flag) return undefined;
      if (isTyped(name, flag, argv)) return { from: 'flag' };
      return flag.env !== undefined && environment[flag.env] ? { from: 'environment', variable: flag.env } : undefined;
    },
  };
}

/** Says what holds in a target. */
export function explained(
  origins: Origins,
  foresee: Foresee | undefined,
  place: Located & { readonly profile?: string },
): ExplainedTarget {
  const { account, member, profile, region } = place;
  const about = {
    account: account === undefined || account === 'all' ? null : account,
    ...(member?.name !== undefined && { accountName: member.name }),
    ...(profile !== undefined && { profile }),
    region,
  };
  if (!foresee) return { ...about, values: explainTarget(origins, { flags: origins.flags, overridden: new Map() }) };
  try {
    const { flags, overridden, doubts } = foresee(place);
    const unknown = doubts.map(({ override, unknown: because }) => ({ override: override.number, because }));
    const values = explainTarget(origins, { flags: { ...flags }, overridden });
    return { ...about, values, ...(unknown.length > 0 && { unknown }) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...about, values: {}, error: error.message };
  }
}

/** Lists the targets of a scope as far as they are known without a call. `complete`: nothing would be known better with one. */
export function knownOnes(
  scope: Scope,
  foresee: Foresee | undefined,
): { readonly places: readonly Place[]; readonly complete: boolean } {
  const places = knownPlaces(scope);
  const isKnown = (place: Place): boolean => place.account !== 'all' && !foresee?.(place).doubts.length;
  return { places, complete: places.every(isKnown) };
}
