// A made-up account of any size, for measuring.
import { emptyRegion, emptyState, type RegionState, type State } from '../src/sandbox/state/state.ts';
import { emptyIam } from '../src/sandbox/state/iam.ts';

export const ACCOUNT = '123456789012';
export const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'];

const CREATED = '2026-01-01T00:00:00.000Z';
const CORE = 'arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
});

const PREFERENCES = JSON.stringify({
  schemaVersion: '1.0',
  sessionType: 'Standard_Stream',
  inputs: { cloudWatchLogGroupName: 'sessions', cloudWatchStreamingEnabled: true },
});

/** Makes a given number of running nodes in four regions, under a number of roles; one in ten lacks what it needs. */
export function fleetOf(nodes: number, roles: number): State {
  const state = emptyState();
  const iam = emptyIam();
  for (let index = 0; index < roles; index += 1) {
    const name = `role-${index}`;
    const inline =
      index % 10 === 0
        ? {}
        : {
            logs: JSON.stringify({
              Version: '2012-10-17',
              Statement: { Effect: 'Allow', Action: 'logs:*', Resource: '*' },
            }),
          };
    const common = { path: '/', created: CREATED, tags: {} };
    iam.roles[name] = { ...common, id: `AROA${pad(index, 16)}`, trust: TRUST, inline, attached: [CORE] };
    iam.instanceProfiles[name] = { path: '/', created: CREATED, id: `AIPA${pad(index, 16)}`, roles: [name] };
  }
  state.iam[ACCOUNT] = iam;
  const regions = REGIONS.map((region) => [region, network()] as const);
  state.accounts[ACCOUNT] = Object.fromEntries(regions);
  for (let index = 0; index < nodes; index += 1) {
    addNode(regions[index % regions.length]?.[1] ?? emptyRegion(), index, `role-${index % roles}`);
  }
  return state;
}

const pad = (number: number, length: number): string => String(number).padStart(length, '0');

function network(): RegionState {
  const region = emptyRegion();
  region.vpcs['vpc-1'] = { cidr: '10.0.0.0/8', dnsSupport: true, dnsHostnames: true, tags: {} };
  region.subnets['subnet-1'] = { vpc: 'vpc-1', cidr: '10.0.0.0/9', zone: 'a', tags: {} };
  region.routeTables['rtb-1'] = {
    vpc: 'vpc-1',
    main: true,
    subnets: [],
    routes: [{ destination: '0.0.0.0/0', target: 'nat-1', state: 'active' }],
  };
  const anywhere = { protocol: '-1', cidrs: ['0.0.0.0/0'], groups: [], prefixLists: [] };
  region.securityGroups['sg-1'] = { name: 'nodes', vpc: 'vpc-1', ingress: [], egress: [anywhere] };
  region.logGroups['sessions'] = {
    created: CREATED,
    class: 'STANDARD',
    storedBytes: 0,
    deletionProtection: false,
    tags: {},
    retentionInDays: 365,
  };
  region.documents['SSM-SessionManagerRunShell'] = {
    type: 'Session',
    defaultVersion: '1',
    lastVersion: 1,
    created: CREATED,
    tags: {},
    sharedWith: {},
    versions: [{ version: '1', format: 'JSON', content: PREFERENCES, hash: 'hash', created: CREATED }],
  };
  return region;
}

function addNode(region: RegionState, index: number, profile: string): void {
  const id = `i-${index.toString(16).padStart(17, '0')}`;
  const privateIp = `10.1.${Math.floor(index / 250)}.${1 + (index % 250)}`;
  region.instances[id] = {
    state: 'running',
    launched: CREATED,
    platform: 'linux',
    type: 't3.micro',
    imageId: 'ami-1',
    vpc: 'vpc-1',
    subnet: 'subnet-1',
    privateIp,
    securityGroups: ['sg-1'],
    profile,
    metadata: { tokens: 'required', endpoint: 'enabled' },
    tags: { Name: `node-${index}` },
  };
  region.nodes[id] = {
    pingStatus: index % 10 === 0 ? 'ConnectionLost' : 'Online',
    lastPing: CREATED,
    agentVersion: '3.3.131.0',
    platform: 'Linux',
    platformName: 'Amazon Linux',
    platformVersion: '2023',
    computerName: `node-${index}`,
    ipAddress: privateIp,
    connected: true,
    tags: {},
    associations: {},
  };
}

/**
 * Makes an account with sessions of the last ten days, each with a stream of the log group, but for one in a hundred, among ten times as
 * many streams that are older.
 */
export function sessionsOf(count: number): State {
  const state = fleetOf(4, 1);
  const [here = emptyRegion()] = REGIONS.map((region) => state.accounts[ACCOUNT]?.[region] ?? emptyRegion());
  const streams: NonNullable<(typeof here.logGroups)[string]['streams']> = {};
  const sessions: NonNullable<typeof here.pastSessions> = {};
  const newest = Date.now() - 3_600_000;
  const gap = (10 * 86_400_000) / count;
  for (let index = 0; index < 11 * count; index += 1) {
    const id = `jane-${pad(index, 17)}`;
    const [started, ended] = [newest - (index + 1) * gap, newest - index * gap].map((time) =>
      new Date(time).toISOString(),
    );
    const time = ended ?? '';
    if (index >= count || index % 100 !== 0) streams[id] = { created: time, events: [{ time, message: 'x' }] };
    if (index >= count) continue;
    const owner = `arn:aws:iam::${ACCOUNT}:user/jane`;
    sessions[id] = {
      target: 'i-1',
      owner,
      started: started ?? '',
      ended: time,
      status: 'Terminated',
      document: 'SSM-SessionManagerRunShell',
    };
  }
  here.pastSessions = sessions;
  here.logGroups['sessions'] = {
    created: CREATED,
    class: 'STANDARD',
    storedBytes: 0,
    deletionProtection: false,
    tags: {},
    streams,
  };
  return state;
}
