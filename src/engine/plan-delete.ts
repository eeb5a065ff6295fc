import { explain, isDenied, isNotOffered } from '../aws/errors.ts';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { resourcesOf } from '../resources/index.ts';
import { isOurs } from '../resources/ownership.ts';
import type { Outputs, Removal, Resource, Tags, Uses } from '../resources/resource.ts';
import type { Target } from '../targets/target.ts';
import type { Change, Plan, Step } from './change.ts';
import type { Order } from './order.ts';
import { readAll } from './read.ts';
import { untilSettled } from './settle.ts';
import type { Work } from './work.ts';

/** Tells what `delete` does where everything exists; calls nothing. `first`: what a whole account has one of is shown here. */
export function blankDelete(inputs: Inputs, first = true): readonly Change[] {
  // A thing that is kept also keeps what it needs.
  const needed = new Map<string, string>();
  return [...resourcesOf('region').toReversed(), ...(first ? resourcesOf('account') : [])].map(
    ({ id, title, removal }) => {
      const reason = removal.keepByFlag?.(inputs) ?? needed.get(id);
      if (reason === undefined) {
        return { resource: id, action: 'delete', summary: `Deleting ${title(inputs)}`, differences: [] };
      }
      for (const other of removal.needs ?? []) needed.set(other, reason);
      return { resource: id, action: 'keep', summary: title(inputs), reason, differences: [] };
    },
  );
}

/** Leaves out what decides nothing in a removal: it ignores other people's associations that would do as well. */
const removalInputs = ({ agentUpdate: _unasked, ...inputs }: Inputs): Inputs => inputs;

/** Makes the order of a removal. */
export function removalOrder({ inputs, inputsFor, ...order }: Order): Order {
  const asked = { ...order, inputs: removalInputs(inputs) };
  if (!inputsFor) return asked;
  return {
    ...asked,
    inputsFor(place) {
      const there = inputsFor(place);
      return { ...there, inputs: removalInputs(there.inputs) };
    },
  };
}

/** An existing thing, and what has to be known of it before it is removed. */
interface Found {
  readonly have: unknown;
  readonly tags: Tags;
  /** The reason to keep it that only AWS knows. */
  readonly reason: string | undefined;
  /** The needs of the thing that is put back in its place. */
  readonly leaves: Uses;
}

type Where = Pick<Work, 'target' | 'inputs'>;

/**
 * Reads everything at once, then plans to take down what is ours, backwards. Changes nothing. Each step looks
 * again at its thing before it removes it.
 */
export async function planDelete(where: Where, kinds: readonly Resource[]): Promise<Plan> {
  const { inputs } = where;
  const backwards = kinds.toReversed();
  const there = await readAll(backwards, where, { read: readFor, instead: hiddenIfDenied });
  const found = await Promise.all(backwards.map((resource, index) => look(resource, where, there[index])));
  const { logsTo } = foretold(backwards, there);
  let planned: Uses = {};
  const removals = backwards.map((resource, index) => {
    const thing = found[index];
    const removal = thing && decide(resource, thing, where, { kept: planned, logsTo });
    planned = together(planned, remaining(resource, thing, removal));
    return { resource, thing, removal };
  });
  // The same once more while the steps run: a thing can turn out to stay, and what it needs has to stay with it.
  let kept: Uses = {};
  const gone: Resource[] = [];
  const last = removals.findLast(({ removal }) => removal?.action === 'delete')?.resource;
  return removals.map(({ resource, thing, removal }): Step => {
    const basis = thing?.have === undefined ? undefined : resource.removal.basis?.(thing.have, thing.tags);
    return {
      change: toChange(resource, removal, inputs),
      ...(basis && { basis }),
      ...(thing &&
        removal &&
        removal.action !== 'keep' && { writes: resource.removal.writes(where.target, thing.have, thing.tags, inputs) }),
      async run(known) {
        const outcome = await carryOut(resource, where, { thing, removal }, { kept, logsTo }, last !== undefined);
        kept = together(kept, remaining(resource, outcome.thing, outcome.removal));
        if (!outcome.removal || outcome.removal.action === 'delete') gone.push(resource);
        if (resource === last && outcome.removal?.action === 'delete') await checkGone(gone, where);
        const overtaken = outcome.removal?.action !== removal?.action;
        return overtaken ? { known, change: toChange(resource, outcome.removal, inputs) } : { known };
      },
    };
  });
}

/** What is known of the other things when one is decided about. */
interface Sofar {
  readonly kept: Uses;
  readonly logsTo: Outputs['logsTo'];
}

const foretold = (kinds: readonly Resource[], there: readonly unknown[]): Outputs =>
  kinds.reduce<Outputs>((known, resource, index) => {
    const have = there[index];
    return have === undefined || have instanceof Hidden ? known : { ...known, ...resource.foretells?.(have) };
  }, {});

/** Reads what a removal has to know of a thing. */
const readFor = (resource: Resource, target: Target, inputs: Inputs): Promise<unknown> =>
  resource.removal.read ? resource.removal.read(target, inputs) : resource.read(target, inputs);

/** Stands for a thing that cannot be read, and that nothing else depends on: it stays, and the rest can go. */
class Hidden {
  readonly reason: string;

  constructor(error: unknown) {
    this.reason = `it cannot be read: ${explain(error).message}`;
  }
}

const hiddenIfDenied = (resource: Resource, error: unknown): Hidden | undefined =>
  resource.removal.standsAlone && (isDenied(error) || isNotOffered(error)) ? new Hidden(error) : undefined;

async function look(resource: Resource, { target, inputs }: Where, read: unknown): Promise<Found | undefined> {
  if (read === undefined) return undefined;
  const hidden = (reason: string): Found => ({ have: undefined, tags: {}, reason, leaves: {} });
  if (read instanceof Hidden) return hidden(read.reason);
  try {
    const tags = await resource.tags(target, read);
    const have = resource.removal.foresee ? await resource.removal.foresee(target, read, tags) : read;
    const [reason, leaves = {}] = await Promise.all([
      resource.removal.keepForOthers?.(target, have, tags, inputs),
      resource.removal.leaves?.(target, have, tags),
    ]);
    return { have, tags, reason, leaves };
  } catch (error) {
    const denied = hiddenIfDenied(resource, error);
    if (denied) return hidden(denied.reason);
    throw error;
  }
}

function decide(
  resource: Resource,
  { have, tags, reason }: Found,
  { target, inputs }: Where,
  { kept, logsTo }: Sofar,
): Removal | undefined {
  if (have === undefined) return { action: 'keep', reason: reason ?? '' };
  const removal = resource.removal.decide(have, tags, {
    inputs,
    kept,
    place: target,
    ...(logsTo && { logsTo }),
  });
  if (!removal || removal.action === 'keep') return removal;
  const keep = resource.removal.keepByFlag?.(inputs) ?? reason;
  if (keep !== undefined) return { action: 'keep', reason: keep };
  if (isOurs(tags) || inputs.removal.force) return removal;
  return { action: 'keep', reason: 'it does not carry the tag of session-manager; --force deletes it all the same' };
}

/** Gives what has to stay because of a thing that stays, or that is put back. */
function remaining(resource: Resource, thing: Found | undefined, removal: Removal | undefined): Uses {
  if (thing?.have === undefined || removal?.action === 'delete') return {};
  return removal?.action === 'keep' ? (resource.removal.uses?.(thing.have) ?? {}) : thing.leaves;
}

function toChange(resource: Resource, removal: Removal | undefined, inputs: Inputs): Change {
  const title = resource.title(inputs);
  const base = { resource: resource.id, differences: [] };
  if (!removal) return { ...base, action: 'none', summary: `${title} does not exist` };
  if (removal.action === 'keep') return { ...base, summary: title, ...removal };
  return { ...base, summary: `Deleting ${title}`, ...removal };
}

/** The outcome for a thing. */
interface Outcome {
  readonly thing: Found | undefined;
  readonly removal: Removal | undefined;
}

/** Carries out what was planned for a thing. `removing`: something is deleted here. */
async function carryOut(
  resource: Resource,
  where: Where,
  planned: Outcome,
  sofar: Sofar,
  removing: boolean,
): Promise<Outcome> {
  const { thing, removal } = planned;
  if (removal && removal.action !== 'keep') return remove(resource, where, removal, sofar);
  // What others depend on must not go while another run sets up something that needs it.
  const since = !thing && removing ? await lookAgain(resource, where) : undefined;
  if (!since) return planned;
  return { thing: since, removal: { action: 'keep', reason: 'another run has made it meanwhile: run delete again' } };
}

/** Rejects with a TargetError where another run has set up again what this one has removed, since that may need the rest. */
async function checkGone(gone: readonly Resource[], where: Where): Promise<void> {
  const found = await Promise.all(gone.map((resource) => lookAgain(resource, where)));
  const titles = gone.filter((_, index) => found[index]).map(({ title }) => title(where.inputs));
  if (titles.length === 0) return;
  throw new TargetError(
    'OtherRunFaster',
    `another run has set up ${titles.join(' and ')} again, while this one deleted it and what it needs`,
    'wait until it is over, then run the one that you mean again: delete, or setup',
  );
}

/** Reads a thing that is gone again, where it needs other things. */
const lookAgain = (resource: Resource, where: Where): Promise<Found | undefined> =>
  untilSettled(where.target, async () =>
    resource.removal.uses ? look(resource, where, await readFor(resource, where.target, where.inputs)) : undefined,
  );

// Looks again first: since the plan was made, the user may have taken hours to answer, and a plan of many targets takes
// minutes. Someone may have changed the thing meanwhile; what another run has removed is gone, and that is all.
async function remove(resource: Resource, where: Where, planned: Removal, sofar: Sofar): Promise<Outcome> {
  const { target, inputs } = where;
  let outcome: Outcome = { thing: undefined, removal: undefined };
  await untilSettled(target, async () => {
    const thing = await look(resource, where, await readFor(resource, target, inputs));
    const removal = thing && unlessPutBack(planned, thing, decide(resource, thing, where, sofar));
    if (!thing || !removal) return;
    outcome = { thing, removal };
    if (removal.action !== 'keep') await resource.removal.remove(target, thing.have, thing.tags, inputs);
  });
  return outcome;
}

// What was to be put back, and carries our tag no more, was put back by another run: with --force it would be deleted now.
const unlessPutBack = (planned: Removal, thing: Found, now: Removal | undefined): Removal | undefined =>
  planned.action === 'update' && now?.action === 'delete' && !isOurs(thing.tags)
    ? { action: 'keep', reason: 'another run has put it back meanwhile' }
    : now;

const together = (one: Uses, other: Uses): Uses => ({
  logGroups: [...(one.logGroups ?? []), ...(other.logGroups ?? [])],
  keys: [...(one.keys ?? []), ...(other.keys ?? [])],
});
