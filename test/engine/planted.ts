// Things that somebody else has put into a region, for tests of what is found there.
import { regionOf, type RegionState } from '../../src/sandbox/state/state.ts';
import type { Bucket } from '../../src/sandbox/state/s3.ts';
import type { Document, ManagedNode } from '../../src/sandbox/state/ssm.ts';
import type { LogGroup } from '../../src/sandbox/state/logs.ts';
import type { Key } from '../../src/sandbox/state/kms.ts';
import { policyText } from './identities.ts';
import { ACCOUNT, bucketOf, REGION, type World } from './world.ts';

const CREATED = '2026-01-01T00:00:00.000Z';
export const PREFERENCES = 'SSM-SessionManagerRunShell';

/** Changes a region. */
export const change = (
  on: World,
  what: (region: RegionState) => void,
  region = REGION,
  account = ACCOUNT,
): Promise<void> => on.sandbox.edit((state) => what(regionOf(state, account, region)));

/** A document with these contents as its versions, of which the last is in effect. */
export const documentOf = (...contents: readonly string[]): Document => ({
  type: 'Session',
  defaultVersion: String(contents.length),
  lastVersion: contents.length,
  created: CREATED,
  tags: {},
  sharedWith: {},
  versions: contents.map((content, index) => ({
    version: String(index + 1),
    format: 'JSON',
    content,
    hash: `hash-${index}`,
    created: CREATED,
  })),
});

/** The text of session preferences. */
export const preferencesText = (inputs: Readonly<Record<string, unknown>>, rest: object = {}): string =>
  JSON.stringify({ schemaVersion: '1.0', sessionType: 'Standard_Stream', inputs, ...rest });

/** Puts session preferences with these versions into a region. */
export const plantDocument = (
  on: World,
  contents: readonly string[],
  region = REGION,
  account = ACCOUNT,
): Promise<void> =>
  change(on, ({ documents }) => void (documents[PREFERENCES] = documentOf(...contents)), region, account);

/** Puts session preferences with these inputs into a region. */
export const plantInputs = (
  on: World,
  inputs: Readonly<Record<string, unknown>>,
  region = REGION,
  account = ACCOUNT,
): Promise<void> => plantDocument(on, [preferencesText(inputs)], region, account);

const idOf = (number: number): string => `${String(number).padStart(8, '0')}-2222-3333-4444-555555555555`;

export const keyArn = (number = 1, region = REGION): string => `arn:aws:kms:${region}:${ACCOUNT}:key/${idOf(number)}`;

const IAM_DECIDES = {
  Sid: 'EnableIAM',
  Effect: 'Allow',
  Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  Action: 'kms:*',
  Resource: '*',
};

const LOGS_MAY = {
  Sid: 'Logs',
  Effect: 'Allow',
  Principal: { Service: `logs.${REGION}.amazonaws.com` },
  Action: ['kms:Decrypt', 'kms:Describe*', 'kms:Encrypt', 'kms:GenerateDataKey*', 'kms:ReEncrypt*'],
  Resource: '*',
};

/** Puts a key into a region that IAM and CloudWatch Logs may use, and perhaps an alias; gives its ARN. */
export async function plantKey(
  on: World,
  number = 1,
  { alias, ...overrides }: Partial<Key> & { readonly alias?: string } = {},
): Promise<string> {
  const [id, arn] = [idOf(number), keyArn(number)];
  await change(on, ({ keys, aliases }) => {
    keys[id] = {
      id,
      arn,
      state: 'Enabled',
      description: '',
      policy: policyText(IAM_DECIDES, LOGS_MAY),
      tags: {},
      rotationDays: 365,
      spec: 'SYMMETRIC_DEFAULT',
      usage: 'ENCRYPT_DECRYPT',
      origin: 'AWS_KMS',
      multiRegion: false,
      created: CREATED,
      ...overrides,
    };
    if (alias !== undefined) aliases[alias] = { target: id, created: CREATED, updated: CREATED };
  });
  return arn;
}

/** The policy of a key that lets IAM decide and nobody else in. */
export const CLOSED_TO_LOGS = policyText(IAM_DECIDES);

export const plantLogGroup = (
  on: World,
  name = 'sessions',
  overrides: Partial<LogGroup> = {},
  region = REGION,
): Promise<void> =>
  change(
    on,
    ({ logGroups }) => {
      logGroups[name] = {
        created: CREATED,
        class: 'STANDARD',
        storedBytes: 0,
        deletionProtection: false,
        tags: {},
        retentionInDays: 365,
        ...structuredClone(overrides),
      };
    },
    region,
  );

export const plantBucket = (on: World, name: string, overrides: Partial<Bucket> = {}): Promise<void> =>
  on.sandbox.edit((state) => {
    state.buckets[name] = bucketOf(overrides);
  });

/** Puts a node into a region: Linux, online and connected. */
export const plantNode = (on: World, id: string, overrides: Partial<ManagedNode> = {}): Promise<void> =>
  on.edit(({ nodes }) => {
    nodes[id] = {
      pingStatus: 'Online',
      lastPing: '2026-01-01T00:00:00.000Z',
      agentVersion: '3.3.2299.0',
      platform: 'Linux',
      platformName: 'Amazon Linux',
      platformVersion: '2023',
      computerName: 'web',
      ipAddress: '10.0.1.5',
      connected: true,
      tags: {},
      associations: {},
      ...overrides,
    };
  });

/** Puts a change calendar into a region, with events in UTC: `20300101T000000Z`. */
export const plantCalendar = (
  on: World,
  name: string,
  type: 'DEFAULT_OPEN' | 'DEFAULT_CLOSED',
  ...events: readonly (readonly [start: string, end: string])[]
): Promise<void> => {
  const lines = events.flatMap(([start, end]) => ['BEGIN:VEVENT', `DTSTART:${start}`, `DTEND:${end}`, 'END:VEVENT']);
  const head = ['BEGIN:VCALENDAR', 'PRODID:-//AWS//Change Calendar 1.0//EN', 'VERSION:2.0', `X-CALENDAR-TYPE:${type}`];
  const content = [...head, ...lines, 'END:VCALENDAR'].join('\n');
  const document = documentOf(content);
  const versions = document.versions.map((version) => ({ ...version, format: 'TEXT' as const }));
  return change(on, ({ documents }) => void (documents[name] = { ...document, type: 'ChangeCalendar', versions }));
};

/** Puts an association into a region that updates agents. */
export const plantAssociation = (
  on: World,
  id: string,
  targets: readonly object[],
  name?: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<void> =>
  change(on, ({ associations }) => {
    associations[id] = {
      id,
      version: 1,
      created: CREATED,
      updated: CREATED,
      tags: {},
      status: { Status: 'Success', DetailedStatus: 'Success' },
      history: [],
      parameters: {
        Name: 'AWS-UpdateSSMAgent',
        DocumentVersion: '$DEFAULT',
        ScheduleExpression: 'rate(14 days)',
        ApplyOnlyAtCronInterval: false,
        Targets: targets,
        ...(name !== undefined && { AssociationName: name }),
        ...more,
      },
    };
  });
