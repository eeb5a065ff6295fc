import { type Drift, PlanDiffersError, type PlannedChange } from '../engine/review.ts';
import type { Action } from '../engine/change.ts';
import type { Resource } from '../resources/resource.ts';
import { type Difference, PENDING } from '../resources/resource.ts';
import type { PlanKind } from './plan-file.ts';

/** What changes are of. */
export interface Of {
  readonly kind: PlanKind;
  readonly scope: Resource['scope'];
}

/**
 * Compares what was planned with what would be done now. The same plan, a part of it that is still to be done, and nothing left to
 * do are no drift: so a run that was killed can go on. Ids of what was still to be made do not count.
 */
export function driftOf(planned: readonly PlannedChange[], now: readonly PlannedChange[], of: Of): readonly Drift[] {
  const resources = new Set([...planned, ...now].map(({ resource }) => resource));
  return [...resources].flatMap((resource) => {
    const before = planned.find((change) => change.resource === resource) ?? null;
    const after = now.find((change) => change.resource === resource) ?? null;
    return isCovered(before, after, of) ? [] : [{ resource, planned: before, now: after }];
  });
}

/** Makes the error for a target whose plan is another one now. */
export const planDiffers = (drift: readonly Drift[]): PlanDiffersError =>
  new PlanDiffersError(`its plan is not the same any more: ${drift.map(driftText).join('; ')}`, drift);

const acts = (change: PlannedChange | null): change is PlannedChange =>
  change !== null && !['none', 'keep'].includes(change.action);

function isCovered(planned: PlannedChange | null, now: PlannedChange | null, of: Of): boolean {
  if (!now || now.action === 'none') return true;
  if (!planned) return now.action === 'keep';
  return of.kind === 'setup' ? isCoveredBySetup(planned, now, of) : isCoveredByRemoval(planned, now, of);
}

function isCoveredBySetup(planned: PlannedChange, now: PlannedChange, { scope }: Of): boolean {
  if (!sameJson(planned.untouched ?? [], now.untouched ?? [])) return false;
  if (!acts(planned) || !acts(now)) return planned.action === now.action && sameDifferences(planned, now);
  if (planned.action === now.action && planned.summary === now.summary && sameDifferences(planned, now)) {
    return sameThing(planned, now);
  }
  return isRest(planned, now, scope);
}

/** Tells whether a change is what is left of another one, on the same thing. */
function isRest(planned: PlannedChange, now: PlannedChange, scope: Of['scope']): boolean {
  const { begun = [], midway = [], ours } = now.basis ?? {};
  const parts = ({ field, have, default: value, want }: Difference): boolean =>
    planned.differences.some(
      (before) =>
        before.field === field &&
        ((before.have === have && before.default === value) || midway.includes(field)) &&
        (isWanted(before, want) || (scope === 'account' && isPartOf(want, before.want))),
    );
  if (!now.differences.every((difference) => begun.includes(difference.field) || parts(difference))) return false;
  // What is there now, and was to be made, is a beginning only if we made it.
  if (planned.action === 'create') return now.action === 'create' || ours === true;
  return now.action === 'update' && sameThing(planned, now);
}

/** What is asked for of a whole account is less where fewer of its regions are worked on: `ssm:a, ssm:b`. */
const isPartOf = (want: Difference['want'], whole: Difference['want']): boolean =>
  typeof want === 'string' &&
  typeof whole === 'string' &&
  want.split(', ').every((part) => whole.split(', ').includes(part));

function isCoveredByRemoval(planned: PlannedChange, now: PlannedChange, { scope }: Of): boolean {
  if (!acts(now)) return !acts(planned) || planned.action === 'update';
  if (planned.action === now.action) return sameThing(planned, now);
  // Another region of the account is not taken down, and still needs it.
  return scope === 'account' && planned.action === 'delete' && now.action === 'update';
}

// Where a thing became ours since, we have begun to take it over; where it is ours no more, somebody else has changed that.
const sameThing = ({ basis: planned = {} }: PlannedChange, { basis: now = {} }: PlannedChange): boolean =>
  planned.id === now.id && !(planned.ours === true && now.ours === false);

const sameDifferences = (planned: PlannedChange, now: PlannedChange): boolean =>
  planned.differences.length === now.differences.length &&
  planned.differences.every((before, index) => {
    const { want, ...after } = now.differences[index] as Difference;
    const { want: _want, ...rest } = before;
    return sameJson(rest, after) && isWanted(before, want);
  });

const isWanted = ({ want: before }: Difference, want: Difference['want']): boolean =>
  before === want || (before === PENDING && typeof want === 'string');

const sameJson = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const DONE: Readonly<Record<Action, string>> = {
  create: 'created',
  update: 'changed',
  delete: 'deleted',
  keep: 'left as it is',
  none: 'as it was',
};

/** Says in words what differs for one resource. */
function driftText({ resource, planned, now }: Drift): string {
  if (!now) return `${resource} is no longer planned`;
  if (!planned) return `${resource} would be ${DONE[now.action]}, which was not planned`;
  if (planned.action !== now.action) {
    const was = planned.action === 'none' ? 'was to stay as it was' : `was to be ${DONE[planned.action]}`;
    const is = now.action === 'keep' ? 'would be left as it is' : `would be ${DONE[now.action]}`;
    return `${resource} ${was}, and now ${is}${fieldsText(now)}`;
  }
  const changed = changedFields(planned, now);
  if (changed.length > 0) return `${resource}: ${changed.join(', ')}`;
  return `${resource} is another one than was read for the plan, or was changed since`;
}

const fieldsText = ({ differences }: PlannedChange): string =>
  differences.length === 0 ? '' : ` (${differences.map(({ field }) => field).join(', ')})`;

function changedFields(planned: PlannedChange, now: PlannedChange): readonly string[] {
  const told = ({ have, want }: Difference): string => `${shown(have)} -> ${shown(want)}`;
  const [before, after] = [byField(planned), byField(now)];
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name) => {
    const [was, is] = [before.get(name), after.get(name)];
    if (was && is && sameJson(was, is)) return [];
    if (is) {
      const planning = was ? `was planned as ${told(was)} and is ${told(is)} now` : `${told(is)} was not planned`;
      return [`${is.field} ${planning}`];
    }
    return was ? [`${was.field} ${told(was)} is not needed any more`] : [];
  });
}

/** Gives differences by their fields; a field that has several, such as the roles of a policy, by these too. */
function byField({ differences }: PlannedChange): ReadonlyMap<string, Difference> {
  const repeated = new Set(
    differences.map(({ field }) => field).filter((field, index, all) => all.indexOf(field) !== index),
  );
  const isList = (field: string): boolean => repeated.has(field) || field === 'attached to';
  return new Map(
    differences.map((difference) => {
      const { field, want } = difference;
      return [isList(field) ? `${field} ${want}` : field, difference];
    }),
  );
}

const LONGEST = 60;

function shown(value: Difference['want']): string {
  if (value === null || value === '') return 'none';
  const text = String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
