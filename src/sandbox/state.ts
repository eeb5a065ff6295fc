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

export function emptyRegion(): RegionState {
  return { keys: {}, aliases: {}, logGroups: {}, documents: {}, associations: {} };
}

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
