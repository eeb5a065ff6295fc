import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fault, Finding } from '../../../src/checks/check.ts';
import { CHECK_IDS } from '../../../src/checks/index.ts';
import type { Report } from '../../../src/engine/report.ts';
import { once } from '../../../src/once.ts';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';
import { fleetState } from '../../../src/sandbox/fleet/fleet.ts';
import { parseSeed } from '../../../src/sandbox/seed/seed.ts';
import type { IamState } from '../../../src/sandbox/state/iam.ts';
import { regionOf, type RegionState, type State } from '../../../src/sandbox/state/state.ts';
import { ACCOUNT, world, type World } from '../../engine/world.ts';

const REGIONS = ['us-east-1', 'eu-west-1', 'eu-central-1'];
const DEVELOPMENT = '111111111111';
const DOCUMENT = 'SSM-SessionManagerRunShell';

const isFault = (finding: Finding): finding is Fault => finding.verdict !== 'ok';

/** `us-east-1 fail kms.missing key/alias/session`, in order of the alphabet. */
const faultsOf = ({ targets }: Report): readonly string[] =>
  targets
    .flatMap(({ region, findings }) =>
      findings.filter(isFault).map(({ check, verdict, subject }) => `${region} ${verdict} ${check} ${subject}`),
    )
    .toSorted();

const diagnosed = async (on: World): Promise<readonly string[]> =>
  faultsOf(await on.diagnose({}, { regions: REGIONS }));

/** The diagnosis of the fleet as it is. */
const asPlanted = once(() => diagnosed(world({ state: fleetState() })));

/** The diagnosis of the other account that has something. */
const inDevelopment = once(async () =>
  faultsOf(
    await world({ state: fleetState() }).diagnose({}, { regions: REGIONS.slice(0, 2), accounts: [DEVELOPMENT] }),
  ),
);

/** The faults in two regions of the sandbox's own account, and of the development account, by family of checks. */
const PLANTED: Readonly<Record<string, readonly string[]>> = {
  agent: ['us-east-1 fail agent.too-old i-0f88bf8a39fab5744'],
  association: [
    'development eu-west-1 info association.missing association/SsmAgent',
    'development us-east-1 info association.missing association/SsmAgent',
    'eu-west-1 warn association.covers-nothing association/SsmAgent',
    'us-east-1 warn association.duplicate association/update-agents-in-production',
    'us-east-1 warn association.failed association/AWS-QuickSetup-SSMHostMgmt-UpdateSSMAgent-x7k2p',
  ],
  dhmc: [
    'development us-east-1 fail dhmc.role-missing role/AWSSystemsManagerDefaultEC2InstanceManagementRole',
    'eu-west-1 fail dhmc.role-without-logs role/AWSSystemsManagerDefaultEC2InstanceManagementRole',
  ],
  hybrid: ['us-east-1 fail hybrid.tier mi-03193af94797f2802'],
  instance: [
    'development us-east-1 fail instance.not-managed i-0b15f33fe812a5ed1',
    'eu-west-1 fail instance.kms-single-region role/reports',
    'eu-west-1 fail instance.ping-lost i-0170d1e4b6427be07',
    'us-east-1 fail instance.kms-decrypt role/api-server',
    'us-east-1 fail instance.logs-permissions role/file-server',
    'us-east-1 fail instance.no-profile i-0137de1c8849a58db',
    'us-east-1 fail instance.not-connected i-02c3faf16f4269242',
    'us-east-1 fail instance.not-managed i-0137de1c8849a58db',
    'us-east-1 fail instance.not-managed i-054ac0af3f5148a17',
    'us-east-1 fail instance.profile-without-ssm role/batch-worker',
    'us-east-1 warn instance.deprecated-policy role/legacy-monitoring',
  ],
  kms: [
    'development us-east-1 fail kms.policy-logs key/arn:aws:kms:us-east-1:111111111111:key/5850a03e-801f-4b10-8da1-160e33739794',
    'development us-east-1 info kms.rotation key/arn:aws:kms:us-east-1:111111111111:key/5850a03e-801f-4b10-8da1-160e33739794',
    'eu-west-1 fail kms.disabled key/alias/session',
    'eu-central-1 fail kms.missing key/alias/session',
  ],
  'log-group': [
    'eu-west-1 fail log-group.unencrypted log-group/sessions',
    'eu-central-1 fail log-group.missing log-group/sessions',
  ],
  prefs: [
    `development eu-west-1 warn prefs.missing document/${DOCUMENT}`,
    `eu-west-1 fail prefs.schema document/${DOCUMENT}`,
    `us-east-1 fail prefs.default-not-latest document/${DOCUMENT}`,
    `us-east-1 fail prefs.shared document/${DOCUMENT}`,
  ],
  runas: [`eu-west-1 info runas.no-user document/${DOCUMENT}`, 'eu-west-1 info runas.windows i-0ecb2eb1abdb36735'],
  s3: [
    'eu-west-1 fail s3.public bucket/acme-session-logs-eu-west-1',
    'us-east-1 warn s3.missing bucket/acme-session-logs',
  ],
  sharing: [
    'development eu-west-1 warn sharing.public-allowed setting/ssm/documents/console/public-sharing-permission',
    'us-east-1 warn sharing.public-allowed setting/ssm/documents/console/public-sharing-permission',
  ],
  bypass: ['development us-east-1 info bypass.administrator role/OrganizationAccountAccessRole'],
  user: ['us-east-1 fail user.document-resource user/sandbox', 'us-east-1 warn user.terminate-any user/sandbox'],
  vpc: [
    'eu-west-1 fail vpc.private-dns vpce-027ece7bcaf8572d3',
    'eu-west-1 fail vpc.security-group vpce-027ece7bcaf8572d0',
    'eu-west-1 fail vpc.security-group vpce-027ece7bcaf8572d1',
    'us-east-1 fail vpc.endpoint-kms vpc-025ad266f18647ae0',
    'us-east-1 fail vpc.endpoint-logs vpc-025ad266f18647ae0',
  ],
};

const familyOf = (check: string): string => check.split('.')[0] ?? check;

describe('the fleet', () => {
  it('is a state that the store keeps and a seed may hold', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fleet-'));
    const file = join(folder, 'sandbox.json');
    const fleet = fleetState();
    await createSandbox({ file }).reset(fleet);
    assert.deepEqual(await createSandbox({ file }).snapshot(), fleet);
    assert.deepEqual(parseSeed(readFileSync(file, 'utf8')), fleet);
    rmSync(folder, { recursive: true });
  });

  it('is the same at any time, but for when online nodes were last heard of, and when sessions were', () => {
    const timeless = (now: number): string => {
      const state = fleetState(now);
      for (const region of Object.values(state.accounts).flatMap((regions) => Object.values(regions))) {
        for (const node of Object.values(region.nodes)) if (node.pingStatus === 'Online') node.lastPing = '';
        region.pastSessions = {};
        for (const group of Object.values(region.logGroups)) group.streams = {};
      }
      for (const bucket of Object.values(state.buckets)) bucket.objects = {};
      return JSON.stringify(state);
    };
    assert.equal(timeless(0), timeless(Date.now()));
    const online = regionOf(fleetState(), ACCOUNT, 'us-east-1').nodes['i-073d9645cca9c53f4']?.lastPing ?? '';
    assert.ok(Date.now() - Date.parse(online) < 5 * 60_000);
  });

  it('has shells that are logged, one that is not, and sessions that never are', () => {
    const here = regionOf(fleetState(), ACCOUNT, 'us-east-1');
    const streams = Object.keys(here.logGroups['sessions']?.streams ?? {});
    const sessions = Object.entries(here.pastSessions ?? {});
    const documentsOf = (found: typeof sessions) => found.map(([, { document = '' }]) => document).toSorted();
    const [logged, others] = [true, false].map((is) => sessions.filter(([id]) => streams.includes(id) === is));
    assert.deepEqual(documentsOf(logged ?? []), [DOCUMENT, DOCUMENT]);
    assert.deepEqual(documentsOf(others ?? []), ['AWS-StartSSHSession', DOCUMENT, 'acme-debug']);
    for (const [, { target }] of sessions) assert.ok(here.nodes[target]);
  });

  it('names nothing that is not there, but for what is planted', () => {
    const state = fleetState();
    for (const [account, regions] of Object.entries(state.accounts)) {
      for (const here of Object.values(regions)) {
        for (const { vpc, subnet, securityGroups, profile } of Object.values(here.instances)) {
          assert.equal(here.subnets[subnet]?.vpc, vpc);
          for (const id of securityGroups) assert.equal(here.securityGroups[id]?.vpc, vpc);
          if (profile !== undefined) assert.ok(state.iam[account]?.instanceProfiles[profile]);
        }
        for (const { vpc, subnets, securityGroups, routeTables } of Object.values(here.vpcEndpoints)) {
          for (const id of subnets) assert.equal(here.subnets[id]?.vpc, vpc);
          for (const id of securityGroups) assert.equal(here.securityGroups[id]?.vpc, vpc);
          for (const id of routeTables) assert.equal(here.routeTables[id]?.vpc, vpc);
        }
        const endpoints = Object.values(here.routeTables).flatMap(({ routes }) =>
          routes.filter(({ target }) => target.startsWith('vpce-')),
        );
        for (const { target } of endpoints) assert.equal(here.vpcEndpoints[target]?.type, 'Gateway');
        for (const id of Object.keys(here.instances)) assert.match(id, /^i-0[0-9a-f]{16}$/);
      }
    }
  });

  for (const family of new Set([...CHECK_IDS.map(familyOf), ...Object.keys(PLANTED)])) {
    it(`has every fault of ${family} that is planted, and no other`, async () => {
      const development = (await inDevelopment()).map((line) => `development ${line}`);
      const found = [...(await asPlanted()), ...development].filter((line) => line.includes(` ${family}.`));
      assert.deepEqual(found.toSorted(), (PLANTED[family] ?? []).toSorted());
    });
  }

  it('has something for every family of checks about an account', async () => {
    const { targets } = await world({ state: fleetState() }).diagnose({}, { regions: REGIONS });
    const found = new Set(
      targets.flatMap(({ findings }) => findings.filter(isFault).map(({ check }) => familyOf(check))),
    );
    // What is about this machine, and regions that are closed to the account, are not the fleet's.
    const missing = [...new Set(CHECK_IDS.map(familyOf))].filter((name) => !found.has(name));
    // Ways around the log are found of those who are asked about.
    assert.deepEqual(missing, ['bypass', 'client', 'region']);
  });
});

/** The fix of one fault, and the findings that are gone after it. */
interface Mend {
  readonly name: string;
  mend(places: Places): void;
  readonly clears: readonly string[];
}

interface Places {
  readonly virginia: RegionState;
  readonly ireland: RegionState;
  readonly iam: IamState;
  readonly state: State;
}

const there = <Value>(value: Value | undefined): Value => value ?? assert.fail('it is not there');

function changeInputs(region: RegionState, changes: Readonly<Record<string, unknown>>): void {
  const version = there(there(region.documents[DOCUMENT]).versions.at(-1));
  const document = JSON.parse(version.content) as { inputs: object };
  version.content = JSON.stringify({ ...document, inputs: { ...document.inputs, ...changes } });
}

const grant = (...actions: readonly string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: actions, Resource: '*' } });

const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';
const LOGS = ['logs:DescribeLogGroups', 'logs:DescribeLogStreams', 'logs:CreateLogStream', 'logs:PutLogEvents'];

const MENDS: readonly Mend[] = [
  {
    name: 'the latest version is promoted',
    mend: ({ virginia }) => (there(virginia.documents[DOCUMENT]).defaultVersion = '3'),
    clears: ['prefs.default-not-latest'],
  },
  {
    name: 'the preferences are shared no longer',
    mend: ({ virginia }) => (there(virginia.documents[DOCUMENT]).sharedWith = {}),
    clears: ['prefs.shared'],
  },
  {
    name: 'sessions idle for an hour at the most',
    mend: ({ ireland }) => changeInputs(ireland, { idleSessionTimeout: '60' }),
    clears: ['prefs.schema'],
  },
  {
    name: 'sessions run as somebody',
    mend: ({ ireland }) => changeInputs(ireland, { runAsDefaultUser: 'ssm-user' }),
    clears: ['runas.no-user'],
  },
  {
    name: 'the key is enabled',
    mend: ({ ireland }) => (there(Object.values(ireland.keys)[0]).state = 'Enabled'),
    clears: ['kms.disabled'],
  },
  {
    name: 'the bucket is made',
    mend({ state }) {
      const bucket = there(state.buckets['acme-session-logs-eu-west-1']);
      const on = {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      };
      const { policy: _, ...rest } = bucket;
      state.buckets['acme-session-logs'] = { ...rest, region: 'us-east-1', publicAccessBlock: on };
    },
    clears: ['s3.missing'],
  },
  {
    name: 'the bucket is private',
    mend({ state }) {
      const bucket = there(state.buckets['acme-session-logs-eu-west-1']);
      delete bucket.policy;
      const on = {
        blockPublicAcls: true,
        ignorePublicAcls: true,
        blockPublicPolicy: true,
        restrictPublicBuckets: true,
      };
      bucket.publicAccessBlock = on;
    },
    clears: ['s3.public'],
  },
  {
    name: 'an agent opens its channel',
    mend: ({ virginia }) => (there(virginia.nodes['i-02c3faf16f4269242']).connected = true),
    clears: ['instance.not-connected'],
  },
  {
    name: 'a node gets a profile, and registers',
    mend({ virginia }) {
      const id = 'i-0137de1c8849a58db';
      there(virginia.instances[id]).profile = 'web-server';
      virginia.nodes[id] = structuredClone(there(virginia.nodes['i-073d9645cca9c53f4']));
    },
    clears: ['instance.no-profile', 'instance.not-managed i-0137de1c8849a58db'],
  },
  {
    name: 'a role may register, and its node does',
    mend({ virginia, iam }) {
      there(iam.roles['batch-worker']).attached.push(CORE);
      virginia.nodes['i-054ac0af3f5148a17'] = structuredClone(there(virginia.nodes['i-073d9645cca9c53f4']));
    },
    clears: ['instance.not-managed i-054ac0af3f5148a17', 'instance.profile-without-ssm'],
  },
  {
    name: 'a role may use the key',
    mend: ({ iam }) => (there(iam.roles['api-server']).inline['key'] = grant('kms:Decrypt')),
    clears: ['instance.kms-decrypt'],
  },
  {
    name: 'a role may use the keys of other regions',
    mend: ({ iam }) => (there(iam.roles['reports']).inline['key'] = grant('kms:Decrypt')),
    clears: ['instance.kms-single-region'],
  },
  {
    name: 'a role may log',
    mend: ({ iam }) => (there(iam.roles['file-server']).inline['logs'] = grant(...LOGS)),
    clears: ['instance.logs-permissions'],
  },
  {
    name: 'the role of Default Host Management may log',
    mend({ iam }) {
      const role = there(iam.roles['AWSSystemsManagerDefaultEC2InstanceManagementRole']);
      role.inline['logs'] = grant(...LOGS);
    },
    clears: ['dhmc.role-without-logs'],
  },
  {
    name: 'a role gets the policy of today',
    mend({ iam }) {
      const role = there(iam.roles['legacy-monitoring']);
      role.attached = [CORE, ...role.attached.filter((arn) => !arn.endsWith('AmazonEC2RoleforSSM'))];
    },
    clears: ['instance.deprecated-policy'],
  },
  {
    name: 'an agent is updated',
    mend({ virginia }) {
      const node = there(virginia.nodes['i-0f88bf8a39fab5744']);
      node.agentVersion = '3.3.3050.0';
      node.associations = {};
    },
    clears: ['agent.too-old', 'association.failed'],
  },
  {
    name: 'one association is enough',
    mend({ virginia }) {
      const double = there(
        Object.values(virginia.associations).find(
          ({ parameters }) => parameters['AssociationName'] === 'update-agents-in-production',
        ),
      );
      delete virginia.associations[double.id];
    },
    clears: ['association.duplicate'],
  },
  {
    name: 'nodes are tagged for the association',
    mend({ ireland }) {
      for (const { tags } of Object.values(ireland.instances)) tags['StateManager'] = 'yes';
    },
    clears: ['association.covers-nothing'],
  },
  {
    name: 'a VPC gets the endpoints that it lacks',
    mend({ virginia }) {
      const ssm = there(virginia.vpcEndpoints['vpce-025ad266f18647ae0']);
      virginia.vpcEndpoints['vpce-1'] = { ...ssm, service: 'com.amazonaws.us-east-1.kms' };
      virginia.vpcEndpoints['vpce-2'] = { ...ssm, service: 'com.amazonaws.us-east-1.logs' };
    },
    clears: ['vpc.endpoint-kms', 'vpc.endpoint-logs'],
  },
  {
    name: 'endpoints let nodes in, and the node is heard of again',
    mend({ ireland }) {
      there(there(ireland.securityGroups['sg-027ece7bcaf8572dc']).ingress[0]).cidrs.push('10.50.0.0/16');
      there(ireland.nodes['i-0170d1e4b6427be07']).pingStatus = 'Online';
      there(ireland.nodes['i-0170d1e4b6427be07']).connected = true;
    },
    clears: ['instance.ping-lost', 'vpc.security-group'],
  },
  {
    name: 'the private DNS of an endpoint is on',
    mend: ({ ireland }) => (there(ireland.vpcEndpoints['vpce-027ece7bcaf8572d3']).privateDns = true),
    clears: ['vpc.private-dns'],
  },
  {
    name: 'hybrid nodes are paid for',
    mend: ({ virginia }) => (virginia.serviceSettings['/ssm/managed-instance/activation-tier'] = 'advanced'),
    clears: ['hybrid.tier'],
  },
  {
    name: 'documents cannot be made public',
    mend: ({ virginia }) => (virginia.serviceSettings['/ssm/documents/console/public-sharing-permission'] = 'Disable'),
    clears: ['sharing.public-allowed'],
  },
  {
    name: 'the user may use the document',
    mend: ({ iam }) =>
      (there(iam.users['sandbox']).inline['documents'] = grant('ssm:StartSession').replace(
        '"*"',
        `"arn:aws:ssm:*:${ACCOUNT}:document/${DOCUMENT}"`,
      )),
    clears: ['user.document-resource'],
  },
  {
    name: 'the user ends own sessions only',
    mend({ iam }) {
      const user = there(iam.users['sandbox']);
      user.inline['sessions'] = there(user.inline['sessions']).replace(
        '"Action":["ssm:ResumeSession","ssm:TerminateSession"],"Resource":["*"]',
        '"Action":["ssm:ResumeSession","ssm:TerminateSession"],"Resource":["arn:aws:ssm:*:*:session/${aws:userid}-*"]',
      );
    },
    clears: ['user.terminate-any'],
  },
];

describe('a fault of the fleet', () => {
  for (const { name, mend, clears } of MENDS) {
    it(`is found no longer, and nothing else, when ${name}`, async () => {
      const state = fleetState();
      const [virginia, ireland] = REGIONS.map((region) => regionOf(state, ACCOUNT, region));
      mend({ state, virginia: there(virginia), ireland: there(ireland), iam: there(state.iam[ACCOUNT]) });
      const isCleared = (line: string): boolean => clears.some((text) => `${line} `.includes(` ${text} `));
      const found = await asPlanted();
      assert.deepEqual(
        await diagnosed(world({ state })),
        found.filter((line) => !isCleared(line)),
      );
      assert.ok(clears.every((text) => found.some((line) => `${line} `.includes(` ${text} `))));
    });
  }

  it('that setup can mend is found no longer after it, and causes none', async () => {
    const on = world({ state: fleetState() });
    const inputs = { kms: true, 'encrypt-sessions': true, grant: true };
    const reports = await on.setupWhole(inputs, { regions: REGIONS });
    assert.deepEqual(
      reports.map(({ status }) => status),
      ['changed', 'changed', 'changed'],
    );
    const mended =
      / (kms\.\w+|log-group\.\w+|instance\.(kms-decrypt|kms-single-region|logs-permissions|profile-without-ssm)|dhmc\.role-without-logs) /;
    // A log group that setup makes keeps its events, unless --retention is given.
    const caused = 'eu-central-1 info log-group.retention log-group/sessions';
    const left = (await asPlanted()).filter((line) => !mended.test(line));
    assert.deepEqual(await diagnosed(on), [...left, caused].toSorted());
  });
});
