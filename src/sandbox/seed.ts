import { iam } from './seed-iam.ts';
import { instance, node } from './seed-nodes.ts';
import { networkAcl, routeTable, securityGroup, subnet, vpc, vpcEndpoint } from './seed-network.ts';
import {
  byName,
  flag,
  list,
  matching,
  object,
  oneOf,
  open,
  optional,
  orNull,
  SeedError,
  text,
  time,
  unless,
  whole,
} from './seed-rules.ts';
import {
  type Alias,
  type Association,
  type AssociationParameters,
  type Bucket,
  type Document,
  type DocumentVersion,
  emptyState,
  type Key,
  type LogGroup,
  type PublicAccessBlock,
  type RegionState,
  type State,
} from './state.ts';

/**
 * Reads a state that a person wrote: the shape of the state file, where everything may be missing that can be empty.
 * Throws a SeedError that names the place of the first mistake.
 */
export function parseSeed(content: string): State {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch {
    throw new SeedError('it is not JSON');
  }
  return state.read(value, '');
}

const tags = byName(text);

const key = object<Key>({
  id: text,
  arn: text,
  state: oneOf('Enabled', 'Disabled', 'PendingDeletion', 'PendingImport'),
  description: text,
  policy: text,
  tags,
  rotationDays: orNull(whole),
  spec: text,
  usage: text,
  origin: text,
  multiRegion: flag,
  created: time,
  deletion: optional(time),
  refusalsLeft: optional(whole),
});

const alias = object<Alias>({ target: text, created: time, updated: time });

const logGroup = object<LogGroup>({
  created: time,
  class: oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'),
  storedBytes: whole,
  deletionProtection: flag,
  tags,
  retentionInDays: optional(whole),
  kmsKeyId: optional(text),
});

const documentVersion = object<DocumentVersion>({
  version: text,
  format: oneOf('JSON', 'YAML', 'TEXT'),
  content: text,
  hash: text,
  created: time,
  name: optional(text),
  displayName: optional(text),
});

const document = object<Document>({
  type: text,
  defaultVersion: text,
  versions: list(documentVersion),
  lastVersion: whole,
  created: time,
  tags,
  sharedWith: byName(text),
  targetType: optional(text),
});

const parameters = open<AssociationParameters>({ Name: text });

const association = object<Association>({
  id: text,
  version: whole,
  created: time,
  updated: time,
  tags,
  status: object<Association['status']>({ Status: text, DetailedStatus: text }),
  history: list(parameters),
  parameters,
});

const region = object<RegionState>({
  keys: byName(key),
  aliases: byName(alias),
  logGroups: byName(logGroup),
  documents: byName(document),
  associations: byName(association),
  nodes: byName(node),
  serviceSettings: byName(text),
  instances: byName(instance),
  vpcs: byName(vpc),
  subnets: byName(subnet),
  routeTables: byName(routeTable),
  securityGroups: byName(securityGroup),
  networkAcls: byName(networkAcl),
  vpcEndpoints: byName(vpcEndpoint),
});

const bucket = object<Bucket>({
  account: text,
  region: text,
  created: time,
  encryption: oneOf('AES256', 'aws:kms', 'none'),
  kmsKeyId: optional(text),
  publicAccessBlock: orNull(
    object<PublicAccessBlock>({
      blockPublicAcls: flag,
      ignorePublicAcls: flag,
      blockPublicPolicy: flag,
      restrictPublicBuckets: flag,
    }),
  ),
  policy: optional(text),
  tags,
});

type Organization = NonNullable<State['organization']>;

const organization = object<Organization>({
  id: text,
  managementAccount: text,
  accounts: list(
    object<Organization['accounts'][number]>({
      id: text,
      name: text,
      email: text,
      state: oneOf('PENDING_ACTIVATION', 'ACTIVE', 'SUSPENDED', 'PENDING_CLOSURE', 'CLOSED'),
      joined: time,
    }),
  ),
});

const accountId = matching(/^\d{12}$/, 'an account id of 12 digits');
const regionName = matching(/^[a-z]+(-[a-z]+)+-\d+$/, 'the name of a region');

const state = object<State>({
  version: unless(() => 1, oneOf(1)),
  settings: unless(
    () => emptyState().settings,
    object<State['settings']>({
      documentVersionLimit: unless(() => emptyState().settings.documentVersionLimit, whole),
    }),
  ),
  organization: unless(() => emptyState().organization, orNull(organization)),
  optInRegions: byName(list(text), accountId),
  sessions: byName(
    object<State['sessions'][string]>({
      account: text,
      arn: text,
      userId: text,
      secret: text,
      token: text,
      expires: time,
    }),
  ),
  accounts: byName(byName(region, regionName), accountId),
  iam: byName(iam, accountId),
  buckets: byName(bucket),
});
