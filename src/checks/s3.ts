import { ACCEPTED } from '../resources/preferences/judge.ts';
import type { Observation, RegionCheck } from './check.ts';
import { page } from './page.ts';
import { encryptBucket, makeBucket, overwriting } from './overwriting.ts';
import { commandsOf } from './remedy.ts';
import { reachOtherRegions } from './s3/reach.ts';

/** Checks that the bucket which the preferences name exists, is in the region, and is encrypted where that is required. */
export const s3: RegionCheck = {
  scope: 'region',
  ids: ['s3.missing', 's3.region', 's3.unencrypted'],

  async run(facts) {
    const settings = await facts.settings();
    if (settings?.bucket === undefined) return undefined;
    const { bucket: name, bucketEncryptionRequired: required } = settings;
    const bucket = await facts.bucket();
    const common = { subject: `bucket/${name}`, ref: page('session-manager-logging') };
    if (!bucket) {
      return [
        {
          ...common,
          check: 's3.missing',
          verdict: required ? 'fail' : 'warn',
          summary: required
            ? 'the preferences name a bucket that does not exist, and require that it is encrypted: sessions are refused'
            : 'the preferences name a bucket that does not exist: session logs are lost',
          remedy: makeBucket(facts, name),
          needs: { preference: ['s3BucketName'] },
        },
      ];
    }
    const observations: Observation[] = [];
    if (bucket.region !== facts.target.region && !(await reachOtherRegions(facts))) {
      const near = `${name}-${facts.target.region}`;
      // What is required of the bucket stays as it is: nodes are perhaps unable to see whether it is encrypted.
      // The roles of nodes may write to the bucket that they write to now.
      const flags = { 's3-bucket': near, ...(!required && { 's3-encryption': false }), overwrite: true, grant: true };
      observations.push({
        ...common,
        check: 's3.region',
        verdict: 'warn',
        summary: `it is in ${bucket.region}: nodes without a way out of their network cannot reach it`,
        remedy: {
          kind: 'commands',
          commands: [makeBucket(facts, near), ...commandsOf(await overwriting(facts, settings.logGroup, flags))],
        },
      });
    }
    const { encryption } = bucket;
    const refused = required && encryption !== undefined && !ACCEPTED.includes(encryption);
    if (encryption === undefined || refused) {
      observations.push({
        ...common,
        check: 's3.unencrypted',
        verdict: required ? 'fail' : 'warn',
        summary: refused
          ? `the preferences require that it is encrypted, and the agent does not take ${encryption} for encryption: sessions are refused`
          : required
            ? 'it has no default encryption, which the preferences require: sessions are refused'
            : 'it has no default encryption',
        remedy: encryptBucket(facts, bucket),
      });
    }
    return observations;
  },
};
