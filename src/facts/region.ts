import { pagesOf } from '../aws/answers/pages.ts';
import type { Question } from '../inputs/question.ts';
import { once, onceEach } from '../once.ts';
import { type FoundAssociation, listAssociations } from '../resources/agent-update/association.ts';
import { type AssociationDetails, readDetails } from '../resources/agent-update/details.ts';
import { describeLogGroup, type FoundLogGroup, logGroup } from '../resources/log-group.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import { type FoundPreferences, readPatiently } from '../resources/preferences/read-preferences.ts';
import { isOurs } from '../resources/ownership.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Resource } from '../resources/resource.ts';
import { ssmTags } from '../resources/ssm-tags.ts';
import type { Target } from '../targets/target.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { type AccountBlock, readAccountBlock } from './account-block.ts';
import { type Bucket, readBucket, readBucketPolicy } from './bucket.ts';
import { type BucketAcl, ownsBucket, readBucketAcl } from './bucket-acl.ts';
import { type Calendar, readCalendar } from './calendar.ts';
import { type Instance, readInstances } from './instances.ts';
import { type KeyLookup, keyReader } from './key.ts';
import type { Network } from './network.ts';
import { connectionReader, type Node, readNodes } from './nodes.ts';
import { type SessionSettings, settingsInForce } from './session-settings.ts';
import { type OrganizationId, readOrganization } from './organization.ts';
import { readNetwork } from './read-network.ts';
import { readRoles, type Roles } from './roles.ts';
import { failedSessions } from './sessions.ts';
import { type FoundDocument, readSessionDocuments } from './session-documents.ts';
import { readSetting, SETTINGS } from './settings.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';

/** The facts of one region. Each is read once, on first use. */
export interface RegionFacts {
  readonly target: Target;
  readonly question: Question;
  /** Resolves to the preferences document; undefined if there is none. */
  preferences(): Promise<FoundPreferences | undefined>;
  /** Resolves to the preferences by their meaning; undefined if there are none, or none that can be parsed. */
  settings(): Promise<SessionSettings | undefined>;
  /** Resolves to the accounts that the preferences document is shared with, or `all`. */
  sharedWith(): Promise<readonly string[]>;
  /** Finds a log group by its name; undefined if there is none. */
  logGroupNamed(name: string): Promise<FoundLogGroup | undefined>;
  /** Tells whether a log group, by its name, carries our tag. */
  ownsLogGroup(name: string): Promise<boolean>;
  /** Finds any key by its id, ARN or alias. */
  key(name: string): Promise<KeyLookup>;
  /** Finds a bucket by its name; undefined if there is none. */
  bucketNamed(name: string): Promise<Bucket | undefined>;
  /** Reads the policy of a bucket, by its name; undefined if it has none, or there is no bucket. */
  bucketPolicy(name: string): Promise<Policy | undefined>;
  /** Reads what the ACL of a bucket, by its name, gives to everybody. */
  bucketAcl(name: string): Promise<BucketAcl>;
  /** Tells whether a bucket, by its name, is of this account. */
  ownsBucket(name: string): Promise<boolean>;
  /** Resolves to the public access block of the account. */
  accountBlock(): Promise<AccountBlock>;
  nodes(): Promise<readonly Node[]>;
  /** Tells whether a node, by its id, holds a channel for sessions; each is asked once. `channels` of the audit says which are asked. */
  isConnected(id: string): Promise<boolean>;
  /** Resolves to the ids of nodes with a session that failed lately. */
  failedSessions(): Promise<ReadonlySet<string>>;
  /** Resolves to the running instances. */
  instances(): Promise<readonly Instance[]>;
  /** Resolves to the networks of the running instances. */
  network(): Promise<Network>;
  /** Gives the name of an instance, a hybrid node or a VPC, by its id, if that has been read by now; reads nothing. */
  nameOf(id: string): string | undefined;
  /** What is around these, for the findings that depend on it. */
  readonly surroundings: Surroundings;
  /** Resolves to the roles of the account. */
  roles(): Promise<Roles>;
  /** Resolves to the organization of the account. */
  organization(): Promise<OrganizationId>;
  /** Resolves to the associations that update the agent. */
  associations(): Promise<readonly FoundAssociation[]>;
  /** Reads the details of an association, by its id. */
  associationDetails(id: string): Promise<AssociationDetails>;
  /** Reads the state of a change calendar, by its name or ARN. */
  calendar(name: string): Promise<Calendar>;
  /** Tells whether an association, by its id, carries our tag. */
  ownsAssociation(id: string): Promise<boolean>;
  /** Resolves to the role of Default Host Management Configuration, with its path; undefined: it is off. */
  hostManagementRole(): Promise<string | undefined>;
  activationTier(): Promise<string | undefined>;
  publicSharing(): Promise<string | undefined>;
  /** Resolves to the Session documents besides those of AWS. */
  sessionDocuments(): Promise<readonly FoundDocument[]>;
}

/** Reads a resource, or gives what was read of it before. */
export type ReadResource = <Have>(resource: Pick<Resource<unknown, Have>, 'id' | 'read'>) => Promise<Have | undefined>;

/** Makes the facts of a target, which read nothing yet; `known` are those that were read elsewhere. */
export function regionFacts(
  target: Target,
  question: Question,
  readResource: ReadResource = (resource) => resource.read(target, question.inputs),
  known: Partial<RegionFacts> = {},
): RegionFacts {
  const { inputs } = question;
  const names = new Map<string, string>();
  const named = <Things extends readonly { readonly id: string; readonly name?: string }[]>(things: Things): Things => {
    for (const { id, name } of things) if (name) names.set(id, name);
    return things;
  };
  const facts: RegionFacts = {
    target,
    question,
    preferences: once(() => readResource({ id: preferences.id, read: readPatiently })),
    settings: once(async () => settingsInForce(await facts.preferences())),
    sharedWith: once(() => readSharing(target)),
    logGroupNamed: onceEach((name) =>
      name === inputs.logGroup.name ? readResource(logGroup) : describeLogGroup(target, name),
    ),
    ownsLogGroup: onceEach(async (name) => {
      const group = await facts.logGroupNamed(name);
      return group !== undefined && isOurs(await logGroup.tags(target, group));
    }),
    key: keyReader(target),
    bucketNamed: onceEach((name) => readBucket(target, name)),
    bucketPolicy: onceEach(async (name) => {
      const bucket = await facts.bucketNamed(name);
      return bucket && readBucketPolicy(target, bucket);
    }),
    bucketAcl: onceEach((name) => readBucketAcl(target, name)),
    ownsBucket: onceEach((name) => ownsBucket(target, name)),
    accountBlock: once(() => readAccountBlock(target)),
    nodes: once(async () => named(await readNodes(target))),
    isConnected: onceEach(connectionReader(target)),
    failedSessions: once(() => failedSessions(target, question.now)),
    instances: once(async () => named(await readInstances(target))),
    network: once(async () => {
      const network = await readNetwork(target, await facts.instances());
      named(network.vpcs ?? []);
      return network;
    }),
    nameOf: (id) => names.get(id),
    surroundings: surroundingsOf(target),
    roles: once(async () => readRoles(await target.iam())),
    organization: once(() => readOrganization(target)),
    associations: once(async () => listAssociations(await target.ssm())),
    associationDetails: onceEach(async (id) => readDetails(await target.ssm(), id)),
    calendar: onceEach((name) => readCalendar(target, name)),
    ownsAssociation: onceEach(async (id) => isOurs(await ssmTags(await target.ssm(), 'Association', id))),
    hostManagementRole: once(async () => {
      const role = await readSetting(target, SETTINGS.hostManagementRole);
      return role === undefined || role === '' || role === '$None' ? undefined : role;
    }),
    activationTier: once(() => readSetting(target, SETTINGS.activationTier)),
    publicSharing: once(() => readSetting(target, SETTINGS.publicSharing)),
    sessionDocuments: once(() => readSessionDocuments(target)),
    ...known,
  };
  return facts;
}

async function readSharing(target: Target): Promise<readonly string[]> {
  const ssm = await target.ssm();
  const accounts: string[] = [];
  const pages = pagesOf('DescribeDocumentPermission', (NextToken) =>
    ssm.describeDocumentPermission({
      Name: DOCUMENT,
      PermissionType: 'Share',
      ...(NextToken !== undefined && { NextToken }),
    }),
  );
  for await (const { AccountIds = [] } of pages) accounts.push(...AccountIds);
  return accounts;
}
