import { isNotOffered } from '../aws/errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { resources } from '../resources/index.ts';
import { isMadeByUs } from '../resources/ownership.ts';
import type { Outputs, Resource } from '../resources/resource.ts';
import { roleGrant } from '../resources/role-grant.ts';
import type { Target } from '../targets/target.ts';
import type { Place } from '../aws/place.ts';
import type { Change, Plan, Result, Step } from './plan.ts';
import { readAll } from './read.ts';
import { untilSettled } from './settle.ts';

/** What `setup` does where nothing exists yet; calls nothing. `first`: what is one for the whole account is shown here. */
export function blankSetup(place: Place, inputs: Inputs, first = true): readonly Change[] {
  let known: Outputs = {};
  const kinds = inputs.grant && first ? [...resources, roleGrant([place.region])] : resources;
  return kinds.flatMap((resource) => {
    const want = resource.want(inputs, place, known);
    if (want === undefined) return [];
    known = { ...known, ...resource.expected?.(want) };
    const action = resource.isGiven?.(want) ? 'none' : 'create';
    const summary = resource.sentence(action, want, undefined);
    return [{ resource: resource.id, action, summary, differences: [] } satisfies Change];
  });
}

/** Reads everything at once, then says what would make it as wanted, in order. Changes nothing. */
export async function planSetup(target: Target, inputs: Inputs, kinds: readonly Resource[] = resources): Promise<Plan> {
  const asked = kinds.filter((resource) => resource.want(inputs, target, {}) !== undefined);
  const found = await readAll(asked, target, inputs, (_resource, error) =>
    isNotOffered(error) ? new NotOffered(error) : undefined,
  );
  const missing = await Promise.all(
    asked.map((resource, index) => missingTags(resource, target, found[index], inputs)),
  );
  let known: Outputs = {};
  return asked.map((resource, index): Step => {
    const have = found[index];
    if (have instanceof NotOffered) return have.step(resource, inputs);
    const tags = missing[index] ?? [];
    const want = resource.want(inputs, target, known);
    const change = decide(resource, want, have, inputs, tags);
    known = { ...known, ...outcome(resource, want, have) };
    return { change, run: (sofar) => run(resource, target, inputs, change, have, tags, sofar) };
  });
}

/** Something that an endpoint other than AWS does not offer: it fails by itself, after what comes before it. */
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

function decide(
  resource: Resource,
  want: unknown,
  have: unknown,
  inputs: Inputs,
  missing: readonly MissingTag[],
): Change {
  const differences = [
    ...resource.diff(want, have),
    ...missing.map(({ key, have: there, want: wanted }) => ({ field: `tag ${key}`, have: there, want: wanted })),
  ];
  const reason = have === undefined ? undefined : resource.hold?.(want, have, inputs);
  const action = have === undefined ? 'create' : reason ? 'keep' : differences.length > 0 ? 'update' : 'none';
  const summary = resource.sentence(action, want, have);
  return { resource: resource.id, action, summary, ...(reason && { reason }), differences };
}

const outcome = (resource: Resource, want: unknown, have: unknown): Outputs =>
  (have === undefined ? resource.expected?.(want) : resource.outputs?.(have)) ?? {};

interface MissingTag {
  readonly key: string;
  readonly have: string | null;
  readonly want: string;
}

// Tags cost a call, so they are only read where the user asks for some.
async function missingTags(
  resource: Resource,
  target: Target,
  have: unknown,
  inputs: Inputs,
): Promise<readonly MissingTag[]> {
  if (have === undefined || have instanceof NotOffered || Object.keys(inputs.tags).length === 0) return [];
  const there = await resource.tags(target, have);
  if (!isMadeByUs(there)) return [];
  return Object.entries(inputs.tags).flatMap(([key, want]) =>
    there[key] === want ? [] : [{ key, have: there[key] ?? null, want }],
  );
}

async function run(
  resource: Resource,
  target: Target,
  inputs: Inputs,
  planned: Change,
  found: unknown,
  missing: readonly MissingTag[],
  known: Outputs,
): Promise<Result> {
  // What earlier steps made is known by now.
  const want = resource.want(inputs, target, known);
  if (planned.action === 'none' || planned.action === 'keep') {
    return { known: { ...known, ...outcome(resource, want, found) } };
  }
  let have = found;
  // What was to be known after apply is known now.
  let change: Change = { ...planned, differences: decide(resource, want, found, inputs, missing).differences };
  await untilSettled(target, async (again) => {
    if (again) {
      have = await resource.read(target, inputs);
      const now = decide(resource, want, have, inputs, []);
      if (now.action === 'keep') change = now;
      if (now.action === 'keep' || now.action === 'none') return;
    }
    if (have === undefined || resource.diff(want, have).length > 0) have = await resource.apply(target, want, have);
  });
  if (missing.length > 0) {
    await resource.tag(target, have, Object.fromEntries(missing.map(({ key, want: value }) => [key, value])));
  }
  const fresh = [...(known.fresh ?? []), resource.id];
  return { known: { ...known, ...resource.outputs?.(have), fresh }, change };
}
