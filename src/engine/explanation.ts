import { callsOf, namesOf, permissionsFor } from '../checks/calls.ts';
import { CATALOGUE } from '../checks/catalogue.ts';
import type { Entry } from '../checks/catalogue/entry.ts';
import type { CheckScope } from '../checks/check.ts';
import { checks } from '../checks/index.ts';

/** All that is known of an id before anything is looked at: a row of `doctor --list-checks --json`. */
export interface Explanation extends Entry {
  readonly id: string;
  readonly family: string;
  /** What it is made for once: the machine, each account, or each region. */
  readonly scope: CheckScope;
  /** The calls that `doctor --only` with this id alone can make: `ec2:DescribeVpcs`. Most are made only where there is a reason. */
  readonly calls: readonly string[];
  /** The IAM actions that allow them. */
  readonly permissions: readonly string[];
  /** The controls of frameworks for which it gives evidence. */
  readonly controls: readonly ControlName[];
}

/** Names a control of a framework, such as AU-12 of NIST 800-53. */
export interface ControlName {
  readonly framework: string;
  readonly id: string;
  readonly title: string;
}

/** Explains ids of the catalogue, in their order. `controlsOf`: the controls for which an id gives evidence. */
export const explained = (
  ids: readonly string[],
  controlsOf: (id: string) => readonly ControlName[],
): readonly Explanation[] =>
  ids.flatMap((id) => {
    const entry = CATALOGUE[id];
    return entry
      ? [{ id, family: familyOf(id), scope: scopeOf(id), ...entry, ...takes(id), controls: controlsOf(id) }]
      : [];
  });

/** Gives the family of an id: `kms` of `kms.missing`. */
export const familyOf = (id: string): string => id.slice(0, id.indexOf('.'));

/** The families, in the order in which they are explained. */
export const FAMILIES: readonly string[] = [...new Set(Object.keys(CATALOGUE).map(familyOf))];

/** Lists the ids that a choice leaves, by family, in the order of the catalogue. */
export const listed = (isChosen: (id: string) => boolean): readonly string[] =>
  FAMILIES.flatMap((family) => Object.keys(CATALOGUE).filter((id) => familyOf(id) === family && isChosen(id)));

// Ids that no check reports are those of the engine for a closed region.
const scopeOf = (id: string): CheckScope => checks.find(({ ids }) => ids.includes(id))?.scope ?? 'region';

const takes = (id: string): Pick<Explanation, 'calls' | 'permissions'> => ({
  calls: namesOf(callsOf(id)),
  permissions: permissionsFor(id),
});
