import { isDenied, isNotOffered } from '../aws/errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { resourcesOf } from '../resources/index.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { isOurs } from '../resources/ownership.ts';
import type { Removal, Resource, Tags, Uses } from '../resources/resource.ts';
import type { Change, Plan, Step } from './change.ts';
import { readAll } from './read.ts';
import { untilSettled } from './settle.ts';
import type { Work } from './work.ts';

/** What `delete` does where everything exists; calls nothing. `first`: what is one for the whole account is shown here. */
export const blankDelete = (inputs: Inputs, first = true): readonly Change[] =>
  [...resourcesOf('region').toReversed(), ...(first ? resourcesOf('account') : [])].map((resource) => {
    const title = resource.title(inputs);
    // A log group that is kept needs its key.
    const needed = resource.id === kmsKey.id && inputs.removal.keepLogs ? '--keep-logs' : undefined;
    const reason = resource.spared?.(inputs) ?? needed;
    return reason === undefined
      ? { resource: resource.id, action: 'delete', summary: `Deleting ${title}`, differences: [] }
      : { resource: resource.id, action: 'keep', summary: title, reason, differences: [] };
  });

/** The inputs of a removal: an association of others that would do as well is no business of one. */
export const removalInputs = ({ agentUpdate: _unasked, ...inputs }: Inputs): Inputs => inputs;

/** A thing that is there, and what has to be known of it before it is removed. */
interface Found {
  readonly have: unknown;
  readonly tags: Tags;
  /** Why it must stay, as far as only AWS knows. */
  readonly obstacle: string | undefined;
  /** What the thing that is put back in its place needs. */
  readonly leaves: Uses;
}

type Where = Pick<Work, 'target' | 'inputs'>;

/** Reads everything at once, then says what would take down what is ours, backwards. Changes nothing. */
export async function planDelete(where: Where, kinds: readonly Resource[] = resourcesOf('region')): Promise<Plan> {
  const { inputs } = where;
  const backwards = kinds.toReversed();
  const there = await readAll(backwards, where, hiddenIfDenied);
  const found = await Promise.all(backwards.map((resource, index) => look(resource, where, there[index])));
  let planned: Uses = {};
  // The same once more while the steps run: something may turn out to stay, and what it needs has to stay with it.
  let kept: Uses = {};
  return backwards.map((resource, index): Step => {
    const thing = found[index];
    const removal = thing && decide(resource, thing, where, planned);
    planned = together(planned, remaining(resource, thing, removal));
    return {
      change: toChange(resource, removal, inputs),
      async run(known) {
        if (!thing || !removal) return { known };
        const outcome = removal.action === 'keep' ? { thing, removal } : await remove(resource, where, kept);
        kept = together(kept, remaining(resource, outcome.thing, outcome.removal));
        const overtaken = outcome.removal?.action === 'keep' && removal.action !== 'keep';
        return overtaken ? { known, change: toChange(resource, outcome.removal, inputs) } : { known };
      },
    };
  });
}

/** What may not be read, and that nothing else depends on: it stays, and the rest can go. */
class Hidden {
  readonly reason: string;

  constructor(error: unknown) {
    this.reason = `it cannot be read: ${(error as Error).message}`;
  }
}

const hiddenIfDenied = (resource: Resource, error: unknown): Hidden | undefined =>
  resource.standsAlone && (isDenied(error) || isNotOffered(error)) ? new Hidden(error) : undefined;

async function look(resource: Resource, { target, inputs }: Where, have: unknown): Promise<Found | undefined> {
  if (have === undefined) return undefined;
  const hidden = (reason: string): Found => ({ have: undefined, tags: {}, obstacle: reason, leaves: {} });
  if (have instanceof Hidden) return hidden(have.reason);
  try {
    const tags = await resource.tags(target, have);
    const [obstacle, leaves = {}] = await Promise.all([
      resource.obstacle?.(target, have, tags, inputs),
      resource.leaves?.(target, have, tags),
    ]);
    return { have, tags, obstacle, leaves };
  } catch (error) {
    const denied = hiddenIfDenied(resource, error);
    if (denied) return hidden(denied.reason);
    throw error;
  }
}

function decide(
  resource: Resource,
  { have, tags, obstacle }: Found,
  { target, inputs }: Where,
  kept: Uses,
): Removal | undefined {
  if (have === undefined) return { action: 'keep', reason: obstacle ?? '' };
  const removal = resource.removal(have, tags, inputs, kept, target);
  if (!removal || removal.action === 'keep') return removal;
  const spared = resource.spared?.(inputs);
  if (spared !== undefined) return { action: 'keep', reason: spared };
  if (obstacle !== undefined) return { action: 'keep', reason: obstacle };
  if (isOurs(tags) || inputs.removal.force) return removal;
  return { action: 'keep', reason: 'it does not carry the tag of session-manager; --force deletes it all the same' };
}

/** What has to stay because of a thing that stays, or that is put back. */
function remaining(resource: Resource, thing: Found | undefined, removal: Removal | undefined): Uses {
  if (thing?.have === undefined || removal?.action === 'delete') return {};
  return removal?.action === 'keep' ? (resource.uses?.(thing.have) ?? {}) : thing.leaves;
}

function toChange(resource: Resource, removal: Removal | undefined, inputs: Inputs): Change {
  const title = resource.title(inputs);
  const base = { resource: resource.id, differences: [] };
  if (!removal) return { ...base, action: 'none', summary: `${title} does not exist` };
  if (removal.action === 'keep') return { ...base, summary: title, ...removal };
  return { ...base, summary: `Deleting ${title}`, ...removal };
}

/** What became of a thing. */
interface Outcome {
  readonly thing: Found | undefined;
  readonly removal: Removal | undefined;
}

// Looks again first: since the plan was made, somebody may have answered a question, or worked on the thing.
async function remove(resource: Resource, where: Where, kept: Uses): Promise<Outcome> {
  const { target, inputs } = where;
  let outcome: Outcome = { thing: undefined, removal: undefined };
  await untilSettled(target, async () => {
    const thing = await look(resource, where, await resource.read(target, inputs));
    const removal = thing && decide(resource, thing, where, kept);
    if (!thing || !removal) return;
    outcome = { thing, removal };
    if (removal.action !== 'keep') await resource.remove(target, thing.have, thing.tags, inputs);
  });
  return outcome;
}

const together = (one: Uses, other: Uses): Uses => ({
  logGroups: [...(one.logGroups ?? []), ...(other.logGroups ?? [])],
  keys: [...(one.keys ?? []), ...(other.keys ?? [])],
});
