import type { Inputs } from '../inputs.ts';
import { resources } from '../resources/index.ts';
import { isOurs } from '../resources/ownership.ts';
import type { Removal, Resource, Tags, Uses } from '../resources/resource.ts';
import type { Target } from '../targets.ts';
import type { Change, Plan, Step } from './plan.ts';
import { readAll } from './read.ts';
import { untilSettled } from './settle.ts';

/** What `delete` does where everything exists; calls nothing. */
export const blankDelete = (inputs: Inputs): readonly Change[] =>
  resources.toReversed().map((resource) => {
    const title = resource.title(inputs);
    const reason = resource.spared?.(inputs);
    return reason === undefined
      ? { resource: resource.id, action: 'delete', summary: `Deleting ${title}`, differences: [] }
      : { resource: resource.id, action: 'keep', summary: title, reason, differences: [] };
  });

/** A thing that is there, and what has to be known of it before it is removed. */
interface Found {
  readonly have: unknown;
  readonly tags: Tags;
  /** Who else needs it. */
  readonly users: readonly string[];
}

/** Reads everything at once, then says what would take down what is ours, backwards. Changes nothing. */
export async function planDelete(target: Target, inputs: Inputs): Promise<Plan> {
  const backwards = resources.toReversed();
  const there = await readAll(backwards, target, inputs);
  const found = await Promise.all(backwards.map((resource, index) => look(resource, target, inputs, there[index])));
  let kept: Uses = {};
  return backwards.map((resource, index): Step => {
    const thing = found[index];
    const removal = thing && decide(resource, thing, inputs, kept);
    if (thing && removal?.action === 'keep') kept = together(kept, resource.uses?.(thing.have) ?? {});
    const before = kept;
    return {
      change: toChange(resource, removal, inputs),
      async run(known) {
        if (thing && removal && removal.action !== 'keep') await remove(resource, target, inputs, thing, before);
        return { known };
      },
    };
  });
}

async function look(resource: Resource, target: Target, inputs: Inputs, have: unknown): Promise<Found | undefined> {
  if (have === undefined) return undefined;
  const [tags, users] = await Promise.all([
    resource.tags(target, have),
    resource.users?.(target, have, inputs) ?? Promise.resolve([]),
  ]);
  return { have, tags, users };
}

function decide(resource: Resource, { have, tags, users }: Found, inputs: Inputs, kept: Uses): Removal | undefined {
  const removal = resource.removal(have, tags, inputs, kept);
  if (!removal || removal.action === 'keep') return removal;
  const spared = resource.spared?.(inputs);
  if (spared !== undefined) return { action: 'keep', reason: spared };
  if (users.length > 0) return { action: 'keep', reason: `it is still needed by ${users.join(', ')}` };
  if (isOurs(tags) || inputs.removal.force) return removal;
  return { action: 'keep', reason: 'it does not carry the tag of session-manager; --force deletes it all the same' };
}

function toChange(resource: Resource, removal: Removal | undefined, inputs: Inputs): Change {
  const title = resource.title(inputs);
  const base = { resource: resource.id, differences: [] };
  if (!removal) return { ...base, action: 'none', summary: `${title} does not exist` };
  if (removal.action === 'keep') return { ...base, summary: title, ...removal };
  return { ...base, summary: `Deleting ${title}`, ...removal };
}

async function remove(resource: Resource, target: Target, inputs: Inputs, found: Found, kept: Uses): Promise<void> {
  let thing: Found | undefined = found;
  await untilSettled(target, async (again) => {
    if (again) {
      thing = await look(resource, target, inputs, await resource.read(target, inputs));
      const removal = thing && decide(resource, thing, inputs, kept);
      if (!removal || removal.action === 'keep') return;
    }
    if (thing) await resource.remove(target, thing.have, thing.tags, inputs);
  });
}

const together = (one: Uses, other: Uses): Uses => ({
  logGroups: [...(one.logGroups ?? []), ...(other.logGroups ?? [])],
  keys: [...(one.keys ?? []), ...(other.keys ?? [])],
});
