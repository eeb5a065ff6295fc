import { NODE_NEEDS } from '../needs/node-needs.ts';
import type { SessionConfiguration } from '../needs/configuration.ts';
import { type Need, type NodeRow, SESSION_NEEDS, type Thing } from '../needs/need.ts';
import type { Statement } from '../reading/policy.ts';
import { statementsOf } from './statements.ts';

/** One action that a node must be allowed, as IAM's simulator is asked about it. */
export interface Permission {
  readonly need: Need;
  readonly action: string;
  /** A concrete ARN, or `*`. */
  readonly resource: string;
  /** Condition keys of the request. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Lists everything that a node must be allowed for sessions in one region. */
export function permissionsOf(configuration: SessionConfiguration): readonly Permission[] {
  const { region, partition } = configuration.place;
  return NODE_NEEDS.flatMap(({ need, actions, calls = actions, thing, via }) => {
    const found = thing(configuration);
    if (!found || !isSessionNeed(need)) return [];
    const { resource, aliases } = requestOn(found, configuration);
    const context = {
      'aws:RequestedRegion': [region],
      ...(aliases.length > 0 && { 'kms:ResourceAliases': aliases }),
      ...(via && { 'kms:ViaService': [`${via}.${region}.${partition.dnsSuffix}`] }),
    };
    return calls.map((action) => ({ need, action, resource, context }));
  });
}

const isSessionNeed = (need: NodeRow['need']): need is Need => SESSION_NEEDS.some((one) => one === need);

function requestOn(
  thing: Thing,
  { place: { partition, region, account } }: SessionConfiguration,
): { readonly resource: string; readonly aliases: readonly string[] } {
  if (!('key' in thing)) return { resource: thing.request ?? thing.patterns[0] ?? '*', aliases: [] };
  const { arn = `arn:${partition.name}:kms:${region}:${account}:key/${UNKNOWN_KEY}`, aliases } =
    thing.read ?? thing.key;
  return { resource: arn, aliases };
}

/** Stands for the id of a key of which only an alias is known. */
const UNKNOWN_KEY = '00000000-0000-0000-0000-000000000000';

/** Makes the statements that give a node what it needs in all of these regions, and no more. */
export const statementsFor = (
  needs: ReadonlySet<NodeRow['need']>,
  configurations: readonly SessionConfiguration[],
): readonly Statement[] =>
  statementsOf(
    NODE_NEEDS.filter(({ need, open }) => needs.has(need) && !open),
    configurations,
  );
