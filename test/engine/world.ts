// A sandbox, and the tool on it as the commands use it, for tests of whole runs.
import assert from 'node:assert/strict';
import type { RetryStrategyV2 } from '@smithy/types';
import { StandardRetryStrategy } from '@smithy/core/retry';
import { diagnose, type DiagnosisOrder } from '../../src/engine/diagnose.ts';
import type { Access, Order } from '../../src/engine/order.ts';
import { plan } from '../../src/engine/plan.ts';
import { remove } from '../../src/engine/remove.ts';
import type { Report, TargetReport } from '../../src/engine/report.ts';
import { setup } from '../../src/engine/setup.ts';
import { parseInputs, type RawInputs } from '../../src/inputs/inputs.ts';
import { preferenceInputs } from '../../src/inputs/tables/preferences.ts';
import { callerOf } from '../../src/sandbox/door/authority.ts';
import { readCall } from '../../src/sandbox/door/call.ts';
import { AwsError } from '../../src/sandbox/protocols/aws-error.ts';
import { sandboxHandler } from '../../src/sandbox/door/handler.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/door/sandbox.ts';
import { emptyState, regionOf, type RegionState, type State } from '../../src/sandbox/state/state.ts';
import type { Bucket } from '../../src/sandbox/state/s3.ts';
import type { Document } from '../../src/sandbox/state/ssm.ts';
import type { WireRequest, WireResponse } from '../../src/sandbox/protocols/wire.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';

export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** Everything switched on. */
export const EVERYTHING: RawInputs = {
  kms: true,
  'encrypt-sessions': true,
  retention: '365',
  'deletion-protection': true,
  's3-bucket': 'session-logs',
  's3-prefix': 'ssm',
  'idle-timeout': '15',
  'max-duration': '60',
  'run-as': 'ssm-user',
  'shell-profile-linux': 'exec bash',
  tag: ['team=platform'],
};

/** The SDK's retries without their pauses. */
const impatient = (): RetryStrategyV2 =>
  new StandardRetryStrategy({
    maxAttempts: 10,
    baseDelay: 0,
    backoff: { setDelayBase: () => undefined, computeNextBackoffDelay: () => 0 },
  });

/** The manner in which a verb is run. */
interface Manner extends Pick<Order, 'fanOut' | 'interrupt' | 'judge'> {
  readonly concurrency?: number;
  /** Seconds. */
  readonly timeout?: number;
}

interface RemovalManner extends Manner {
  /** Happens while the user is asked; absent: nobody is. */
  readonly afterPlan?: () => Promise<void>;
}

type DiagnosisManner = Manner & Pick<DiagnosisOrder, 'selection' | 'machine' | 'everyNode' | 'principals'>;

export interface World {
  readonly sandbox: Sandbox;
  readonly connection: Access;
  setup(inputs?: RawInputs, scope?: RawScope, manner?: Manner): Promise<readonly TargetReport[]>;
  plan(inputs?: RawInputs, scope?: RawScope): Promise<readonly TargetReport[]>;
  remove(inputs?: RawInputs, scope?: RawScope, manner?: RemovalManner): Promise<readonly TargetReport[]>;
  planRemoval(inputs?: RawInputs, scope?: RawScope): Promise<readonly TargetReport[]>;
  /** These two audit the roles of nodes, too, as the commands do unless they are told not to. */
  setupWhole(inputs?: RawInputs, scope?: RawScope, manner?: Manner): Promise<readonly TargetReport[]>;
  planWhole(inputs?: RawInputs, scope?: RawScope): Promise<readonly TargetReport[]>;
  diagnose(inputs?: RawInputs, scope?: RawScope, manner?: DiagnosisManner): Promise<Report>;
  region(account?: string, region?: string): Promise<RegionState>;
  edit(change: (region: RegionState) => void): Promise<void>;
}

const UNAUDITED: RawInputs = { 'policy-audit': false };

export const world = ({ state = emptyState(), ...options }: SandboxOptions = {}): World =>
  worldOn(createSandbox({ sessionInputs: Object.values(preferenceInputs), state: withBucket(state), ...options }));

/** The bucket that EVERYTHING names must exist. */
const withBucket = (state: State): State => ({
  ...state,
  buckets: { 'session-logs': bucketOf(), ...state.buckets },
});

/** An encrypted bucket that is closed to the public. */
export const bucketOf = (overrides: Partial<Bucket> = {}): Bucket => ({
  account: ACCOUNT,
  region: REGION,
  created: '2026-01-01T00:00:00.000Z',
  encryption: 'AES256',
  publicAccessBlock: {
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: true,
    restrictPublicBuckets: true,
  },
  tags: {},
  ...overrides,
});

/** The tool on a sandbox that others may use, too. */
export function worldOn(sandbox: Sandbox): World {
  const connection: Access = {
    handler: sandboxHandler(sandbox),
    credentials: () => Promise.resolve({ accessKeyId: 'AKIATEST', secretAccessKey: 'x' }),
    retryStrategy: impatient,
  };
  const order = async (
    inputs: RawInputs,
    raw: RawScope,
    { timeout = 3600, concurrency = 16, ...manner }: Manner = {},
  ): Promise<Order> => ({
    inputs: parseInputs(inputs),
    scope: { ...(await parseScope({ regions: [REGION], ...raw }, {})), timeout, concurrency },
    connection,
    flags: { ...inputs, ...raw },
    ...manner,
  });
  const targetsOf = async (report: Promise<Report>): Promise<readonly TargetReport[]> => (await report).targets;
  return {
    sandbox,
    connection,
    setup: async (inputs = {}, scope = {}, manner = {}) =>
      targetsOf(setup(await order({ ...inputs, ...UNAUDITED }, scope, manner))),
    plan: async (inputs = {}, scope = {}) => targetsOf(plan(await order({ ...inputs, ...UNAUDITED }, scope))),
    async remove(inputs = {}, scope = {}, { afterPlan, ...manner } = {}) {
      const confirm = afterPlan && (() => afterPlan().then(() => true));
      return targetsOf(remove(await order(inputs, scope, manner), confirm));
    },
    planRemoval: async (inputs = {}, scope = {}) => targetsOf(plan(await order(inputs, scope), 'removal')),
    setupWhole: async (inputs = {}, scope = {}, manner = {}) => targetsOf(setup(await order(inputs, scope, manner))),
    planWhole: async (inputs = {}, scope = {}) => targetsOf(plan(await order(inputs, scope))),
    diagnose: async (inputs = {}, scope = {}, { selection, machine, principals, ...manner } = {}) =>
      diagnose({
        ...(await order(inputs, scope, manner)),
        ...(selection && { selection }),
        ...(machine && { machine }),
        ...(principals && { principals }),
      }),
    region: async (account = ACCOUNT, region = REGION) => regionOf(await sandbox.snapshot(), account, region),
    edit: (change) => sandbox.edit((state) => change(regionOf(state, ACCOUNT, REGION))),
  };
}

/** A state in which somebody else wrote the preferences document, in three versions of which the second is in effect. */
export async function stateWithForeignDocument(): Promise<State> {
  const state = emptyState();
  const content = (idle: string): string =>
    JSON.stringify({
      schemaVersion: '1.0',
      sessionType: 'Standard_Stream',
      inputs: {
        cloudWatchLogGroupName: 'theirs',
        idleSessionTimeout: idle,
        runAsEnabled: 'true',
        runAsDefaultUser: 'ops',
      },
    });
  regionOf(state, ACCOUNT, REGION).documents['SSM-SessionManagerRunShell'] = {
    type: 'Session',
    defaultVersion: '2',
    lastVersion: 3,
    created: '2025-01-01T00:00:00.000Z',
    tags: {},
    sharedWith: {},
    versions: ['10', '20', '30'].map((idle, index) => ({
      version: String(index + 1),
      format: 'JSON',
      content: content(idle),
      hash: `hash-${idle}`,
      created: '2025-01-01T00:00:00.000Z',
    })),
  };
  return state;
}

const FOREIGN_ID = '5b1c4c9f-6a0e-4f0f-9a53-0d5f7a1c2e34';

/** Makes a state in which an association happens to be called as ours: somebody else made it, and changed it once. */
export function stateWithForeignAssociation(): State {
  const state = emptyState();
  const parameters = {
    Name: 'AWS-UpdateSSMAgent',
    AssociationName: 'SsmAgent',
    DocumentVersion: '$DEFAULT',
    ScheduleExpression: 'rate(7 days)',
    ApplyOnlyAtCronInterval: false,
    Targets: [{ Key: 'tag:Environment', Values: ['dev'] }],
    Parameters: { allowDowngrade: ['false'] },
    MaxErrors: '10%',
  };
  regionOf(state, ACCOUNT, REGION).associations[FOREIGN_ID] = {
    id: FOREIGN_ID,
    version: 2,
    created: '2025-01-01T00:00:00.000Z',
    updated: '2025-01-01T00:00:00.000Z',
    tags: { team: 'dev' },
    status: { Status: 'Success', DetailedStatus: 'Success' },
    history: [{ ...parameters, ScheduleExpression: 'rate(14 days)' }],
    parameters,
  };
  return state;
}

const DOCUMENT = 'SSM-SessionManagerRunShell';

/** The preferences document of the region; fails if there is none. */
export async function documentOf(on: World): Promise<Document> {
  return (await on.region()).documents[DOCUMENT] ?? assert.fail('there is no document');
}

/** Adds a version of the document as someone else with another tool would, and makes it the default; gives its number. */
export async function writeByHand(
  on: World,
  inputs: Readonly<Record<string, string>>,
  effect: 'promoted' | 'draft' = 'promoted',
): Promise<string> {
  let number = '';
  await on.edit(({ documents }) => {
    const document = documents[DOCUMENT] ?? assert.fail('there is no document');
    document.lastVersion += 1;
    number = String(document.lastVersion);
    const content = JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs });
    document.versions.push({ version: number, format: 'JSON', content, hash: number, created: '2025-01-02T00:00:00Z' });
    if (effect === 'promoted') document.defaultVersion = number;
  });
  return number;
}

/** Numbers of the versions that are there, the one in effect, and the tags. */
export async function outlineOf(on: World): Promise<unknown> {
  const { versions, defaultVersion, tags } = await documentOf(on);
  return { versions: versions.map(({ version }) => version).join(' '), inEffect: defaultVersion, tags };
}

/** Intercepts calls from the tool to the sandbox: `meet` can answer a call of this operation itself. */
export function intercept(
  { sandbox }: World,
  operation: RegExp,
  meet: (request: WireRequest) => Promise<WireResponse | undefined>,
): void {
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    const answer = operation.test(request.headers['x-amz-target'] ?? '') ? await meet(request) : undefined;
    return answer ?? handle(request);
  };
}

/** Gives everything that waits for no call the time to go on. */
export const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Waits until these operations, of services that speak JSON, have been answered, and their answers read. */
export async function answered({ sandbox }: World, ...operations: readonly string[]): Promise<void> {
  const missing = new Set(operations);
  const handle = sandbox.handle.bind(sandbox);
  await new Promise<void>((resolve) => {
    sandbox.handle = async (request) => {
      const answer = await handle(request);
      missing.delete(request.headers['x-amz-target']?.split('.')[1] ?? '');
      if (missing.size === 0) resolve();
      return answer;
    };
  });
  for (let turns = 0; turns < 10; turns += 1) await turn();
}

/** Makes the answer of a service that speaks JSON to a call that it refuses. */
export const refusal = (code: string, message: string): WireResponse => ({
  status: 400,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify({ __type: code, message }),
});

/** A call on its way to the sandbox. */
interface Met {
  readonly account: string;
  readonly region: string;
  /** Makes the answer of this service to a call that it refuses. */
  refusal(code: string, message?: string, status?: number): WireResponse;
}

/** Intercepts calls from the tool to the sandbox, for services of any protocol: actions are `iam:GetPolicy`. */
export function interceptCalls(
  { sandbox }: World,
  actions: RegExp,
  meet: (call: Met) => Promise<WireResponse | undefined>,
): void {
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    const { service, operation, protocol, authorization } = readCall(request);
    if (!authorization || !actions.test(`${service}:${operation}`)) return handle(request);
    const { account } = callerOf(await sandbox.snapshot(), authorization, ACCOUNT);
    const answer = await meet({
      account,
      region: authorization.region,
      refusal: (code, message = code, status = 400) =>
        protocol.refusal(new AwsError(code, message, status), 'of-the-test'),
    });
    return answer ?? handle(request);
  };
}

/** An endpoint that does not keep the names of versions, unlike AWS. */
export function forgetVersionNames({ sandbox }: World): void {
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    if (!/\.(Create|Update)Document$/.test(request.headers['x-amz-target'] ?? '')) return handle(request);
    const { VersionName: _name, ...input } = JSON.parse(request.body) as Readonly<Record<string, unknown>>;
    return handle({ ...request, body: JSON.stringify(input) });
  };
}

/** Makes KMS say once that there is no such alias, as it can while a change spreads; tells how often it did. */
export function missAlias(on: World): () => number {
  let missed = 0;
  intercept(on, /^TrentService\.DescribeKey$/, async ({ body }) => {
    if (missed > 0 || !body.includes('alias/')) return undefined;
    missed += 1;
    return refusal('NotFoundException', 'Alias alias/session is not found.');
  });
  return () => missed;
}

/** A service control policy as AWS Control Tower has it: it closes the region, and leaves KMS open. */
export function closeAllButKms(on: World): void {
  intercept(on, /^(AmazonSSM|Logs_20140328)\./, async ({ headers }) => {
    const message = `not authorized to perform: ${headers['x-amz-target']} with an explicit deny in a service control policy`;
    return refusal('AccessDeniedException', message);
  });
}

/** A state without what differs from run to run by nature: ids, times, and the order things were written in. */
export function comparable({ accounts, iam }: State): unknown {
  const names = new Map<string, string>();
  const text = JSON.stringify(sorted({ accounts, iam }), (name, value: unknown) =>
    ['created', 'updated', 'deletion', 'hash', 'refusalsLeft', 'name'].includes(name) ? undefined : value,
  );
  const ids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|ANPA[A-Z2-7]{17}/g;
  const stable = text.replace(ids, (id) => {
    const name = names.get(id) ?? `id-${names.size + 1}`;
    names.set(id, name);
    return name;
  });
  return JSON.parse(stable);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, entry]) => [key, sorted(entry)] as const);
  return Object.fromEntries(entries.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
