import type {
  DhcpOptions,
  Instance,
  NatGateway,
  NetworkAcl,
  RouteTable,
  SecurityGroup,
  Subnet,
  Vpc,
  VpcEndpoint,
  InternetBlock,
  InternetGateway,
  EndpointService,
} from './ec2.ts';
import type { IamState } from './iam.ts';
import type { Alias, Key } from './kms.ts';
import type { LogGroup } from './logs.ts';
import { type Organization, smallOrganization } from './organization.ts';
import { DEFAULT_REGIONS, partitionOf } from './partitions.ts';
import type { HostedZone } from './route53.ts';
import type { Bucket, PublicAccessBlock } from './s3.ts';
import type { PushedKey } from './ssh.ts';
import type { ActiveSession, Association, Document, ManagedNode, PastSession } from './ssm.ts';

/** Everything the sandbox remembers, as human-readable JSON. Times are ISO 8601. */
export interface State {
  readonly version: 1;
  settings: Settings;
  organization: Organization | null;
  /** The opt-in regions an account has enabled, by account id; the 17 default regions are always enabled. */
  optInRegions: Record<string, string[]>;
  /** Credentials that AssumeRole handed out, by access key id. */
  sessions: Record<string, Session>;
  /** By account id, then by region. */
  accounts: Record<string, Record<string, RegionState>>;
  /** By account id. */
  iam: Record<string, IamState>;
  /** By name: names are unique across all accounts. */
  buckets: Record<string, Bucket>;
  /** By account id: those of whole accounts; absent where no account has one. */
  publicAccessBlocks?: Record<string, PublicAccessBlock>;
}

interface Settings {
  /** The number of versions at which UpdateDocument answers DocumentVersionLimitExceeded. */
  documentVersionLimit: number;
}

interface Session {
  account: string;
  arn: string;
  userId: string;
  secret: string;
  token: string;
  expires: string;
  /** The session policy, as JSON text; absent: the role decides alone. */
  policy?: string;
}

export interface RegionState {
  keys: Record<string, Key>;
  aliases: Record<string, Alias>;
  logGroups: Record<string, LogGroup>;
  documents: Record<string, Document>;
  associations: Record<string, Association>;
  /** By id: `i-…` and `mi-…`. */
  nodes: Record<string, ManagedNode>;
  /** Absent where there are none. */
  activeSessions?: Record<string, ActiveSession>;
  /** By id, of the last 30 days; absent in states of former versions. */
  pastSessions?: Record<string, PastSession>;
  /** What EC2 Instance Connect has pushed, by the id of the instance. */
  pushedKeys?: Record<string, PushedKey[]>;
  /** The private keys by which the SSH servers of nodes are known, by the node's id: PEM. */
  hostKeys?: Record<string, string>;
  /** Values by id, `/ssm/…`; one that is not here has AWS's default. */
  serviceSettings: Record<string, string>;
  instances: Record<string, Instance>;
  vpcs: Record<string, Vpc>;
  /** Absent in states of former versions. */
  dhcpOptions?: Record<string, DhcpOptions>;
  subnets: Record<string, Subnet>;
  routeTables: Record<string, RouteTable>;
  /** Absent in states of former versions. */
  natGateways?: Record<string, NatGateway>;
  /** Absent: it is off. */
  internetBlock?: InternetBlock;
  /** Beside those that active routes lead to. */
  internetGateways?: Record<string, InternetGateway>;
  /** By name, `com.amazonaws.us-east-1.ssm`: those that are not offered in every zone. */
  endpointServices?: Record<string, EndpointService>;
  securityGroups: Record<string, SecurityGroup>;
  networkAcls: Record<string, NetworkAcl>;
  vpcEndpoints: Record<string, VpcEndpoint>;
  /** By id: private ones, of the VPCs of the region. */
  hostedZones?: Record<string, HostedZone>;
}

export function emptyRegion(): RegionState {
  return {
    keys: {},
    aliases: {},
    logGroups: {},
    documents: {},
    associations: {},
    nodes: {},
    serviceSettings: {},
    instances: {},
    vpcs: {},
    subnets: {},
    routeTables: {},
    securityGroups: {},
    networkAcls: {},
    vpcEndpoints: {},
  };
}

/** Makes a state with nothing in it but a small organization. */
export const emptyState = (): State => ({
  version: 1,
  settings: { documentVersionLimit: 1000 },
  organization: smallOrganization(),
  optInRegions: {},
  sessions: {},
  accounts: {},
  iam: {},
  buckets: {},
});

/** Gives a region's part of the state, and makes it if it is not there yet. */
export function regionOf(state: State, account: string, region: string): RegionState {
  const regions = (state.accounts[account] ??= {});
  return (regions[region] ??= emptyRegion());
}

/** Tells whether this account can call this region; partitions other than `aws` have no opt-in regions. */
export function isEnabled(state: State, account: string, region: string): boolean {
  if (partitionOf(region) !== partitionOf('')) return true;
  return DEFAULT_REGIONS.includes(region) || state.optInRegions[account]?.includes(region) === true;
}
