import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fleetState } from '../../../src/sandbox/fleet/fleet.ts';
import { sandboxUserId } from '../../../src/sandbox/iam/sandbox-user.ts';
import { parseSeed, SEED_SCHEMA } from '../../../src/sandbox/seed/seed.ts';
import { emptyIam, type IamState } from '../../../src/sandbox/state/iam.ts';
import { emptyRegion, emptyState, type RegionState } from '../../../src/sandbox/state/state.ts';
import { ACCOUNT, EVERYTHING, REGION, world } from '../../engine/world.ts';

const NOW = '2026-07-01T12:00:00.000Z';
const THEN = '2026-01-01T00:00:00.000Z';
const KEY = '1234abcd-12ab-34cd-56ef-1234567890ab';
const POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'logs:*', Resource: '*' }] };
const EVERYWHERE = '0.0.0.0/0';

const PAGE = readFileSync(new URL('../../../docs/sandbox.md', import.meta.url), 'utf8');
const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../schema/sandbox-state.json', import.meta.url), 'utf8'),
) as object;

const there = <Value>(value: Value | undefined): Value => value ?? assert.fail('it is not there');

const parsed = (seed: unknown) => parseSeed(JSON.stringify(seed), Date.parse(NOW));

/** A region of the sandbox's own account, as it is written. */
const inRegion = (region: object, name = REGION): object => ({ accounts: { [ACCOUNT]: { [name]: region } } });

function regionOf(written: object, name = REGION): RegionState {
  return there(parsed(inRegion(written, name)).accounts[ACCOUNT]?.[name]);
}

const iamOf = (written: object): IamState => there(parsed({ iam: { [ACCOUNT]: written } }).iam[ACCOUNT]);

function mistakesOf(seed: unknown): readonly string[] {
  try {
    parsed(seed);
  } catch (error) {
    return (error as { mistakes: readonly string[] }).mistakes;
  }
  return [];
}

const VPC = { vpcs: { 'vpc-1': { cidr: '10.0.0.0/16' } } };
const SUBNET = { ...VPC, subnets: { 'subnet-1': { vpc: 'vpc-1', cidr: '10.0.1.0/24' } } };

describe('a seed', () => {
  it('may be empty', () => {
    assert.deepEqual(parsed({}), emptyState());
    assert.deepEqual(parsed({ ...inRegion({}), iam: { [ACCOUNT]: {} } }), {
      ...emptyState(),
      accounts: { [ACCOUNT]: { [REGION]: emptyRegion() } },
      iam: { [ACCOUNT]: emptyIam() },
    });
  });

  it('may name its schema', () => {
    assert.deepEqual(parsed({ $schema: './sandbox-state.json' }), emptyState());
    assert.deepEqual(parsed({ version: 1, journal: 'of a large state file' }), emptyState());
  });

  it('has a VPC with names, a main route table and a network ACL that lets everything pass', () => {
    const { vpcs, subnets, routeTables, networkAcls } = regionOf(SUBNET);
    assert.deepEqual(vpcs['vpc-1'], { cidr: '10.0.0.0/16', dnsSupport: true, dnsHostnames: true, tags: {} });
    assert.deepEqual(subnets['subnet-1'], { vpc: 'vpc-1', cidr: '10.0.1.0/24', zone: `${REGION}a`, tags: {} });
    const local = { destination: '10.0.0.0/16', target: 'local', state: 'active' };
    assert.deepEqual(Object.values(routeTables), [{ vpc: 'vpc-1', main: true, subnets: [], routes: [local] }]);
    const entry = { number: 100, action: 'allow', protocol: '-1', cidr: EVERYWHERE };
    assert.deepEqual(Object.values(networkAcls), [
      {
        vpc: 'vpc-1',
        default: true,
        subnets: ['subnet-1'],
        entries: [
          { ...entry, egress: false },
          { ...entry, egress: true },
        ],
      },
    ]);
  });

  it('keeps the route tables and ACLs that there are, and completes them', () => {
    const route = { destination: EVERYWHERE, target: 'igw-1' };
    const { routeTables, networkAcls } = regionOf({
      vpcs: { ...VPC.vpcs, 'vpc-2': { cidr: '10.2.0.0/16', owner: '111111111111' } },
      subnets: { ...SUBNET.subnets, 'subnet-2': { vpc: 'vpc-1', cidr: '10.0.2.0/24' } },
      routeTables: {
        'rtb-1': { vpc: 'vpc-1', routes: [route] },
        'rtb-2': { vpc: 'vpc-1', subnets: ['subnet-2'] },
      },
      networkAcls: {
        'acl-1': { vpc: 'vpc-1', default: true, entries: [] },
        'acl-2': { vpc: 'vpc-1', subnets: ['subnet-2'] },
      },
    });
    const local = { destination: '10.0.0.0/16', target: 'local', state: 'active' };
    assert.deepEqual(routeTables, {
      'rtb-1': { vpc: 'vpc-1', main: true, subnets: [], routes: [local, { ...route, state: 'active' }] },
      'rtb-2': { vpc: 'vpc-1', main: false, subnets: ['subnet-2'], routes: [local] },
    });
    assert.deepEqual(networkAcls, {
      'acl-1': { vpc: 'vpc-1', default: true, subnets: ['subnet-1'], entries: [] },
      'acl-2': { vpc: 'vpc-1', default: false, subnets: ['subnet-2'], entries: [] },
    });
  });

  it('lets everything out of a security group, unless it says what', () => {
    const all = { protocol: '-1', cidrs: [EVERYWHERE], groups: [], prefixLists: [] };
    const { securityGroups } = regionOf({
      securityGroups: { 'sg-1': { vpc: 'vpc-1' }, 'sg-2': { vpc: 'vpc-1', name: 'closed', egress: [] } },
    });
    assert.deepEqual(securityGroups, {
      'sg-1': { name: 'sg-1', vpc: 'vpc-1', ingress: [], egress: [all] },
      'sg-2': { name: 'closed', vpc: 'vpc-1', ingress: [], egress: [] },
    });
  });

  it('knows interface endpoints from gateways, and the services of the region by their short names', () => {
    const { vpcEndpoints } = regionOf({
      vpcEndpoints: {
        'vpce-1': { vpc: 'vpc-1', service: 'ssm', subnets: ['subnet-1'] },
        'vpce-2': { vpc: 'vpc-1', service: 'com.amazonaws.us-east-1.s3', routeTables: ['rtb-1'], policy: POLICY },
      },
    });
    const common = { vpc: 'vpc-1', state: 'available', securityGroups: [], tags: {} };
    assert.deepEqual(vpcEndpoints, {
      'vpce-1': {
        ...common,
        type: 'Interface',
        service: 'com.amazonaws.us-east-1.ssm',
        privateDns: true,
        subnets: ['subnet-1'],
        routeTables: [],
      },
      'vpce-2': {
        ...common,
        type: 'Gateway',
        service: 'com.amazonaws.us-east-1.s3',
        privateDns: false,
        subnets: [],
        routeTables: ['rtb-1'],
        policy: JSON.stringify(POLICY),
      },
    });
  });

  it('has instances in the VPCs of their subnets, and nodes that are what their instances are', () => {
    const { instances, nodes } = regionOf({
      ...SUBNET,
      instances: {
        'i-1': { subnet: 'subnet-1', platform: 'windows', tags: { Name: 'files' } },
        'i-2': { subnet: 'subnet-0', vpc: 'vpc-0', metadata: { tokens: 'required' } },
      },
      nodes: { 'i-1': {}, 'mi-1': { pingStatus: 'ConnectionLost', iamRole: 'hybrid' } },
    });
    const { vpc, privateIp, state, metadata } = there(instances['i-1']);
    assert.deepEqual({ vpc, privateIp, state }, { vpc: 'vpc-1', privateIp: '10.0.1.10', state: 'running' });
    assert.deepEqual(metadata, { tokens: 'optional', endpoint: 'enabled' });
    assert.equal(instances['i-2']?.vpc, 'vpc-0');
    assert.deepEqual(instances['i-2']?.metadata, { tokens: 'required', endpoint: 'enabled' });
    const { agentVersion, ...node } = there(nodes['i-1']);
    assert.match(agentVersion, /^3\.\d+\.\d+\.0$/);
    assert.deepEqual(node, {
      pingStatus: 'Online',
      lastPing: NOW,
      connected: true,
      platform: 'Windows',
      platformName: 'Microsoft Windows Server 2022 Datacenter',
      platformVersion: '10.0.20348',
      computerName: 'files',
      ipAddress: '10.0.1.10',
      tags: {},
      associations: {},
    });
    const { lastPing, connected, platform, iamRole } = there(nodes['mi-1']);
    assert.deepEqual([lastPing, connected, platform, iamRole], [THEN, false, 'Linux', 'hybrid']);
  });

  it('has keys that the account decides about, in every partition', () => {
    const { keys, aliases } = regionOf({ keys: { [KEY]: {} }, aliases: { 'alias/x': { target: KEY } } }, 'cn-north-1');
    const { policy, ...key } = there(keys[KEY]);
    assert.deepEqual(key, {
      id: KEY,
      arn: `arn:aws-cn:kms:cn-north-1:${ACCOUNT}:key/${KEY}`,
      state: 'Enabled',
      description: '',
      tags: {},
      rotationDays: null,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      multiRegion: false,
      created: THEN,
    });
    assert.deepEqual(JSON.parse(policy).Statement[0].Principal, { AWS: `arn:aws-cn:iam::${ACCOUNT}:root` });
    assert.deepEqual(aliases, { 'alias/x': { target: KEY, created: THEN, updated: THEN } });
    assert.equal(regionOf({ keys: { [KEY]: { policy: POLICY } } }).keys[KEY]?.policy, JSON.stringify(POLICY));
  });

  it('has a document in short, or its versions, whose content may be JSON', () => {
    const content = { schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs: {} };
    const { documents } = regionOf({
      documents: {
        short: { content, tags: { a: 'b' }, name: 'first' },
        long: { versions: [{ content: '{}' }, { content }] },
        yaml: { content: 'schemaVersion: "1.0"', format: 'YAML' },
      },
    });
    const { versions, ...rest } = there(documents['short']);
    const document = { type: 'Session', created: THEN, tags: {}, sharedWith: {} };
    assert.deepEqual(rest, { ...document, tags: { a: 'b' }, defaultVersion: '1', lastVersion: 1 });
    const [version] = versions;
    assert.deepEqual(JSON.parse(version?.content ?? ''), content);
    assert.match(version?.hash ?? '', /^[0-9a-f]{64}$/);
    assert.deepEqual([version?.version, version?.format, version?.name], ['1', 'JSON', 'first']);
    const { versions: both, ...latest } = there(documents['long']);
    assert.deepEqual(latest, { ...document, defaultVersion: '2', lastVersion: 2 });
    assert.deepEqual(
      both.map(({ version: number, created }) => [number, created]),
      [
        ['1', THEN],
        ['2', THEN],
      ],
    );
    assert.notEqual(both[0]?.hash, both[1]?.hash);
    assert.equal(documents['yaml']?.versions[0]?.content, 'schemaVersion: "1.0"');
  });

  it('has associations, log groups and buckets as AWS makes them', () => {
    const { associations, logGroups } = regionOf({
      associations: { [KEY]: { parameters: { Name: 'AWS-UpdateSSMAgent', ScheduleExpression: 'rate(1 day)' } } },
      logGroups: { sessions: {} },
    });
    assert.deepEqual(associations[KEY], {
      id: KEY,
      version: 1,
      created: THEN,
      updated: THEN,
      tags: {},
      status: { Status: 'Success', DetailedStatus: 'Success' },
      history: [],
      parameters: {
        DocumentVersion: '$DEFAULT',
        ApplyOnlyAtCronInterval: false,
        Name: 'AWS-UpdateSSMAgent',
        ScheduleExpression: 'rate(1 day)',
      },
    });
    assert.deepEqual(logGroups['sessions'], {
      created: THEN,
      class: 'STANDARD',
      storedBytes: 0,
      deletionProtection: false,
      tags: {},
    });
    const bucket = { account: ACCOUNT, region: REGION };
    const { buckets } = parsed({
      buckets: { a: bucket, b: { ...bucket, publicAccessBlock: { blockPublicPolicy: false }, policy: POLICY } },
    });
    const on = { blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true };
    assert.deepEqual(buckets['a'], {
      ...bucket,
      created: THEN,
      encryption: 'AES256',
      publicAccessBlock: on,
      tags: {},
    });
    assert.deepEqual(buckets['b']?.publicAccessBlock, { ...on, blockPublicPolicy: false });
    assert.equal(buckets['b']?.policy, JSON.stringify(POLICY));
  });

  it('has identities without their ids and trust, with policies as objects', () => {
    const { roles, users, instanceProfiles, policies, servicePolicies } = iamOf({
      roles: { web: { inline: { logs: POLICY } }, api: { trust: POLICY } },
      users: { sandbox: {}, ops: {} },
      instanceProfiles: { web: { roles: ['web'] } },
      policies: {
        [`arn:aws:iam::${ACCOUNT}:policy/team/logs`]: { document: POLICY },
        [`arn:aws:iam::${ACCOUNT}:policy/kms`]: { versions: [{ document: POLICY }, { document: POLICY }] },
      },
      servicePolicies: [POLICY],
    });
    const { id, trust, ...web } = there(roles['web']);
    const text = JSON.stringify(POLICY);
    assert.deepEqual(web, { path: '/', created: THEN, inline: { logs: text }, attached: [], tags: {} });
    assert.match(id, /^AROA[0-9A-F]{17}$/);
    assert.deepEqual(JSON.parse(trust).Statement[0].Principal, { Service: ['ec2.amazonaws.com', 'ssm.amazonaws.com'] });
    assert.equal(roles['api']?.trust, text);
    assert.notEqual(roles['api']?.id, id);
    // The credentials that the sandbox takes are this user's.
    assert.equal(users['sandbox']?.id, sandboxUserId(ACCOUNT));
    assert.match(users['ops']?.id ?? '', /^AIDA[0-9A-F]{17}$/);
    assert.match(instanceProfiles['web']?.id ?? '', /^AIPA[0-9A-F]{17}$/);
    const [logs, kms] = Object.values(policies);
    assert.deepEqual([logs?.name, logs?.path, logs?.defaultVersion, logs?.lastVersion], ['logs', '/team/', 'v1', 1]);
    assert.deepEqual(logs?.versions, [{ version: 'v1', document: text, created: THEN }]);
    assert.deepEqual([kms?.name, kms?.path, kms?.defaultVersion, kms?.lastVersion], ['kms', '/', 'v2', 2]);
    assert.deepEqual(servicePolicies, [text]);
  });
});

/** Written as briefly as can be; nothing is wrong with its networks, nodes, roles and keys. */
const SOUND = {
  ...inRegion({
    ...SUBNET,
    securityGroups: {
      'sg-1': { vpc: 'vpc-1', ingress: [{ protocol: 'tcp', from: 443, to: 443, cidrs: ['10.0.0.0/16'] }] },
    },
    vpcEndpoints: Object.fromEntries([
      ...['ssm', 'ssmmessages', 'kms', 'logs'].map((service, index) => [
        `vpce-${index}`,
        { vpc: 'vpc-1', service, subnets: ['subnet-1'], securityGroups: ['sg-1'] },
      ]),
      ['vpce-9', { vpc: 'vpc-1', service: 's3', routeTables: ['rtb-1-main'] }],
    ]),
    instances: { 'i-0123456789abcdef0': { subnet: 'subnet-1', profile: 'web', securityGroups: ['sg-1'] } },
    nodes: { 'i-0123456789abcdef0': {} },
    keys: { [KEY]: {} },
    aliases: { 'alias/session': { target: KEY } },
    logGroups: { sessions: {} },
    documents: {
      'SSM-SessionManagerRunShell': {
        content: {
          schemaVersion: '1.0',
          sessionType: 'Standard_Stream',
          inputs: {
            cloudWatchLogGroupName: 'sessions',
            cloudWatchEncryptionEnabled: false,
            kmsKeyId: 'alias/session',
          },
        },
      },
    },
  }),
  iam: {
    [ACCOUNT]: {
      roles: {
        web: {
          attached: ['arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore', `arn:aws:iam::${ACCOUNT}:policy/sessions`],
        },
      },
      instanceProfiles: { web: { roles: ['web'] } },
      policies: {
        [`arn:aws:iam::${ACCOUNT}:policy/sessions`]: {
          document: {
            Version: '2012-10-17',
            Statement: [{ Effect: 'Allow', Action: ['logs:*', 'kms:Decrypt'], Resource: '*' }],
          },
        },
      },
    },
  },
};

describe('what a seed leaves out', () => {
  it('does no harm', async () => {
    const { targets } = await world({ state: parseSeed(JSON.stringify(SOUND)) }).diagnose();
    const faults = targets.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict !== 'ok'));
    assert.deepEqual(
      faults.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown').map(({ check }) => check),
      [],
    );
  });

  it('is there in the state, which is a seed for the same', async () => {
    const state = parsed(SOUND);
    assert.deepEqual(parseSeed(JSON.stringify(state), 0), state);
  });

  it('is not changed in the state of a sandbox that was worked with', async () => {
    const on = world({ state: fleetState() });
    await on.setupWhole({ ...EVERYTHING, grant: true, overwrite: true });
    const state = await on.sandbox.snapshot();
    assert.deepEqual(parsed(state), state);
  });
});

describe('mistakes of a seed', () => {
  const at = `accounts.${ACCOUNT}.${REGION}`;

  it('are all told at once, with what was meant', () => {
    const seed = {
      ...inRegion({
        subnets: { 'subnet-1': { vcp: 'vpc-1', cidr: 3 } },
        instances: { 'i-1': { metadata: { tokens: 'on' } }, web: { subnet: 'subnet-1' } },
        documents: { a: {}, b: { versions: [] } },
        keys: { mine: {}, [KEY]: { policy: 'everybody' } },
      }),
      iam: { [ACCOUNT]: { policies: { sessions: { document: POLICY } }, roles: { a: { trust: {} } } } },
    };
    const policy = 'it must be a policy: an object with a Statement, or the JSON text of one';
    assert.deepEqual(mistakesOf(seed).toSorted(), [
      `${at}.documents.a.content: it is missing`,
      `${at}.documents.b.versions: it must not be empty`,
      `${at}.instances.i-1.metadata.tokens: it must be "optional" or "required"`,
      `${at}.instances.i-1.subnet: it is missing`,
      `${at}.instances.web: it must be an id that begins with i-`,
      `${at}.keys.${KEY}.policy: ${policy}`,
      `${at}.keys.mine: it must be the id of a key, as 1234abcd-12ab-34cd-56ef-1234567890ab`,
      `${at}.subnets.subnet-1.cidr: it must be a string`,
      `${at}.subnets.subnet-1.vcp: there is no such member; did you mean vpc?`,
      `iam.${ACCOUNT}.policies.sessions: it must be an ARN, as arn:aws:iam::123456789012:policy/name`,
      `iam.${ACCOUNT}.roles.a.trust: ${policy}`,
    ]);
    assert.throws(() => parsed(seed), /^Error: (?:[^;]+; (?:did you mean \w+\?; )?){5}and 6 more$/);
  });

  it('are what matters and is not there', () => {
    const region = {
      vpcs: { 'vpc-1': {} },
      subnets: { 'subnet-1': {} },
      routeTables: { 'rtb-1': { routes: [{}] } },
      securityGroups: { 'sg-1': { ingress: [{}] } },
      networkAcls: { 'acl-1': { entries: [{}] } },
      vpcEndpoints: { 'vpce-1': {} },
      aliases: { 'alias/a': {} },
      associations: { [KEY]: {} },
    };
    assert.deepEqual(
      mistakesOf({ ...inRegion(region), buckets: { b: {} } })
        .map((line) => line.replace(`${at}.`, ''))
        .toSorted(),
      [
        'aliases.alias/a.target: it is missing',
        `associations.${KEY}.parameters: it is missing`,
        'buckets.b.account: it is missing',
        'buckets.b.region: it is missing',
        'networkAcls.acl-1.entries.0.action: it is missing',
        'networkAcls.acl-1.entries.0.egress: it is missing',
        'networkAcls.acl-1.entries.0.number: it is missing',
        'networkAcls.acl-1.vpc: it is missing',
        'routeTables.rtb-1.routes.0.destination: it is missing',
        'routeTables.rtb-1.routes.0.target: it is missing',
        'routeTables.rtb-1.vpc: it is missing',
        'securityGroups.sg-1.ingress.0.protocol: it is missing',
        'securityGroups.sg-1.vpc: it is missing',
        'subnets.subnet-1.cidr: it is missing',
        'subnets.subnet-1.vpc: it is missing',
        'vpcEndpoints.vpce-1.service: it is missing',
        'vpcEndpoints.vpce-1.vpc: it is missing',
        'vpcs.vpc-1.cidr: it is missing',
      ],
    );
    assert.deepEqual(mistakesOf(inRegion({ instances: { 'i-1': { subnet: 'subnet-1' } } })), [
      `${at}.instances.i-1.vpc: it is missing, and there is no subnet subnet-1`,
    ]);
  });

  it('are not looked for in a file for something else', () => {
    const nothing =
      'it is no state file: it has none of settings, organization, optInRegions, sessions, accounts, iam, buckets, publicAccessBlocks';
    assert.deepEqual(mistakesOf({ name: 'x', version: '1.0.0', scripts: {} }), [nothing]);
    assert.deepEqual(mistakesOf({ [REGION]: {} }), [nothing]);
    assert.deepEqual(mistakesOf({ acounts: {} }), ['acounts: there is no such member; did you mean accounts?']);
    assert.match(mistakesOf({ name: 'x', iam: {} }).join(), /^name: there is no such member; there are version, /);
  });
});

describe('schema/sandbox-state.json', () => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  const validate = ajv.compile(SCHEMA);

  // Write it anew with: node --import tsx -e "import('../src/sandbox/seed/seed.ts').then((it) =>
  // console.log(JSON.stringify(it.SEED_SCHEMA)))" > schema/sandbox-state.json && npx oxfmt schema
  it('is what the rules say', () => {
    assert.deepEqual(SCHEMA, JSON.parse(JSON.stringify(SEED_SCHEMA)));
  });

  it('holds for what may be written, and for states', () => {
    for (const seed of [{ $schema: 'x' }, SOUND, parsed(SOUND), fleetState()]) {
      assert.ok(validate(seed), JSON.stringify(validate.errors));
    }
  });

  it('does not hold for mistakes', () => {
    for (const seed of [
      [],
      { acounts: {} },
      { version: 2 },
      { accounts: { [REGION]: {} } },
      inRegion({}, 'here'),
      inRegion({ vpcs: { 'vpc-1': {} } }),
      inRegion({ instances: { web: { subnet: 'subnet-1' } } }),
      inRegion({ nodes: { 'i-1': { pingStatus: 'online' } } }),
      inRegion({ documents: { a: {} } }),
      { iam: { [ACCOUNT]: { roles: { web: { trust: {} } } } } },
    ]) {
      assert.ok(!validate(seed), JSON.stringify(seed));
      assert.notDeepEqual(mistakesOf(seed), []);
    }
  });
});

describe('docs/sandbox.md', () => {
  it('names every map that a seed may have', () => {
    const section = PAGE.slice(PAGE.indexOf('## A fleet of your own'));
    const { version: _, sessions: __, ...top } = emptyState();
    for (const name of [...Object.keys(top), ...Object.keys(emptyRegion()), ...Object.keys(emptyIam())]) {
      assert.ok(section.includes(`\`${name}\``), name);
    }
  });
});
