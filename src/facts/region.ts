import type { Inputs } from '../inputs/inputs.ts';
import { once } from '../once.ts';
import type { SessionConfiguration } from '../policies/documents/session-needs.ts';
import { type FoundAssociation, listAssociations } from '../resources/agent-update.ts';
import { describeLogGroup, type FoundLogGroup } from '../resources/log-group.ts';
import { type FoundPreferences, preferences } from '../resources/preferences/preferences.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Target } from '../targets/target.ts';
import { type Bucket, readBucket } from './bucket.ts';
import { configurationOf } from '../audit/configuration.ts';
import { type Instance, readInstances } from './instances.ts';
import { type NamedKey, readKey } from './key.ts';
import { type Network, readNetwork } from './network.ts';
import { type Node, readNodes, readUnconnected } from './nodes.ts';
import { plannedSettings, type SessionSettings, settingsInForce } from './session-settings.ts';
import { readSetting, SETTINGS } from './settings.ts';

/** What the user wants to know about: the inputs of setup, and how we were called. */
export interface Question {
  readonly inputs: Inputs;
  /** `--log-group` was given; otherwise the log group that the preferences name is looked at. */
  readonly logGroupAsked: boolean;
  /** The flags of setup that were given, to be given again: `--retention`, `30`. */
  readonly flags: readonly string[];
  /** Flags that lead to the same accounts again, for advice: `--sandbox`, `--role-name Admin`. */
  readonly invocation: readonly string[];
  /** The accounts were entered by their ids. */
  readonly accountsAsked: boolean;
  /** What setup would make counts as if it were there. */
  readonly planned: boolean;
  /** Nodes count as freshly started against this time; milliseconds since the epoch. */
  readonly now: number;
}

/** What there is in one region. Everything is read when it is first asked for, and once. */
export interface RegionFacts {
  readonly target: Target;
  readonly question: Question;
  /** The preferences document; undefined if there is none. */
  preferences(): Promise<FoundPreferences | undefined>;
  /** What the preferences say; undefined if there are none, or none that can be read. */
  settings(): Promise<SessionSettings | undefined>;
  /** What nodes have to do for sessions here. */
  configuration(): Promise<SessionConfiguration>;
  /** Accounts that the preferences document is shared with, or `all`. */
  sharedWith(): Promise<readonly string[]>;
  /** The log group that the preferences name, or will name. */
  logGroup(): Promise<FoundLogGroup | undefined>;
  /** Any key by its id, ARN or alias. */
  key(name: string): Promise<NamedKey>;
  /** The bucket that the preferences name, or will name. */
  bucket(): Promise<Bucket | undefined>;
  nodes(): Promise<readonly Node[]>;
  /** Nodes that are online and yet cannot take a session. */
  unconnected(): Promise<readonly Node[]>;
  /** Running ones. */
  instances(): Promise<readonly Instance[]>;
  /** The networks of the running instances. */
  network(): Promise<Network>;
  /** Associations that update the agent. */
  associations(): Promise<readonly FoundAssociation[]>;
  /** The role of Default Host Management Configuration, with its path; undefined: it is off. */
  hostManagementRole(): Promise<string | undefined>;
  activationTier(): Promise<string | undefined>;
  publicSharing(): Promise<string | undefined>;
}

export function regionFacts(target: Target, question: Question): RegionFacts {
  const { inputs } = question;
  const keys = new Map<string, Promise<NamedKey>>();
  const facts: RegionFacts = {
    target,
    question,
    preferences: once(() => preferences.read(target, inputs)),
    settings: once(async () => settingsInForce(await facts.preferences())),
    configuration: once(async () => configurationOf(facts, await settingsToServe(facts))),
    sharedWith: once(() => readSharing(target)),
    logGroup: once(async () => {
      const name = (await settingsToServe(facts))?.logGroup;
      return name === undefined ? undefined : describeLogGroup(target, name);
    }),
    key(name) {
      const known = keys.get(name) ?? readKey(target, name);
      keys.set(name, known);
      return known;
    },
    bucket: once(async () => {
      const name = (await settingsToServe(facts))?.bucket;
      return name === undefined ? undefined : readBucket(target, name);
    }),
    nodes: once(() => readNodes(target)),
    unconnected: once(async () => readUnconnected(target, await facts.nodes())),
    instances: once(() => readInstances(target)),
    network: once(async () => readNetwork(target, await facts.instances())),
    associations: once(async () => listAssociations(await target.ssm())),
    hostManagementRole: once(async () => {
      const role = await readSetting(target, SETTINGS.hostManagementRole);
      return role === undefined || role === '' || role === '$None' ? undefined : role;
    }),
    activationTier: once(() => readSetting(target, SETTINGS.activationTier)),
    publicSharing: once(() => readSetting(target, SETTINGS.publicSharing)),
  };
  return facts;
}

async function settingsToServe({
  preferences: read,
  settings,
  question,
}: RegionFacts): Promise<SessionSettings | undefined> {
  return question.planned ? plannedSettings(await read(), question.inputs) : settings();
}

async function readSharing(target: Target): Promise<readonly string[]> {
  const ssm = await target.ssm();
  const accounts: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await ssm.describeDocumentPermission({
      Name: DOCUMENT,
      PermissionType: 'Share',
      ...(NextToken !== undefined && { NextToken }),
    });
    accounts.push(...(page.AccountIds ?? []));
    NextToken = page.NextToken;
  } while (NextToken);
  return accounts;
}
