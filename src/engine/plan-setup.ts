import { isNotOffered } from '../aws/errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { resources, resourcesOf } from '../resources/index.ts';
import { isMadeByUs, isOurs } from '../resources/ownership.ts';
import type { Difference, Outputs, Resource, Tags } from '../resources/resource.ts';
import type { Place } from '../aws/place.ts';
import { type Change, isWritten, type Plan, type Result, type Step } from './change.ts';
import { readAll } from './read.ts';
import { untilSettled } from './settle.ts';
import type { Work } from './work.ts';

/** Lists what `setup` does where nothing exists yet; calls nothing. `first`: what a whole account has one of is shown here. */
export function blankSetup(place: Place, inputs: Inputs, first = true): readonly Change[] {
  let known: Outputs = {};
  return (first ? resources : resourcesOf('region')).flatMap((resource) => {
    const want = resource.want(inputs, place, known);
    if (want === undefined) return [];
    known = { ...known, ...resource.outputs?.(want, undefined, false) };
    const action = resource.unmade?.(want) === 'given' ? 'none' : 'create';
    const summary = resource.sentence(action, want, undefined);
    return [{ resource: resource.id, action, summary, differences: [] } satisfies Change];
  });
}

interface Where extends Pick<Work, 'target' | 'inputs' | 'reads'> {
  /** Ids of what this run has written before: where it is still ours, it is changed without being asked again. */
  readonly written?: ReadonlySet<string>;
}

/** One resource that is asked for, as it was read. */
interface Found {
  readonly resource: Resource;
  readonly have: unknown;
  /** Also empty where they decide nothing and were not read. */
  readonly tags: Tags;
}

/**
 * Reads everything at once, then plans what would make it as wanted, in order. Changes nothing. `given` is what is known
 * before the first of them.
 */
export async function planSetup(
  where: Where,
  kinds: readonly Resource[] = resourcesOf('region'),
  given: Outputs = {},
): Promise<Plan> {
  const { target, inputs, reads } = where;
  const asked = kinds.filter((resource) => resource.want(inputs, target, given) !== undefined);
  const there = await readAll(asked, where, {
    read: (resource) => reads.of(resource),
    instead: (_resource, error) => (isNotOffered(error) ? new NotOffered(error) : undefined),
  });
  const before = { ...given, ...foretold(asked, there) };
  let foreseen = before;
  const found = await Promise.all(
    asked.map((resource, index) => {
      const want = resource.want(inputs, target, foreseen);
      foreseen = { ...foreseen, ...outputsOf(resource, want, there[index]) };
      return look(where, resource, want, there[index]);
    }),
  );
  let known = before;
  const judgements: (() => Promise<void>)[] = [];
  let surprised = false;
  const plan = found.flatMap((entry): Plan => {
    const { resource, have, tags } = entry;
    const want = resource.want(inputs, target, known);
    // A thing that nothing needs is only maintained where it is ours.
    if (resource.unmade?.(want) === 'needless' && !isOurs(tags)) return [];
    if (have instanceof NotOffered) return [have.step(resource, inputs)];
    const change = decide(entry, want, where);
    known = { ...known, ...resource.outputs?.(want, have, false) };
    if (isWritten(change)) judgements.push(async () => resource.judge?.(target, want, have));
    const basis = have === undefined ? undefined : resource.basis?.(want, have);
    return [
      {
        change,
        ...(basis && { basis }),
        async run(sofar) {
          const result = await run(where, entry, change, { known: { ...before, ...sofar }, surprised });
          surprised ||= result.change !== undefined && result.change.action !== change.action;
          return result;
        },
      },
    ];
  });
  // Where a step fails by itself, what it would have made is not known.
  if (plan.every(({ problem }) => problem === undefined)) await Promise.all(judgements.map((judge) => judge()));
  return plan;
}

const outputsOf = (resource: Resource, want: unknown, have: unknown): Outputs =>
  have instanceof NotOffered ? {} : (resource.outputs?.(want, have, false) ?? {});

function foretold(asked: readonly Resource[], there: readonly unknown[]): Outputs {
  let known: Outputs = {};
  for (const [index, resource] of asked.entries()) {
    const have = there[index];
    if (have !== undefined && !(have instanceof NotOffered)) known = { ...known, ...resource.foretells?.(have) };
  }
  return known;
}

/** Stands for what an endpoint other than AWS does not offer: only its own step fails, after those before it. */
class NotOffered {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }

  step(resource: Resource, inputs: Inputs): Step {
    const summary = `Reading ${resource.title(inputs)}`;
    const change: Change = { resource: resource.id, action: 'update', summary, differences: [] };
    return { change, problem: this.error, run: () => Promise.reject(this.error) };
  }
}

// Tags cost a call, so they are read only where they decide something.
async function look(where: Where, resource: Resource, want: unknown, read: unknown): Promise<Found> {
  const { target, inputs, written } = where;
  if (read === undefined || read instanceof NotOffered) return { resource, have: read, tags: {} };
  const have = await identified(where, resource, want, read);
  const mayDecide =
    resource.unmade?.(want) === 'needless' || Object.keys(inputs.tags).length > 0 || written?.has(resource.id);
  return { resource, have, tags: mayDecide ? await resource.tags(target, have) : {} };
}

const identified = async ({ target }: Where, resource: Resource, want: unknown, have: unknown): Promise<unknown> =>
  have !== undefined && resource.identify ? resource.identify(target, want, have) : have;

/** Lists the user's tags that a thing of ours does not have. */
function missingTags({ have, tags }: Found, inputs: Inputs): readonly Difference[] {
  if (have === undefined || !isMadeByUs(tags)) return [];
  return Object.entries(inputs.tags).flatMap(([key, want]) =>
    tags[key] === want ? [] : [{ field: key, have: tags[key] ?? null, want }],
  );
}

function decide(found: Found, want: unknown, { inputs, written }: Pick<Where, 'inputs' | 'written'>): Change {
  const { resource, have, tags } = found;
  const isOwn = written?.has(resource.id) && isMadeByUs(tags);
  const differences = [
    ...resource.diff(want, have),
    ...missingTags(found, inputs).map((missing) => ({ ...missing, field: `tag ${missing.field}` })),
  ];
  const reason =
    resource.leave?.(want) ?? (have === undefined || isOwn ? undefined : resource.keep?.(want, have, inputs));
  const action = reason ? 'keep' : have === undefined ? 'create' : differences.length > 0 ? 'update' : 'none';
  const summary = resource.sentence(action, want, have);
  const untouched = have === undefined ? [] : (resource.untouched?.(want, have) ?? []);
  return {
    resource: resource.id,
    action,
    summary,
    ...(reason && { reason }),
    differences,
    ...(untouched.length > 0 && { untouched }),
  };
}

/** The state of the steps before one. */
interface Sofar {
  readonly known: Outputs;
  /** True if one of them turned out other than planned: what was judged is out of date. */
  readonly surprised: boolean;
}

async function run(where: Where, found: Found, planned: Change, { known, surprised }: Sofar): Promise<Result> {
  const { target, inputs, reads } = where;
  const { resource } = found;
  // The outputs of earlier steps are known by now.
  const want = resource.want(inputs, target, known);
  if (!isWritten(planned)) {
    return { known: { ...known, ...resource.outputs?.(want, found.have, false) } };
  }
  let { have } = found;
  // Values that were to be known after apply are known now.
  let change: Change = { ...planned, differences: decide(found, want, where).differences };
  await untilSettled(target, async (again) => {
    if (again) {
      have = await identified(where, resource, want, await resource.read(target, inputs));
      if (have === undefined && resource.unmade?.(want) === 'needless') return;
      const now = decide({ resource, have, tags: {} }, want, where);
      if (now.action === 'keep') change = now;
      if (!isWritten(now)) return;
    }
    if (again || surprised) await resource.judge?.(target, want, have);
    if (have === undefined || resource.diff(want, have).length > 0) have = await resource.apply(target, want, have);
  });
  // A thing that nothing needs, and that someone has removed since, is not made again.
  if (have === undefined) {
    const summary = `${resource.title(inputs)} does not exist`;
    return { known, change: { resource: resource.id, action: 'none', summary, differences: [] } };
  }
  const missing = isWritten(change) ? missingTags(found, inputs) : [];
  if (missing.length > 0) {
    await resource.tag(
      target,
      have,
      Object.fromEntries(missing.map(({ field, want: value }) => [field, String(value)])),
    );
  }
  reads.put(resource, have);
  return { known: { ...known, ...resource.outputs?.(want, have, true) }, change };
}
