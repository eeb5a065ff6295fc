// Runs in every situation that takes a call of its own, each with the tasks whose policy should suffice.
import assert from 'node:assert/strict';
import { endSessions } from '../src/engine/end-sessions.ts';
import type { Listing } from '../src/engine/listing.ts';
import { gatherEvidence } from '../src/engine/evidence.ts';
import { readExisting } from '../src/engine/existing.ts';
import { findLog } from '../src/engine/log.ts';
import { listNodes } from '../src/engine/nodes.ts';
import { plan } from '../src/engine/plan.ts';
import { readEach } from '../src/engine/read-each.ts';
import type { Report, TargetReport } from '../src/engine/report.ts';
import { listSessions } from '../src/engine/sessions.ts';

import { parsePrincipals, type PrincipalsAsked } from '../src/inputs/principals.ts';
import { parseInputs, type RawInputs } from '../src/inputs/inputs.ts';
import type { Task } from '../src/inputs/tables/policy.ts';
import type { Faults } from '../src/sandbox/door/faults.ts';
import { fleetState } from '../src/sandbox/fleet/fleet.ts';
import { SANDBOX_USER } from '../src/sandbox/iam/sandbox-user.ts';
import { emptyIam } from '../src/sandbox/state/iam.ts';
import { emptyState, regionOf, type State } from '../src/sandbox/state/state.ts';
import { managedPolicy, policyText } from './engine/identities.ts';
import { orderOn } from './engine/listings.ts';
import { manyNodes } from './engine/many.ts';
import { CLOSED_TO_LOGS, keyArn, plantBucket, plantKey, plantLogGroup } from './engine/planted.ts';
import {
  ACCOUNT,
  EVERYTHING,
  stateWithForeignAssociation,
  stateWithForeignDocument,
  type World,
} from './engine/world.ts';
import { printedFor, roleWith, ROLE } from './enforced.ts';

interface Step {
  /** The tasks whose policy the operator has, `--for`. */
  readonly for: readonly Task[];
  /** The flags of `policy operator` that name things. */
  readonly named?: RawInputs;
  /** What others do before. */
  readonly before?: (on: World) => Promise<unknown>;
  readonly run: (on: World) => Promise<readonly TargetReport[] | Report>;
  /** Actions that are taken out of that policy: then the run is to fail. */
  readonly without?: RegExp;
  /** Actions that are denied on purpose. */
  readonly denied?: readonly string[];
}

interface Story {
  readonly title: string;
  readonly state?: () => State | Promise<State>;
  readonly faults?: Faults;
  readonly steps: readonly Step[];
}

const BOTH = { regions: ['us-east-1', 'eu-west-1'] };
const OTHER = '222222222222';
const UNIT = 'ou-abcd-11111111';
const UNIT_BELOW = 'ou-abcd-22222222';
const BUCKET = { 's3-bucket': 'session-logs' };
const AUDIT_GROUP = { 'log-group': 'audit', 'kms-alias': 'audit' };
const OURS = { 'session-manager:managed': 'alias/session' };
const SESSIONS = `arn:aws:iam::${ACCOUNT}:policy/session-manager-sessions`;
const DOUBLE = 'ffffffff-2222-3333-4444-555555555555';
const GONE = '2099-01-01T00:00:00.000Z';
const IAM_POLICY = `arn:aws:iam::${ACCOUNT}:policy/operators`;

/** Reads what an export is to import. */
async function lookedAt(on: World, flags: RawInputs): Promise<readonly TargetReport[]> {
  const order = await orderOn(on, {}, { inputs: parseInputs(flags) });
  await readEach(order, (target) => readExisting(target, order.inputs));
  return [];
}

/** A fleet whose caller has policies of every kind, and a network with DHCP options, and one whose internet gateway is gone. */
export function fleetWithGroups(): State {
  const state = fleetState();
  const here = regionOf(state, ACCOUNT, 'us-east-1');
  here.dhcpOptions = { 'dopt-1': { nameServers: ['AmazonProvidedDNS'], tags: {} } };
  for (const vpc of Object.values(here.vpcs)) vpc.dhcpOptions = 'dopt-1';
  const [[id, instance] = []] = Object.entries(here.instances);
  if (id !== undefined && instance) {
    const lost = { vpc: 'vpc-lost', subnet: 'subnet-lost', securityGroups: [], publicIp: '203.0.113.9' };
    here.instances[id] = { ...instance, state: 'running', ...lost };
    here.vpcs['vpc-lost'] = { cidr: '10.9.0.0/16', dnsSupport: true, dnsHostnames: true, tags: {} };
    here.subnets['subnet-lost'] = { vpc: 'vpc-lost', cidr: '10.9.0.0/24', zone: 'us-east-1a', tags: {} };
    const route = { destination: '0.0.0.0/0', target: 'igw-lost', state: 'blackhole' as const };
    here.internetBlock = { mode: 'block-bidirectional', exclusions: {} };
    here.routeTables['rtb-lost'] = { vpc: 'vpc-lost', main: true, subnets: [], routes: [route] };
  }
  here.hostedZones = {
    Z0SHADOW: {
      name: 'us-east-1.amazonaws.com',
      vpcs: Object.keys(here.vpcs),
      records: [{ name: 'kms.us-east-1.amazonaws.com', type: 'A', values: ['10.0.0.9'] }],
    },
  };
  const iam = (state.iam[ACCOUNT] ??= emptyIam());
  const statement = { Effect: 'Allow', Action: 'ec2:DescribeTags', Resource: '*' };
  iam.policies[IAM_POLICY] = managedPolicy('operators', statement);
  iam.users[SANDBOX_USER] = {
    ...(iam.users[SANDBOX_USER] ?? { id: 'AIDASANDBOX', path: '/', created: '2025-01-01T00:00:00.000Z', tags: {} }),
    inline: {},
    attached: [IAM_POLICY],
  };
  iam.groups = {
    operators: {
      id: 'AGPAOPERATORS0000000A',
      path: '/team/',
      created: '2025-01-01T00:00:00.000Z',
      inline: { more: policyText(statement) },
      attached: [IAM_POLICY],
      users: [SANDBOX_USER],
    },
  };
  return state;
}

/** Attaches the grant to a user and a group, too. */
const attachGrant = (on: World): Promise<void> =>
  on.sandbox.edit(({ iam }) => {
    const { users, groups = {} } = iam[ACCOUNT] ?? emptyIam();
    for (const holder of [users[SANDBOX_USER], groups['operators']]) holder?.attached.push(SESSIONS);
  });

/** Some principals of the account. */
export const named = (...names: readonly string[]): PrincipalsAsked =>
  parsePrincipals({ principal: names.map((name) => `arn:aws:iam::${ACCOUNT}:${name}`) }) ?? 'all';

/** Takes the public access block off the bucket: then that of the account matters, and ACLs. */
export const openBucket = (on: World): Promise<void> =>
  on.sandbox.edit(({ buckets }) => void Object.assign(buckets['session-logs'] ?? {}, { publicAccessBlock: null }));

const unshare = (on: World): Promise<void> =>
  on.sandbox.edit(({ accounts }) => {
    for (const region of Object.values(accounts[ACCOUNT] ?? {})) {
      for (const document of Object.values(region.documents)) document.sharedWith = {};
    }
  });

/** Puts an association under a change calendar. */
export const freeze = (on: World): Promise<void> =>
  on.edit(({ associations }) => {
    for (const { parameters } of Object.values(associations)) Object.assign(parameters, { CalendarNames: ['freeze'] });
  });

/** Two keys of killed runs, and two associations of runs at once. */
async function leaveSurplus(on: World): Promise<void> {
  await plantKey(on, 1, { tags: OURS });
  await plantKey(on, 2, { tags: OURS });
  await on.edit(({ associations }) => {
    const [one] = Object.values(associations);
    if (one) associations[DOUBLE] = { ...structuredClone(one), id: DOUBLE };
  });
}

const theirKey = (on: World): Promise<string> =>
  plantKey(on, 3, {
    alias: 'alias/session',
    tags: { team: 'payments' },
    state: 'PendingDeletion',
    deletion: GONE,
    policy: CLOSED_TO_LOGS,
    rotationDays: null,
  });

/** Turns what is listed into the form of reports. */
const listed = async (listing: Promise<Listing<object>>): Promise<readonly TargetReport[]> =>
  (await listing).targets.map(({ account, region, ...rest }) => ({
    account,
    region,
    status: rest.status === 'listed' ? 'unchanged' : rest.status,
    ...('error' in rest && { error: rest.error }),
    changes: [],
    findings: [],
  }));

/** The times of a session that is so long over that a bucket may have lost its recording. */
function longOver(): { readonly started: string; readonly ended: string } {
  const ended = Date.now() - 9 * 86_400_000;
  return { started: new Date(ended - 3_600_000).toISOString(), ended: new Date(ended).toISOString() };
}

/** A fleet with a session that is open, one on a hybrid node that is over, and one that is long over where there is a bucket. */
function fleetWithSessions(): State {
  const state = fleetState();
  const here = regionOf(state, ACCOUNT, 'us-east-1');
  const node = (prefix: string): string => Object.keys(here.nodes).find((id) => id.startsWith(prefix)) ?? '';
  const owner = `arn:aws:iam::${ACCOUNT}:user/jane`;
  const began = { owner, started: new Date(Date.now() - 3_600_000).toISOString() };
  const document = 'SSM-SessionManagerRunShell';
  // They are younger than the session, so that those before have to be read.
  for (const version of here.documents[document]?.versions ?? []) version.created = new Date().toISOString();
  here.activeSessions = { 'jane-0123456789abcdef0': { ...began, target: node('i-'), document, parameters: {} } };
  here.pastSessions = {
    'jane-0123456789abcdef1': {
      ...began,
      target: node('mi-'),
      ended: new Date().toISOString(),
      status: 'Terminated',
      document,
    },
  };
  const ireland = regionOf(state, ACCOUNT, 'eu-west-1');
  ireland.pastSessions = {
    'jane-0123456789abcdef2': { owner, target: node('i-'), ...longOver(), status: 'Terminated', document },
  };
  return state;
}

export const STORIES: readonly Story[] = [
  {
    title: 'what only lists',
    state: fleetWithSessions,
    steps: [
      { for: ['sessions'], run: async (on) => listed(listNodes(await orderOn(on, BOTH))) },
      { for: ['sessions'], run: async (on) => listed(listNodes(await orderOn(on, { regions: ['all'] }))) },
      {
        for: ['sessions'],
        run: async (on) => listed(listSessions({ ...(await orderOn(on, BOTH)), states: ['Active', 'History'] })),
      },
      {
        for: ['sessions'],
        run: async (on) => listed(gatherEvidence({ ...(await orderOn(on, BOTH)), states: ['Active', 'History'] })),
      },
      {
        for: ['sessions'],
        run: async (on) => {
          const { sessions } = await endSessions(await orderOn(on), ['jane-0123456789abcdef0']);
          return sessions.map((end) => ({
            account: ACCOUNT,
            region: 'us-east-1',
            status: end.status === 'failed' ? 'failed' : 'changed',
            ...(end.status === 'failed' && { error: end.error }),
            changes: [],
            findings: [],
          }));
        },
      },
    ],
  },
  {
    title: 'what was done in a session',
    state: () => {
      const state = fleetWithSessions();
      const here = regionOf(state, ACCOUNT, 'us-east-1');
      const bucket = {
        account: ACCOUNT,
        region: 'us-east-1',
        created: GONE,
        encryption: 'AES256',
        publicAccessBlock: null,
        tags: {},
      } as const;
      const began = { owner: 'x', target: 'i-1', started: new Date(0).toISOString(), status: 'Terminated' } as const;
      const ended = new Date().toISOString();
      here.pastSessions = {
        'jane-1': { ...began, ended, log: { s3: { bucket: 'session-logs', key: 'jane-1.log' } } },
        'jane-2': { ...began, ended, log: { group: 'kept' } },
        'jane-3': { ...began, ended },
        'jane-4': { ...began, ...longOver(), log: { s3: { bucket: 'session-logs', key: 'jane-4.log' } } },
      };
      state.buckets['session-logs'] = { ...bucket, objects: { 'jane-1.log': { modified: ended, content: 'x' } } };
      here.logGroups['kept'] = {
        created: ended,
        class: 'STANDARD',
        storedBytes: 0,
        deletionProtection: false,
        tags: {},
        streams: { 'jane-2': { created: ended, events: [{ time: ended, message: 'x' }] } },
      };
      return state;
    },
    steps: ['jane-1', 'jane-2', 'jane-3', 'jane-4'].map((id) => ({
      for: ['recordings'],
      named: BUCKET,
      run: async (on) => {
        const log = findLog({ ...(await orderOn(on, { regions: ['all'] })), id });
        if (['jane-3', 'jane-4'].includes(id)) await assert.rejects(log, { code: 'NoRecording' });
        else for await (const { text } of (await log).texts) assert.equal(text.trim(), 'x');
        return [];
      },
    })),
  },
  {
    title: 'what is read of every region, where Account Management is missing',
    faults: { missingServices: ['account'] },
    steps: [
      {
        for: ['recordings'],
        run: async (on) => listed(listSessions({ ...(await orderOn(on, { regions: ['all'] })), states: ['Active'] })),
      },
    ],
  },
  {
    title: 'what only lists, where Account Management is missing',
    faults: { missingServices: ['account'] },
    steps: [{ for: ['sessions'], run: async (on) => listed(listNodes(await orderOn(on, { regions: ['all'] }))) }],
  },
  {
    title: 'an export of what is there already',
    steps: [
      { for: ['setup', 'grant'], run: (on) => on.setupWhole({ kms: true, grant: true }) },
      { for: ['plan'], run: (on) => lookedAt(on, { kms: true, grant: true, 'encrypt-sessions': true }) },
    ],
  },
  {
    title: 'a region that is set up plainly, looked at and taken down',
    steps: [
      { for: ['plan'], run: (on) => on.planWhole() },
      { for: ['setup'], run: (on) => on.setupWhole() },
      { for: ['setup'], run: (on) => on.setupWhole() },
      { for: ['doctor'], run: (on) => on.diagnose() },
      { for: ['plan'], run: (on) => on.planRemoval() },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'everything on, changed, repaired and taken down',
    state: () => ({ ...emptyState(), settings: { documentVersionLimit: 3 } }),
    steps: [
      { for: ['setup'], named: BUCKET, before: (on) => plantBucket(on, 'session-logs'), run: (on) => on.setupWhole() },
      {
        for: ['setup'],
        named: BUCKET,
        before: leaveSurplus,
        run: (on) => on.setupWhole({ ...EVERYTHING, overwrite: true }),
      },
      { for: ['setup'], named: BUCKET, run: (on) => on.setupWhole({ ...EVERYTHING, tag: ['late=yes'] }) },
      {
        for: ['setup'],
        named: BUCKET,
        run: (on) =>
          on.setupWhole({
            ...EVERYTHING,
            'idle-timeout': '30',
            retention: 'never',
            'deletion-protection': false,
            'agent-update-schedule': 'rate(7 days)',
            'agent-update-targets': ['all'],
            'rotation-days': '90',
            overwrite: true,
          }),
      },
      {
        for: ['setup'],
        named: BUCKET,
        before: (on) =>
          on.edit(({ keys }) => {
            for (const key of Object.values(keys)) {
              Object.assign(key, { state: 'PendingDeletion', deletion: GONE, policy: CLOSED_TO_LOGS });
            }
          }),
        run: (on) => on.setupWhole({ ...EVERYTHING, 'idle-timeout': '20', overwrite: true }),
      },
      { for: ['plan'], named: BUCKET, run: (on) => on.planWhole({ ...EVERYTHING, retention: '30' }) },
      { for: ['doctor'], named: BUCKET, before: openBucket, run: (on) => on.diagnose() },
      { for: ['delete'], named: BUCKET, run: (on) => on.remove({ 'keep-logs': true, 'keep-key': true }) },
      { for: ['setup'], named: BUCKET, run: (on) => on.setupWhole(EVERYTHING) },
      { for: ['delete'], run: (on) => on.remove({ force: true }) },
    ],
  },
  {
    title: 'names of its own, a key that is given, and what is left out',
    steps: [
      { for: ['setup'], named: AUDIT_GROUP, run: (on) => on.setupWhole({ ...AUDIT_GROUP, kms: true }) },
      { for: ['plan'], named: AUDIT_GROUP, run: (on) => on.planWhole({ ...AUDIT_GROUP, kms: true }) },
      { for: ['delete'], named: AUDIT_GROUP, run: (on) => on.remove(AUDIT_GROUP) },
      {
        for: ['setup'],
        before: (on) => plantKey(on, 4),
        run: (on) =>
          on.setupWhole({
            'kms-key': keyArn(4),
            'encrypt-sessions': true,
            'agent-update': false,
            'policy-audit': false,
          }),
      },
      { for: ['doctor'], run: (on) => on.diagnose() },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'a preferences document of others, taken over and put back',
    state: stateWithForeignDocument,
    steps: [
      { for: ['setup'], run: (on) => on.setupWhole() },
      { for: ['setup'], run: (on) => on.setupWhole({ overwrite: true, 'log-group': 'sessions' }) },
      { for: ['plan'], run: (on) => on.planRemoval() },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'a preferences document, a log group and an association of others, deleted with --force',
    state: stateWithForeignDocument,
    steps: [
      {
        for: ['delete'],
        before: (on) => plantLogGroup(on, 'sessions', { deletionProtection: true }),
        run: (on) => on.remove(),
      },
      {
        for: ['delete', 'force'],
        before: (on) => on.edit(({ associations }) => Object.assign(associations, foreignAssociations())),
        run: (on) => on.remove({ force: true }),
      },
    ],
  },
  {
    title: 'a log group of others',
    steps: [
      { for: ['setup'], before: (on) => plantLogGroup(on), run: (on) => on.setupWhole({ retention: '30' }) },
      { for: ['setup'], run: (on) => on.setupWhole({ retention: '30', overwrite: true }) },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'a log group of others with a key and without a retention',
    steps: [
      {
        for: ['setup'],
        async before(on) {
          await plantKey(on, 5);
          await plantLogGroup(on, 'sessions', { kmsKeyId: keyArn(5), deletionProtection: true });
          await on.edit(({ logGroups }) => delete logGroups['sessions']?.retentionInDays);
        },
        run: (on) =>
          on.setupWhole({
            kms: true,
            retention: '30',
            'deletion-protection': false,
            overwrite: true,
            tag: ['team=web'],
          }),
      },
      { for: ['plan'], run: (on) => on.planRemoval() },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'an association of others, taken over and put back',
    state: stateWithForeignAssociation,
    steps: [
      { for: ['setup'], run: (on) => on.setupWhole({ 'agent-update-schedule': 'rate(1 day)' }) },
      {
        for: ['setup', 'overwrite'],
        run: (on) => on.setupWhole({ overwrite: true, 'agent-update-schedule': 'rate(1 day)' }),
      },
      { for: ['setup'], run: (on) => on.setupWhole({ 'agent-update-schedule': 'rate(2 days)' }) },
      { for: ['plan'], run: (on) => on.planRemoval() },
      { for: ['delete'], run: (on) => on.remove() },
    ],
  },
  {
    title: 'a key of others behind the alias, taken over, and deleted with --force',
    steps: [
      {
        for: ['setup', 'overwrite'],
        before: theirKey,
        run: (on) => on.setupWhole({ kms: true, overwrite: true, 'rotation-days': '90' }),
      },
      { for: ['setup'], run: (on) => on.setupWhole({ kms: true, retention: '30' }) },
      // The key of two log groups loses one statement, then the other.
      {
        for: ['setup', 'overwrite'],
        named: { 'log-group': 'audit' },
        run: (on) => on.setupWhole({ kms: true, overwrite: true, 'log-group': 'audit' }),
      },
      { for: ['delete'], named: { 'log-group': 'audit' }, run: (on) => on.remove({ 'log-group': 'audit' }) },
      { for: ['delete'], run: (on) => on.remove({ 'keep-logs': true }) },
      { for: ['delete'], run: (on) => on.remove() },
      // Its rotation goes back to what it was: off above, another period here.
      {
        for: ['setup', 'overwrite'],
        before: (on) => on.edit(({ keys }) => Object.values(keys).forEach((key) => (key.rotationDays = 180))),
        run: (on) => on.setupWhole({ kms: true, overwrite: true, 'rotation-days': '90' }),
      },
      { for: ['delete'], run: (on) => on.remove() },
      { for: ['setup', 'overwrite'], run: (on) => on.setupWhole({ kms: true, overwrite: true }) },
      {
        for: ['delete', 'force'],
        before: (on) => on.edit(({ keys }) => Object.values(keys).forEach((key) => (key.tags = {}))),
        run: (on) => on.remove({ force: true }),
      },
    ],
  },
  {
    title: 'a fleet, with the grant',
    state: fleetWithGroups,
    steps: [
      { for: ['doctor'], before: freeze, run: (on) => on.diagnose({}, BOTH) },
      { for: ['doctor'], run: (on) => on.diagnose({}, BOTH, { principals: 'all' }) },
      { for: ['doctor'], run: (on) => on.diagnose({}, BOTH, { principals: named('user/sandbox', 'role/web') }) },
      { for: ['plan'], run: (on) => on.planWhole({}, BOTH) },
      { for: ['setup', 'grant'], run: (on) => on.setupWhole({ grant: true }, BOTH) },
      // Preferences of the fleet have idle minutes that AWS does not take, so others are asked for.
      // Another log group for the same nodes is another version of the policy; in the end there is no room for more.
      ...['a', 'b', 'c', 'd', 'e'].map((name): Step => ({
        for: ['setup', 'grant'],
        named: { 'log-group': name },
        run: (on) =>
          on.setupWhole({ grant: true, kms: true, 'log-group': name, 'idle-timeout': '30', overwrite: true }, BOTH),
      })),
      { for: ['delete'], before: unshare, run: (on) => on.remove({}, { regions: ['eu-west-1'] }) },
      {
        for: ['setup', 'grant'],
        named: { 'log-group': 'e' },
        run: (on) => on.setupWhole({ grant: true, 'log-group': 'e' }, BOTH),
      },
      { for: ['delete'], run: (on) => on.remove({}, { regions: ['eu-west-1'] }) },
      { for: ['plan'], before: attachGrant, run: (on) => on.planRemoval({}, BOTH) },
      { for: ['delete'], without: /Detach(Role|User)Policy/, run: (on) => on.remove({}, { regions: ['us-east-1'] }) },
      { for: ['delete'], run: (on) => on.remove({}, BOTH) },
    ],
  },
  {
    title: 'more nodes than are all asked',
    state: () => manyNodes(201),
    steps: [{ for: ['doctor'], run: (on) => on.diagnose() }],
  },
  {
    title: 'every region of the account',
    steps: [
      { for: ['plan'], run: (on) => on.planWhole({}, { regions: ['all'] }) },
      { for: ['setup'], run: (on) => on.setupWhole({}, { regions: ['all'] }) },
      { for: ['doctor'], run: (on) => on.diagnose({}, { regions: ['all'] }) },
      { for: ['delete'], run: (on) => on.remove({}, { regions: ['all'] }) },
    ],
  },
  {
    title: 'every region of an account where Account Management is missing',
    faults: { missingServices: ['account'] },
    steps: [
      { for: ['plan'], run: (on) => on.planWhole({}, { regions: ['all'] }) },
      { for: ['setup'], run: (on) => on.setupWhole({}, { regions: ['all'] }) },
      { for: ['doctor'], run: (on) => on.diagnose({}, { regions: ['all'] }) },
      { for: ['delete'], run: (on) => on.remove({}, { regions: ['all'] }) },
    ],
  },
  {
    title: 'other accounts, entered by a role that has a policy of its own',
    state: () => ({
      ...emptyState(),
      iam: { [OTHER]: { ...emptyIam(), roles: { [ROLE]: roleWith(printedFor(['setup', 'doctor', 'delete'])) } } },
    }),
    steps: [
      { for: ['accounts'], run: (on) => on.setupWhole({ kms: true }, { accounts: [OTHER] }) },
      { for: ['accounts'], run: (on) => on.diagnose({}, { accounts: [OTHER] }) },
      { for: ['accounts'], run: (on) => on.remove({}, { accounts: [OTHER] }) },
      { for: ['accounts', 'plan'], run: (on) => on.planWhole({}, { accounts: ['all'] }) },
      {
        for: ['accounts', 'plan'],
        run: (on) =>
          on.planWhole({}, { 'org-units': [UNIT], 'exclude-org-units': [UNIT_BELOW], 'account-tags': ['env=prod'] }),
      },
      {
        for: ['accounts', 'plan'],
        run: async (on) => {
          const { scope, ...order } = await orderOn(on, { accounts: ['all'] });
          return plan({ ...order, scope: { ...scope, memberFacts: { orgUnits: true } } });
        },
      },
    ],
  },
  {
    title: 'a bucket that is open to an organization',
    state: async () => {
      const state = fleetState();
      delete state.organization?.untold;
      for (const bucket of Object.values(state.buckets)) {
        const Condition = { StringEquals: { 'aws:PrincipalOrgID': 'o-sandbox0001' } };
        bucket.policy = policyText({ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*', Condition });
      }
      return state;
    },
    steps: [
      { for: ['doctor'], run: (on) => on.diagnose({}, BOTH) },
      { for: ['plan'], run: (on) => on.planWhole({}, BOTH) },
      { for: ['setup', 'grant'], run: (on) => on.setupWhole({ grant: true }, BOTH) },
    ],
  },
  {
    title: 'roles that are read one by one',
    state: fleetWithGroups,
    steps: [
      {
        for: ['doctor', 'roles'],
        run: (on) => on.diagnose({}, BOTH),
        denied: ['iam:GetAccountAuthorizationDetails'],
      },
      {
        for: ['plan', 'roles'],
        run: (on) => on.planWhole({}, BOTH),
        denied: ['iam:GetAccountAuthorizationDetails'],
      },
    ],
  },
];

function foreignAssociations(): Record<string, never> {
  return structuredClone(
    Object.values(stateWithForeignAssociation().accounts[ACCOUNT] ?? {})[0]?.associations ?? {},
  ) as never;
}
