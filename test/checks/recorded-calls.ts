// Finds out which AWS calls each check makes, by making it alone on fleets that give it every reason to call.
import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { Calls, CallsOf } from '../../src/checks/catalogue/calls.ts';
import { checks } from '../../src/checks/index.ts';
import type { DiagnosisOrder } from '../../src/engine/diagnose.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { regionOf, type State } from '../../src/sandbox/state/state.ts';
import { FAULTS, planted, sound } from '../engine/advice/fleets.ts';
import { policyText } from '../engine/identities.ts';
import { manyNodes } from '../engine/many.ts';
import { keyArn, plantKey } from '../engine/planted.ts';
import { ACCOUNT, EVERYTHING, REGION, type World, world } from '../engine/world.ts';
import { fleetWithGroups, freeze, named, openBucket } from '../operator-stories.ts';

/** What was recorded, in the form of `src/checks/catalogue/calls.ts`. */
export interface Recorded {
  readonly everyRun: Calls;
  readonly byCheck: readonly CallsOf[];
  readonly otherActions: Readonly<Record<string, string>>;
}

interface Fleet {
  readonly state?: State;
  readonly before?: (on: World) => Promise<unknown>;
  readonly inputs?: RawInputs;
  /** Default: one. */
  readonly regions?: readonly string[];
  readonly principals?: DiagnosisOrder['principals'];
  /** Only checks with ids of these families are made there; absent: all. */
  readonly families?: readonly string[];
}

const disableKeys = (on: World): Promise<void> =>
  on.edit(({ keys }) => Object.values(keys).forEach((key) => (key.state = 'Disabled')));

const loseKeys = (on: World): Promise<void> =>
  on.edit((region) => void Object.assign(region, { keys: {}, aliases: {} }));

/** A fleet whose endpoints are open to a role, a key and an organization. */
function guardedEndpoints(): State {
  const state = sound();
  const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-sandbox0001' } };
  const Principal = { AWS: `arn:aws:iam::${ACCOUNT}:role/web` };
  const policy = policyText({ Effect: 'Allow', Principal, Action: '*', Resource: keyArn(4), Condition });
  for (const endpoint of Object.values(regionOf(state, ACCOUNT, REGION).vpcEndpoints)) endpoint.policy = policy;
  return state;
}

/** A fleet whose bucket is open to its organization. */
function openToOrganization(): State {
  const state = fleetState();
  delete state.organization?.untold;
  const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-sandbox0001' } };
  for (const bucket of Object.values(state.buckets)) {
    bucket.policy = policyText({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*', Condition });
  }
  return state;
}

const FLEETS: readonly Fleet[] = [
  { state: fleetState(), inputs: { kms: true }, regions: ['us-east-1', 'eu-west-1'] },
  { state: fleetWithGroups(), before: freeze },
  { state: fleetWithGroups(), principals: named('user/sandbox', 'role/web'), families: ['user', 'bypass'] },
  { state: fleetState(), principals: 'all', families: ['user', 'bypass'] },
  { state: openToOrganization(), regions: ['eu-west-1'], families: ['instance', 'vpc'] },
  {
    async before(on) {
      await on.setupWhole(EVERYTHING);
      await openBucket(on);
    },
  },
  { before: (on) => on.setup(EVERYTHING).then(() => disableKeys(on)), families: ['kms'] },
  { state: fleetWithGroups(), before: loseKeys, families: ['kms'] },
  { state: guardedEndpoints(), families: ['vpc'] },
  { before: (on) => plantKey(on, 4).then(() => on.setup({ 'kms-key': keyArn(4), 'encrypt-sessions': true })) },
];

/** More nodes than are all asked whether they hold a channel. */
const MANY: Fleet = { state: manyNodes(201), families: ['instance.not-connected'] };

/** Makes every check on every fleet, one by one, and tells what each has called. */
export async function recordCalls(): Promise<Recorded> {
  const found = new Map<string, Set<string>>(checks.map(({ ids }) => [ids.join(), new Set()]));
  const otherActions = new Map<string, string>();
  for (const fleet of FLEETS) await record(fleet, found, otherActions);
  for (const fault of FAULTS) {
    const { inputs, principals, check } = fault;
    const fleet = {
      state: planted(fault),
      families: [check.startsWith('vpc.') ? 'vpc' : check],
      ...(inputs && { inputs }),
      ...(principals && { principals }),
    };
    await record(fleet, found, otherActions);
  }
  const sampling = new Map([['instance.not-connected', new Set<string>()]]);
  await record(MANY, sampling, otherActions);
  for (const calls of found.values()) {
    // Whoever asks nodes for their channels asks a sample of many.
    if (calls.has('ssm:GetConnectionStatus')) for (const call of [...sampling.values()][0] ?? []) calls.add(call);
  }
  const everyRun = found.get('client.node') ?? new Set();
  return {
    everyRun: byService(everyRun),
    byCheck: checks.flatMap(({ ids }) => {
      const own = [...(found.get(ids.join()) ?? [])].filter((call) => !everyRun.has(call));
      return own.length === 0 ? [] : [{ ids, calls: byService(own) }];
    }),
    otherActions: Object.fromEntries([...otherActions].toSorted(([one], [other]) => (one < other ? -1 : 1))),
  };
}

/** Groups calls by service, all in alphabetical order. */
function byService(calls: Iterable<string>): Calls {
  const found: Record<string, string[]> = {};
  for (const call of [...calls].toSorted()) {
    const [service = '', operation = ''] = call.split(':');
    (found[service] ??= []).push(operation);
  }
  return found;
}

async function record(
  { state, before, inputs = {}, principals, families, regions = [REGION] }: Fleet,
  found: ReadonlyMap<string, Set<string>>,
  otherActions: Map<string, string>,
): Promise<void> {
  const on = world(state ? { state } : {});
  await before?.(on);
  tellWhoCalls(on, otherActions);
  for (const { ids } of checks) {
    const calls = found.get(ids.join());
    if (!calls || (families && !ids.some((id) => families.some((family) => `${id}.`.startsWith(`${family}.`)))))
      continue;
    const selection = { only: ids.slice(0, 1), skip: [] };
    await calling.run(calls, () => on.diagnose(inputs, { regions }, { selection, ...(principals && { principals }) }));
  }
  await quiet(on);
}

/** The calls of the check that is being made. A read that is still on its way when its check is done is not that of the next one. */
const calling = new AsyncLocalStorage<Set<string>>();

function tellWhoCalls({ sandbox: { calls } }: World, otherActions: Map<string, string>): void {
  calls.push = (...some) => {
    const own = calling.getStore();
    for (const { service, operation, action = `${service}:${operation}` } of own ? some : []) {
      const call = `${service}:${operation}`;
      own?.add(call);
      if (action !== call) otherActions.set(call, action);
    }
    return Array.prototype.push.apply(calls, some);
  };
}

/** Waits until nothing is called any more. */
async function quiet({ sandbox: { calls } }: World): Promise<void> {
  for (let turns = 0, seen = calls.length; turns < 50; turns += 1) {
    await turn();
    if (calls.length > seen) turns = 0;
    seen = calls.length;
  }
}
