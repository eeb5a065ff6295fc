import type { Bucket } from '../facts/bucket.ts';
import type { RegionFacts } from '../facts/region.ts';
import { once } from '../once.ts';
import type { SessionConfiguration } from '../policies/needs/configuration.ts';
import type { FoundLogGroup } from '../resources/log-group.ts';
import { type Channels, channelsOf, type Choosing } from './channels.ts';
import { configurationOf } from './configuration.ts';
import { plannedSettings } from './planned-settings.ts';

/**
 * The facts of a region, with what follows from its preferences: from those that setup would leave behind if the
 * question is what that would be, otherwise from those in force.
 */
export interface RegionAudit extends RegionFacts {
  /** The log group that the preferences name, or will name. */
  logGroup(): Promise<FoundLogGroup | undefined>;
  /** The bucket that the preferences name, or will name. */
  bucket(): Promise<Bucket | undefined>;
  /** Resolves to what sessions require of nodes here. */
  configuration(): Promise<SessionConfiguration>;
  /** Resolves to which nodes hold a channel for sessions. */
  channels(): Promise<Channels>;
}

/** Adds to the facts of a region what follows from them, computed once, on first use. `choosing`: whose channels are asked for. */
export function auditRegion(facts: RegionFacts, choosing: Choosing = {}): RegionAudit {
  const { question } = facts;
  const settings = once(async () =>
    question.planned ? plannedSettings(await facts.preferences(), question.inputs) : facts.settings(),
  );
  return {
    ...facts,
    logGroup: once(async () => {
      const name = (await settings())?.logGroup;
      return name === undefined ? undefined : facts.logGroupNamed(name);
    }),
    bucket: once(async () => {
      const name = (await settings())?.bucket;
      return name === undefined ? undefined : facts.bucketNamed(name);
    }),
    configuration: once(async () => configurationOf(facts, await settings())),
    channels: once(() => channelsOf(facts, choosing)),
  };
}
