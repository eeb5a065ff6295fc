import { AssertionError } from 'node:assert/strict';
import type { Instance } from '../../src/facts/instances.ts';
import type { Node } from '../../src/facts/nodes.ts';
import type { Channels } from '../../src/audit/channels.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { Surroundings } from '../../src/facts/surroundings.ts';
import type { Question } from '../../src/inputs/question.ts';
import { type SessionSettings, sessionSettings } from '../../src/facts/session-settings.ts';
import { newDocument, type SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { inputsOf, testTarget } from '../aws.ts';

/** The facts of a region that a test gives; a check that reads any other is refused by the name of what it read. */
export function fakeFacts(overrides: Partial<RegionAudit> = {}): RegionAudit {
  const unread = (name: keyof RegionAudit) => (): Promise<never> =>
    Promise.reject(new AssertionError({ message: `it read ${name}, which the test did not give` }));
  return {
    target: testTarget(),
    question: fakeQuestion(),
    preferences: unread('preferences'),
    settings: unread('settings'),
    configuration: unread('configuration'),
    sharedWith: unread('sharedWith'),
    logGroup: unread('logGroup'),
    logGroupNamed: unread('logGroupNamed'),
    ownsLogGroup: unread('ownsLogGroup'),
    key: unread('key'),
    bucket: unread('bucket'),
    bucketNamed: unread('bucketNamed'),
    bucketPolicy: unread('bucketPolicy'),
    bucketAcl: unread('bucketAcl'),
    ownsBucket: unread('ownsBucket'),
    accountBlock: unread('accountBlock'),
    nodes: unread('nodes'),
    isConnected: unread('isConnected'),
    failedSessions: unread('failedSessions'),
    channels: unread('channels'),
    instances: unread('instances'),
    network: unread('network'),
    nameOf: () => undefined,
    surroundings: fakeSurroundings(),
    roles: unread('roles'),
    organization: unread('organization'),
    associations: unread('associations'),
    associationDetails: unread('associationDetails'),
    calendar: unread('calendar'),
    ownsAssociation: unread('ownsAssociation'),
    hostManagementRole: unread('hostManagementRole'),
    activationTier: unread('activationTier'),
    publicSharing: unread('publicSharing'),
    sessionDocuments: unread('sessionDocuments'),
    ...overrides,
  };
}

/** The channels of a region whose nodes were all asked; `unconnected` hold none. */
export const fakeChannels = (unconnected: readonly Node[] = [], overrides: Partial<Channels> = {}): Channels => ({
  online: 1,
  asked: 1,
  unconnected,
  doubtful: 0,
  holds: (id) => unconnected.every((node) => node.id !== id),
  ...overrides,
});

/** Surroundings that a test gives; others may not be read. */
export const fakeSurroundings = (overrides: Partial<Surroundings> = {}): Surroundings => ({
  endpointZones: () => Promise.resolve(undefined),
  internetGateways: () => Promise.resolve(undefined),
  openToInternet: () => Promise.resolve(undefined),
  dnsHostnames: () => Promise.resolve(undefined),
  hostedZones: () => Promise.resolve(undefined),
  endpointAddresses: () => Promise.resolve(undefined),
  ...overrides,
});

/** The current time of a question that does not say otherwise. */
export const NOW = Date.parse('2026-01-02T12:00:00Z');

/** `doctor` without any flag. */
export const fakeQuestion = (overrides: Partial<Question> = {}): Question => ({
  inputs: inputsOf({}),
  flags: {},
  invocation: {},
  accountsAsked: false,
  planned: false,
  now: NOW,
  ...overrides,
});

/** Gives the settings of preferences with these inputs, and defaults for the rest. */
export const fakeSettings = (inputs: SessionInputs = {}): SessionSettings => sessionSettings(newDocument(inputs));

/** A Linux instance in `subnet-1` of `vpc-1`, with an instance profile, an hour old. */
export const fakeInstance = (overrides: Partial<Instance> = {}): Instance => ({
  id: 'i-1',
  profile: 'arn:aws:iam::111122223333:instance-profile/web',
  vpc: 'vpc-1',
  subnet: 'subnet-1',
  privateIp: '10.0.1.5',
  hasPublicIp: false,
  hasIpv6: false,
  securityGroups: ['sg-node'],
  metadataOff: false,
  windows: false,
  launched: new Date(NOW - 3_600_000),
  tags: {},
  ...overrides,
});

/** The node of that instance; it is online, and its agent new. */
export const fakeNode = (overrides: Partial<Node> = {}): Node => ({
  id: 'i-1',
  ping: 'Online',
  agentVersion: '3.3.3270.0',
  platform: 'Linux',
  lastPing: new Date(NOW),
  ...overrides,
});
