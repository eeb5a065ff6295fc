import type { PushedKey } from '../state/ssh.ts';
import { isObject } from '../state/json.ts';
import type { Alias, Key, KeyGrant } from '../state/kms.ts';
import type { LogEvent, LogGroup, LogStream } from '../state/logs.ts';
import { partitionOf } from '../state/partitions.ts';
import type { AclGrant, Bucket, LifecycleRule, PublicAccessBlock, StoredObject } from '../state/s3.ts';
import {
  type Association,
  type AssociationParameters,
  type Document,
  type DocumentVersion,
  hashOf,
  type ActiveSession,
  type PastSession,
  type SessionLog,
} from '../state/ssm.ts';
import { accountId, counted, created, LONG_AGO, ownerOf, policy, tags } from './members.ts';
import type { Place } from './mistakes.ts';
import {
  becomes,
  byName,
  type Draft,
  flag,
  inShort,
  list,
  matching,
  object,
  oneOf,
  open,
  optional,
  orEmpty,
  orNull,
  type Rule,
  some,
  text,
  time,
  unless,
  whole,
} from './rules.ts';

const no = unless(() => false, flag);
const nothing = unless(() => '', text);
const updated = unless(() => LONG_AGO, time);

const UUID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

const keyId = matching(
  new RegExp(`^(mrk-[0-9a-f]{32}|${UUID})$`),
  'the id of a key, as 1234abcd-12ab-34cd-56ef-1234567890ab',
);

function keyArn(place: Place): string {
  const [, account, region = ''] = place.names;
  return `arn:${partitionOf(region).id}:kms:${region}:${account}:key/${ownerOf(place)}`;
}

/** Writes the policy of a key that leaves all decisions to the account. */
function accountPolicy({ names: [, account, region = ''] }: Place): string {
  const statement = {
    Sid: 'EnableIAM',
    Effect: 'Allow',
    Principal: { AWS: `arn:${partitionOf(region).id}:iam::${account}:root` },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
}

const key = object<Key>({
  id: unless(ownerOf, text),
  arn: unless(keyArn, text),
  state: unless(
    () => 'Enabled',
    oneOf('Enabled', 'Disabled', 'PendingDeletion', 'PendingReplicaDeletion', 'PendingImport', 'Unavailable'),
  ),
  description: nothing,
  policy: unless(accountPolicy, policy),
  tags,
  rotationDays: unless(() => null, orNull(whole)),
  spec: unless(() => 'SYMMETRIC_DEFAULT', text),
  usage: unless(() => 'ENCRYPT_DECRYPT', text),
  origin: unless(() => 'AWS_KMS', text),
  multiRegion: unless((place) => ownerOf(place).startsWith('mrk-'), flag),
  replicaOf: optional(text),
  created,
  deletion: optional(time),
  grants: optional(
    byName(
      object<KeyGrant>({
        grantee: text,
        operations: some(text),
        contextSubset: optional(byName(text)),
        created,
      }),
    ),
  ),
  refusalsLeft: optional(whole),
});

const alias = object<Alias>({ target: text, created, updated });

const logGroup = object<LogGroup>({
  created,
  class: unless(() => 'STANDARD', oneOf('STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY')),
  storedBytes: unless(() => 0, whole),
  deletionProtection: no,
  tags,
  retentionInDays: optional(whole),
  kmsKeyId: optional(text),
  streams: optional(
    byName(
      object<LogStream>({
        created,
        events: list(object<LogEvent>({ time: unless(() => LONG_AGO, time), message: text })),
      }),
    ),
  ),
});

/** Reads JSON text, which can also be written as an object. */
const content: Rule<string> = {
  schema: { type: ['object', 'string'] },
  read: (value, place) => (isObject(value) ? JSON.stringify(value, null, 2) : text.read(value, place)),
};

const ofVersion = {
  format: unless<DocumentVersion['format']>(() => 'JSON', oneOf('JSON', 'YAML', 'TEXT')),
  content,
  created,
  name: optional(text),
  displayName: optional(text),
  status: optional(
    oneOf<NonNullable<DocumentVersion['status']>>('Active', 'Creating', 'Updating', 'Deleting', 'Failed'),
  ),
  statusInformation: optional(text),
  until: optional(time),
} as const;

const documentVersion = becomes(
  object<Draft<DocumentVersion, 'hash'>>({ ...ofVersion, version: counted(), hash: optional(text) }),
  (given): DocumentVersion => ({ hash: hashOf(given.content), ...given }),
);

const ofDocument = {
  type: unless(() => 'Session', text),
  tags,
  sharedWith: byName(text),
  targetType: optional(text),
} as const;

/** A document of one version: `{ "content": { … } }`. */
type OneVersion = Omit<Document, 'versions' | 'defaultVersion' | 'lastVersion'> &
  Omit<DocumentVersion, 'version' | 'hash'>;

const document: Rule<Document> = inShort(
  'versions',
  becomes(
    object<Draft<Document, 'defaultVersion' | 'lastVersion'>>({
      ...ofDocument,
      defaultVersion: optional(text),
      versions: some(documentVersion),
      lastVersion: optional(whole),
      created,
    }),
    (given) => {
      const last = given.versions.at(-1)?.version ?? '';
      return { defaultVersion: last, lastVersion: Number(last), ...given };
    },
  ),
  becomes(
    object<OneVersion>({ ...ofDocument, ...ofVersion }),
    ({ type, tags: itsTags, sharedWith, targetType, ...given }) => {
      const { content: text_, created: at } = given;
      const versions: DocumentVersion[] = [{ version: '1', hash: hashOf(text_), ...given }];
      const limited = targetType === undefined ? {} : { targetType };
      return {
        type,
        tags: itsTags,
        sharedWith,
        ...limited,
        created: at,
        defaultVersion: '1',
        versions,
        lastVersion: 1,
      };
    },
  ),
);

const parameters = becomes(open<AssociationParameters>({ Name: text }), (given): AssociationParameters => ({
  DocumentVersion: '$DEFAULT',
  ApplyOnlyAtCronInterval: false,
  ...given,
}));

type Status = Association['status'];

const status = becomes(
  orEmpty(
    object<Draft<Status, 'DetailedStatus'>>({ Status: unless(() => 'Success', text), DetailedStatus: optional(text) }),
  ),
  (given): Status => ({ DetailedStatus: given.Status, ...given }),
);

const association: Rule<Association> = becomes(
  object<Draft<Association, 'version'>>({
    id: unless(ownerOf, text),
    version: optional(whole),
    created,
    updated,
    tags,
    status,
    history: list(parameters),
    parameters,
  }),
  (given) => ({ version: given.history.length + 1, ...given }),
);

const ofSession = {
  target: text,
  owner: unless(({ names: [, account] }) => `arn:aws:iam::${account}:user/operator`, text),
  reason: optional(text),
  maxDuration: optional(text),
  accessType: optional(oneOf<'Standard' | 'JustInTime'>('Standard', 'JustInTime')),
  log: optional(
    object<SessionLog>({
      s3: optional(object<NonNullable<SessionLog['s3']>>({ bucket: text, key: text })),
      group: optional(text),
    }),
  ),
} as const;

const pastSession = becomes(
  object<Draft<PastSession, 'started' | 'ended'>>({
    ...ofSession,
    started: optional(time),
    ended: optional(time),
    status: unless(() => 'Terminated', oneOf('Terminated', 'Failed')),
    document: optional(text),
    details: optional(text),
  }),
  (given, { now }): PastSession => ({ started: now, ended: given.started ?? now, ...given }),
);

const activeSession = object<ActiveSession>({
  ...ofSession,
  started: unless(({ now }) => now, time),
  document: unless(() => 'SSM-SessionManagerRunShell', text),
  parameters: byName(list(text)),
  token: optional(text),
  process: optional(whole),
});

/** The rules for the settings of a region's sessions and agents. */
export const settings = {
  keys: byName(key, keyId),
  aliases: byName(alias, matching(/^alias\/./, 'a name that begins with alias/')),
  logGroups: byName(logGroup),
  documents: byName(document),
  associations: byName(
    association,
    matching(new RegExp(`^${UUID}$`), 'an id of the form 1234abcd-12ab-34cd-56ef-1234567890ab'),
  ),
  activeSessions: optional(byName(activeSession)),
  pastSessions: optional(byName(pastSession)),
  pushedKeys: optional(byName(list(object<PushedKey>({ user: text, key: text, until: time })))),
  hostKeys: optional(byName(text)),
  serviceSettings: byName(text),
} as const;

const on = unless(() => true, flag);

const publicAccessBlock = object<PublicAccessBlock>({
  blockPublicAcls: on,
  ignorePublicAcls: on,
  blockPublicPolicy: on,
  restrictPublicBuckets: on,
});

/** The rule for the public access blocks of accounts; a switch that is left out is on. */
export const publicAccessBlocks = optional(byName(publicAccessBlock, accountId));

/** The rule for buckets; the default is what S3 creates today: encrypted, and closed to the public. */
export const buckets = byName(
  object<Bucket>({
    account: text,
    region: text,
    created,
    encryption: unless(() => 'AES256', oneOf('AES256', 'aws:kms', 'aws:kms:dsse', 'none')),
    kmsKeyId: optional(text),
    publicAccessBlock: unless(
      () => ({ blockPublicAcls: true, ignorePublicAcls: true, blockPublicPolicy: true, restrictPublicBuckets: true }),
      orNull(publicAccessBlock),
    ),
    policy: optional(policy),
    acl: optional(
      list(
        object<AclGrant>({
          grantee: text,
          permission: oneOf('READ', 'WRITE', 'READ_ACP', 'WRITE_ACP', 'FULL_CONTROL'),
        }),
      ),
    ),
    ownership: optional(
      oneOf<NonNullable<Bucket['ownership']>>('BucketOwnerEnforced', 'BucketOwnerPreferred', 'ObjectWriter'),
    ),
    lifecycle: optional(
      list(
        object<LifecycleRule>({
          id: text,
          enabled: on,
          prefix: optional(text),
          tag: optional(object<{ key: string; value: string }>({ key: text, value: text })),
          largerThan: optional(whole),
          smallerThan: optional(whole),
          days: optional(whole),
          date: optional(time),
        }),
      ),
    ),
    tags,
    objects: optional(byName(object<StoredObject>({ modified: unless(() => LONG_AGO, time), content: text }))),
  }),
);
