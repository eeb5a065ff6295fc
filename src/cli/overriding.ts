import { blamedIn, type Blamed, blameFile } from '../config/blame.ts';
import { checkRegionsOf, factsFor, type Located } from '../config/match.ts';
import type { Resolved } from '../config/overrides.ts';
import type { Asked, AskedPlace } from '../engine/order.ts';
import { UserError } from '../errors.ts';
import { parseInputs, type RawInputs } from '../inputs/inputs.ts';
import { placeLabel } from '../aws/place.ts';
import { checkKeyIn, knownPlaces, type Scope } from '../targets/scope.ts';
import type { Configured } from './config-file.ts';

/** What is asked for in a target, as far as that is known. */
export interface Foreseen extends Asked, Pick<Resolved, 'overridden' | 'doubts'> {}

export type Foresee = (place: Located & { readonly profile?: string }) => Foreseen;

/** Makes what tells what is asked for in each target. It throws a UserError where that does not go together, and blames the file for what came from there; it does not name the target, so that many with the same fault are told of once. */
export function foreseeing({ config, values: applied }: Configured, resolve: (place: Located) => Resolved): Foresee {
  const cache = new Map<Resolved, Foreseen>();
  return (place) => {
    const resolved = resolve(place);
    const { flags, overridden, doubts } = resolved;
    const before = cache.get(resolved);
    if (before) return before;
    try {
      const foreseen = { inputs: parseInputs(flags), flags: flags as RawInputs, overridden, doubts };
      cache.set(resolved, foreseen);
      return foreseen;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      // What is missing may be in an override of which that is not known.
      if (doubts.length > 0) return { inputs: parseInputs({}), flags: flags, overridden, doubts };
      const values = new Map<string, Blamed>([
        ...blamedIn(config, new Set(Object.keys(applied))),
        ...[...overridden].map(([key, { setting }]) => [key, { file: config.file, setting }] as const),
      ]);
      throw new UserError(error.code, blameFile(error.message, values), error.suggestions);
    }
  };
}

/** Has the organization asked for what overrides depend on. */
export function withFacts(scope: Scope, { config: { overrides } }: Configured): Scope {
  const facts = overrides.flatMap(({ match }) => factsFor(match) ?? []);
  if (facts.length === 0) return scope;
  return { ...scope, memberFacts: Object.assign({}, scope.memberFacts, ...facts) as object };
}

/** Names the target in what is wrong with it, for a message outside a report. */
function naming(place: AskedPlace, foresee: Foresee): Foreseen {
  try {
    return foresee(place);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.code, `${error.message}, in ${placeLabel(place)}`, error.suggestions);
  }
}

/** Checks what holds in each target that is known without a call; any other one fails by itself later. Throws a UserError for what does not go together. */
export function checkPlaces(
  scope: Scope,
  { config: { file, overrides } }: Configured,
  foresee: Foresee,
  unchecked: boolean,
): void {
  for (const { match } of overrides) checkRegionsOf(match, file, unchecked);
  for (const place of knownPlaces(scope)) {
    const { inputs, doubts } = naming(place, foresee);
    if (doubts.length === 0 && place.region !== 'all') checkKeyIn(inputs, [place.region]);
  }
}

/** Says of each target which overrides are left out because only AWS could tell whether they are for it. */
export const doubtsIn = (scope: Scope, { config: { file } }: Configured, foresee: Foresee): readonly string[] =>
  knownPlaces(scope).flatMap((place) =>
    foresee(place).doubts.map(
      ({ override: { number, at }, unknown }) =>
        `${file}:${at.line}:${at.column}: override ${number} is left out in ${placeLabel(place)}: it depends on ${unknown}, and nothing is called`,
    ),
  );

/** Gives the same to the engine: throws a UserError where it is not known whether an override is for a target. */
export const certainly =
  ({ config: { file } }: Configured, foresee: Foresee) =>
  (place: AskedPlace): Asked => {
    const foreseen = foresee(place);
    const [doubt] = foreseen.doubts;
    if (!doubt) return foreseen;
    const { override, unknown } = doubt;
    const { line, column } = override.at;
    const why = `nobody knows whether override ${override.number} is for this target: it depends on ${unknown}`;
    throw new UserError('unknown-target', `${file}:${line}:${column}: ${why}`);
  };

/** Blames the file for values that came from there, where a message blames their flags. */
export const blamedOnFile = (message: string, { config, values }: Configured): string =>
  blameFile(message, blamedIn(config, new Set(Object.keys(values))));
