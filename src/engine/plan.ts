import { isClosedByOrganization, isOvertaken, isRegionNotEnabled, needsTime } from '../aws/errors.ts';
import type { Inputs } from '../inputs.ts';
import { resources } from '../resources/index.ts';
import { isMadeByUs, isOurs } from '../resources/ownership.ts';
import type { Difference, Outputs, Removal, Resource, Tags, Uses } from '../resources/resource.ts';
import type { Place, Target } from '../targets.ts';

export type Action = 'create' | 'update' | 'delete' | 'keep' | 'none';

/** What happens to one resource of one target: plain data. */
export interface Change {
  readonly resource: string;
  readonly action: Action;
  /** The line a user reads. */
  readonly summary: string;
  /** Why it is kept. */
  readonly reason?: string;
  /** What `delete` takes away for good. */
  readonly loss?: string;
  readonly differences: readonly Difference[];
}

/** A change, and what makes it happen. */
export interface Step {
  readonly change: Change;
  /** Gets what earlier steps made known, and adds to it. Resolves to a change if it turned out otherwise than planned. */
  run(known: Outputs): Promise<Result>;
}

export interface Result {
  readonly known: Outputs;
  readonly change?: Change;
}

export type Plan = readonly Step[];

/** Why a target is not worked on although nothing went wrong. */
export class ClosedRegionError extends Error {
  readonly reason: unknown;

  constructor(reason: unknown) {
    super((reason as Error).message);
    this.name = 'ClosedRegionError';
    this.reason = reason;
  }
}

/** What `setup` does where nothing exists yet; calls nothing. */
export function blankSetup(place: Place, inputs: Inputs): readonly Change[] {
  let known: Outputs = {};
  return resources.flatMap((resource) => {
    const want = resource.want(inputs, place, known);
    if (want === undefined) return [];
    known = { ...known, ...resource.expected?.(want) };
    const summary = resource.sentence('create', want, undefined);
    return [{ resource: resource.id, action: 'create', summary, differences: [] } satisfies Change];
  });
}

/** What `delete` does where everything exists; calls nothing. */
export const blankDelete = (inputs: Inputs): readonly Change[] =>
  resources.toReversed().map((resource) => {
    const title = resource.title(inputs);
    const reason = resource.spared?.(inputs);
    return reason === undefined
      ? { resource: resource.id, action: 'delete', summary: `Deleting ${title}`, differences: [] }
      : { resource: resource.id, action: 'keep', summary: title, reason, differences: [] };
  });

/** Reads everything at once, then says what would make it as wanted, in order. Changes nothing. */
export async function planSetup(target: Target, inputs: Inputs): Promise<Plan> {
  const asked = resources.filter((resource) => resource.want(inputs, target, {}) !== undefined);
  const found = await readAll(asked, target, inputs);
  let known: Outputs = {};
  const steps: Step[] = [];
  for (const [index, resource] of asked.entries()) {
    const have = found[index];
    const want = resource.want(inputs, target, known);
    const missing = have === undefined ? {} : await missingTags(resource, target, have, inputs);
    const change = setupChange(resource, want, have, inputs, missing);
    known = { ...known, ...outcome(resource, want, have) };
    steps.push({ change, run: (sofar) => runSetup(resource, target, inputs, change, have, missing, sofar) });
  }
  return steps;
}

/** Reads everything at once, then says what would take down what is ours, backwards. Changes nothing. */
export async function planDelete(target: Target, inputs: Inputs): Promise<Plan> {
  const backwards = resources.toReversed();
  const found = await readAll(backwards, target, inputs);
  const tags = await Promise.all(
    backwards.map(async (resource, index) => {
      const have = found[index];
      return have === undefined ? {} : resource.tags(target, have);
    }),
  );
  let kept: Uses = {};
  return backwards.map((resource, index) => {
    const have = found[index];
    const removal = have === undefined ? undefined : decideRemoval(resource, have, tags[index] ?? {}, inputs, kept);
    if (removal?.action === 'keep') kept = together(kept, resource.uses?.(have) ?? {});
    const before = kept;
    return {
      change: removalChange(resource, removal, inputs),
      async run(known) {
        if (removal && removal.action !== 'keep')
          await remove(resource, target, inputs, have, tags[index] ?? {}, before);
        return { known };
      },
    };
  });
}

function removalChange(resource: Resource, removal: Removal | undefined, inputs: Inputs): Change {
  const title = resource.title(inputs);
  const base = { resource: resource.id, differences: [] };
  if (!removal) return { ...base, action: 'none', summary: `${title} does not exist` };
  if (removal.action === 'keep') return { ...base, summary: title, ...removal };
  return { ...base, summary: `Deleting ${title}`, ...removal };
}

async function readAll(asked: readonly Resource[], target: Target, inputs: Inputs): Promise<readonly unknown[]> {
  const reads = await Promise.allSettled(asked.map((resource) => resource.read(target, inputs)));
  const failures = reads.flatMap((read) => (read.status === 'rejected' ? [read.reason as unknown] : []));
  if (failures.length === reads.length && failures.every(isRegionNotEnabled)) throw new ClosedRegionError(failures[0]);
  if (failures.length === reads.length && failures.every(isClosedByOrganization))
    throw new ClosedRegionError(failures[0]);
  if (failures.length > 0) throw failures[0];
  return reads.map((read) => (read as PromiseFulfilledResult<unknown>).value);
}

function setupChange(resource: Resource, want: unknown, have: unknown, inputs: Inputs, missing: Tags): Change {
  const differences = [
    ...resource.diff(want, have),
    ...Object.entries(missing).map(([key, value]) => ({ field: `tag ${key}`, have: null, want: value })),
  ];
  const reason = have === undefined ? undefined : resource.hold?.(want, have, inputs);
  const action = have === undefined ? 'create' : reason ? 'keep' : differences.length > 0 ? 'update' : 'none';
  const summary = resource.sentence(action, want, have);
  return { resource: resource.id, action, summary, ...(reason && { reason }), differences };
}

const outcome = (resource: Resource, want: unknown, have: unknown): Outputs =>
  (have === undefined ? resource.expected?.(want) : resource.outputs?.(have)) ?? {};

// Tags cost a call, so they are only read where the user asks for some.
async function missingTags(resource: Resource, target: Target, have: unknown, inputs: Inputs): Promise<Tags> {
  if (Object.keys(inputs.tags).length === 0) return {};
  const there = await resource.tags(target, have);
  if (!isMadeByUs(there)) return {};
  return Object.fromEntries(Object.entries(inputs.tags).filter(([key, value]) => there[key] !== value));
}

const MOST_TRIES = 6;

async function runSetup(
  resource: Resource,
  target: Target,
  inputs: Inputs,
  planned: Change,
  found: unknown,
  missing: Tags,
  known: Outputs,
): Promise<Result> {
  let have = found;
  let change = planned;
  const want = resource.want(inputs, target, known);
  if (planned.action === 'none' || planned.action === 'keep')
    return { known: { ...known, ...outcome(resource, want, have) } };
  await untilSettled(target, async (again) => {
    if (again) {
      have = await resource.read(target, inputs);
      const now = setupChange(resource, want, have, inputs, {});
      if (now.action === 'keep') change = now;
      if (now.action === 'keep' || now.action === 'none') return;
    }
    have = await resource.apply(target, want, have);
  });
  if (Object.keys(missing).length > 0) await resource.tag(target, have, missing);
  const fresh = [...(known.fresh ?? []), resource.id];
  return { known: { ...known, ...resource.outputs?.(have), fresh }, change };
}

function decideRemoval(resource: Resource, have: unknown, tags: Tags, inputs: Inputs, kept: Uses): Removal | undefined {
  const removal = resource.removal(have, tags, inputs, kept);
  const spared = resource.spared?.(inputs);
  if (removal && spared !== undefined) return { action: 'keep', reason: spared };
  if (!removal || removal.action === 'keep' || isOurs(tags) || inputs.removal.force) return removal;
  return { action: 'keep', reason: 'it does not carry the tag of session-manager; --force deletes it all the same' };
}

async function remove(
  resource: Resource,
  target: Target,
  inputs: Inputs,
  found: unknown,
  foundTags: Tags,
  kept: Uses,
): Promise<void> {
  let have = found;
  let tags = foundTags;
  await untilSettled(target, async (again) => {
    if (again) {
      have = await resource.read(target, inputs);
      if (have === undefined) return;
      tags = await resource.tags(target, have);
      const removal = decideRemoval(resource, have, tags, inputs, kept);
      if (!removal || removal.action === 'keep') return;
    }
    await resource.remove(target, have, tags, inputs);
  });
}

/** Tries again, from a new reading, when what was read turns out to be overtaken. */
async function untilSettled(target: Target, attempt: (again: boolean) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt(tries > 1);
    } catch (error) {
      if (tries === MOST_TRIES || !isOvertaken(error)) throw error;
      await target.wait((needsTime(error) ? 500 : 50) * tries);
    }
  }
}

const together = (one: Uses, other: Uses): Uses => ({
  logGroups: [...(one.logGroups ?? []), ...(other.logGroups ?? [])],
  keys: [...(one.keys ?? []), ...(other.keys ?? [])],
});
