import { DEFAULT_REGIONS, partitionOf } from './partitions.ts';

/** Everything the sandbox remembers, as plain JSON that a person can read. Times are ISO 8601. */
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
  /** By name: names are unique over all accounts. */
  buckets: Record<string, Bucket>;
}

interface Settings {
  /** Versions a document may have before UpdateDocument answers DocumentVersionLimitExceeded. */
  documentVersionLimit: number;
}

interface Organization {
  id: string;
  managementAccount: string;
  accounts: OrganizationAccount[];
}

interface OrganizationAccount {
  id: string;
  name: string;
  email: string;
  state: 'PENDING_ACTIVATION' | 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE' | 'CLOSED';
  joined: string;
}

interface Session {
  account: string;
  arn: string;
  userId: string;
  secret: string;
  token: string;
  expires: string;
}

export interface RegionState {
  keys: Record<string, Key>;
  aliases: Record<string, Alias>;
  logGroups: Record<string, LogGroup>;
  documents: Record<string, Document>;
  associations: Record<string, Association>;
  /** By id: `i-…` and `mi-…`. */
  nodes: Record<string, ManagedNode>;
  /** Values by id, `/ssm/…`; one that is not here has AWS's default. */
  serviceSettings: Record<string, string>;
  instances: Record<string, Instance>;
  vpcs: Record<string, Vpc>;
  subnets: Record<string, Subnet>;
  routeTables: Record<string, RouteTable>;
  securityGroups: Record<string, SecurityGroup>;
  networkAcls: Record<string, NetworkAcl>;
  vpcEndpoints: Record<string, VpcEndpoint>;
}

export type Tags = Record<string, string>;

export interface Key {
  id: string;
  arn: string;
  state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport';
  description: string;
  policy: string;
  tags: Tags;
  /** `null`: automatic rotation is off. */
  rotationDays: number | null;
  spec: string;
  usage: string;
  origin: string;
  multiRegion: boolean;
  created: string;
  deletion?: string;
  /** How many more times CloudWatch Logs refuses this key as too fresh (a fault). */
  refusalsLeft?: number;
}

export interface Alias {
  target: string;
  created: string;
  updated: string;
}

export interface LogGroup {
  created: string;
  class: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  storedBytes: number;
  deletionProtection: boolean;
  tags: Tags;
  retentionInDays?: number;
  kmsKeyId?: string;
}

export interface Document {
  type: string;
  defaultVersion: string;
  /** Oldest first. */
  versions: DocumentVersion[];
  /** The number the last version got, deleted or not: numbers are never used again. */
  lastVersion: number;
  created: string;
  tags: Tags;
  /** Accounts it is shared with, or `all`, with the version shared. */
  sharedWith: Record<string, string>;
  targetType?: string;
}

export interface DocumentVersion {
  version: string;
  format: 'JSON' | 'YAML' | 'TEXT';
  content: string;
  hash: string;
  created: string;
  name?: string;
  displayName?: string;
}

export interface Association {
  id: string;
  version: number;
  created: string;
  updated: string;
  tags: Tags;
  status: { Status: string; DetailedStatus: string };
  /** Earlier versions' parameters, oldest first. */
  history: AssociationParameters[];
  /** What Create- or UpdateAssociation was given, under AWS's own names. */
  parameters: AssociationParameters;
}

/** The parameters of an association; `Name` is the document's name. */
export interface AssociationParameters {
  readonly Name: string;
  readonly [member: string]: unknown;
}

/** What Systems Manager knows of a node that has registered. */
export interface ManagedNode {
  pingStatus: 'Online' | 'ConnectionLost' | 'Inactive';
  lastPing: string;
  /** Four numbers: `3.3.131.0`. */
  agentVersion: string;
  platform: 'Linux' | 'Windows' | 'MacOS';
  platformName: string;
  platformVersion: string;
  computerName: string;
  ipAddress: string;
  /** What GetConnectionStatus answers. */
  connected: boolean;
  /** A role's name, for a hybrid node. */
  iamRole?: string;
  tags: Tags;
  /** By association id. */
  associations: Record<string, { status: 'Success' | 'Failed' | 'Pending' }>;
}

export interface Instance {
  state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  launched: string;
  platform: 'linux' | 'windows';
  type: string;
  imageId: string;
  vpc: string;
  subnet: string;
  privateIp: string;
  publicIp?: string;
  ipv6?: string;
  securityGroups: string[];
  /** Name of the instance profile. */
  profile?: string;
  /** The metadata service: DHMC needs version 2. */
  metadata: { tokens: 'optional' | 'required'; endpoint: 'enabled' | 'disabled' };
  tags: Tags;
}

export interface Vpc {
  cidr: string;
  ipv6Cidr?: string;
  /** Another account, where the VPC is shared by RAM. */
  owner?: string;
  dnsSupport: boolean;
  dnsHostnames: boolean;
  tags: Tags;
}

export interface Subnet {
  vpc: string;
  cidr: string;
  zone: string;
  owner?: string;
  tags: Tags;
}

export interface RouteTable {
  vpc: string;
  main: boolean;
  subnets: string[];
  routes: Route[];
}

export interface Route {
  /** IPv4 or IPv6 CIDR, or `pl-…`. */
  destination: string;
  /** `local`, `igw-…`, `nat-…`, `eigw-…`, `tgw-…`, `vgw-…`, `pcx-…`, `eni-…` or `vpce-…`. */
  target: string;
  state: 'active' | 'blackhole';
}

export interface SecurityGroup {
  name: string;
  vpc: string;
  ingress: SecurityRule[];
  egress: SecurityRule[];
}

export interface SecurityRule {
  /** `tcp`, `udp`, `icmp`, or `-1` for all. */
  protocol: string;
  /** Absent: all ports. */
  from?: number;
  to?: number;
  cidrs: string[];
  /** Ids of security groups. */
  groups: string[];
  prefixLists: string[];
}

export interface NetworkAcl {
  vpc: string;
  default: boolean;
  subnets: string[];
  entries: AclEntry[];
}

export interface AclEntry {
  number: number;
  egress: boolean;
  action: 'allow' | 'deny';
  protocol: string;
  cidr: string;
  from?: number;
  to?: number;
}

export interface VpcEndpoint {
  vpc: string;
  /** `com.amazonaws.us-east-1.ssm` */
  service: string;
  type: 'Interface' | 'Gateway';
  state: 'available' | 'pending' | 'failed' | 'deleting';
  privateDns: boolean;
  subnets: string[];
  securityGroups: string[];
  routeTables: string[];
  /** Absent: the policy that lets everybody do everything. */
  policy?: string;
  tags: Tags;
}

export interface Bucket {
  account: string;
  region: string;
  created: string;
  /** Default encryption: `AES256`, `aws:kms` or `none` (old stores only). */
  encryption: 'AES256' | 'aws:kms' | 'none';
  /** ARN, id or alias of the key of `aws:kms`; absent: AWS's own. */
  kmsKeyId?: string;
  /** The four switches of the public access block; null: there is none. */
  publicAccessBlock: PublicAccessBlock | null;
  policy?: string;
  tags: Tags;
}

export interface PublicAccessBlock {
  blockPublicAcls: boolean;
  ignorePublicAcls: boolean;
  blockPublicPolicy: boolean;
  restrictPublicBuckets: boolean;
}

/** The identities of an account and what they may do. Policy documents are JSON text. */
export interface IamState {
  /** By name. */
  roles: Record<string, Role>;
  users: Record<string, User>;
  instanceProfiles: Record<string, InstanceProfile>;
  /** The account's own managed policies, by ARN; those of AWS are built in. */
  policies: Record<string, ManagedPolicy>;
  /** Service control policies in effect on the account, as JSON text. Unless one allows something, FullAWSAccess is among them. */
  servicePolicies: string[];
}

export interface Identity {
  id: string;
  path: string;
  created: string;
  /** By name. */
  inline: Record<string, string>;
  /** ARNs of managed policies. */
  attached: string[];
  /** ARN of a managed policy. */
  boundary?: string;
  tags: Tags;
}

export interface Role extends Identity {
  trust: string;
  description?: string;
  /** Seconds; absent: one hour. */
  maxSessionDuration?: number;
}

export type User = Identity;

export interface InstanceProfile {
  id: string;
  path: string;
  created: string;
  /** Names; AWS allows one. */
  roles: string[];
}

export interface ManagedPolicy {
  id: string;
  name: string;
  path: string;
  description: string;
  created: string;
  defaultVersion: string;
  /** Oldest first; five at the most. */
  versions: { version: string; document: string; created: string }[];
  /** The number the last version got. */
  lastVersion: number;
  tags: Tags;
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

export const emptyIam = (): IamState => ({
  roles: {},
  users: {},
  instanceProfiles: {},
  policies: {},
  servicePolicies: [],
});

/** A state with nothing in it but an organisation of four accounts. */
export function emptyState(): State {
  const joined = '2024-01-01T00:00:00.000Z';
  const account = (id: string, name: string, state: OrganizationAccount['state']): OrganizationAccount => ({
    id,
    name,
    email: `${name}@example.com`,
    state,
    joined,
  });
  return {
    version: 1,
    settings: { documentVersionLimit: 1000 },
    organization: {
      id: 'o-sandbox0001',
      managementAccount: '123456789012',
      accounts: [
        account('123456789012', 'management', 'ACTIVE'),
        account('111111111111', 'development', 'ACTIVE'),
        account('222222222222', 'production', 'ACTIVE'),
        account('999999999999', 'closed', 'SUSPENDED'),
      ],
    },
    optInRegions: {},
    sessions: {},
    accounts: {},
    iam: {},
    buckets: {},
  };
}

/** A region's part of the state, made if it is not there yet. */
export function regionOf(state: State, account: string, region: string): RegionState {
  const regions = (state.accounts[account] ??= {});
  return (regions[region] ??= emptyRegion());
}

/** Whether this account may call this region; partitions other than `aws` have no opt-in regions. */
export function isEnabled(state: State, account: string, region: string): boolean {
  if (partitionOf(region) !== partitionOf('')) return true;
  return DEFAULT_REGIONS.includes(region) || state.optInRegions[account]?.includes(region) === true;
}
