// The AWS CLI as far as advice uses it: through the API of the sandbox where that has the operation, and on its state elsewhere.
import assert from 'node:assert/strict';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import { IAM } from '@aws-sdk/client-iam';
import { KMS } from '@aws-sdk/client-kms';
import { SSM } from '@aws-sdk/client-ssm';
import { connect } from '../../../src/aws/connection.ts';
import { plantBucket } from '../planted.ts';
import { REGION, type World } from '../world.ts';
import { followEc2 } from './ec2.ts';
import { followRoute53 } from './route53.ts';
import { one, type Options } from './options.ts';

const CLIENTS = { ssm: SSM, kms: KMS, iam: IAM, logs: CloudWatchLogs } as const;

/** Options with several values, numbers, and structures as JSON; all others are texts. */
const LISTS = new Set(['account-ids-to-remove', 'account-ids-to-add', 'action-names', 'resource-arns', 'tag-keys']);
const NUMBERS = new Set(['retention-in-days', 'rotation-period-in-days']);

const pascal = (text: string): string =>
  text.replaceAll(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());

const camel = (text: string): string => pascal(text).replace(/^./, (letter) => letter.toLowerCase());

/** Operations that only show something. */
const SHOWS = /^(?:describe-|get-|list-|simulate-)/;

/** Tells whether a command only shows something, so that somebody has to do the rest. */
export const showsOnly = ([program, , operation = '']: readonly string[]): boolean =>
  program === 'aws' && SHOWS.test(operation);

/** Runs `aws …`. */
export async function followAws(on: World, [service = '', operation = '', ...words]: readonly string[]): Promise<void> {
  const positional: string[] = [];
  const all: Record<string, string[]> = {};
  for (const word of words) {
    const last = Object.keys(all).at(-1);
    if (word.startsWith('--')) all[word.slice(2)] = [];
    else if (last === undefined) positional.push(word);
    else all[last]?.push(word);
  }
  const { region = [REGION], profile: _, ...options } = all;
  const [where = REGION] = region;
  if (SHOWS.test(operation)) return;
  if (service === 'ec2') return followEc2(on, operation, options, where);
  if (service === 'route53') return followRoute53(on, operation, options, where);
  if (service === 's3' || service === 's3api') return followS3(on, operation, positional, options, where);
  if (service === 'ssm' && operation === 'send-command') return updateAgents(on, options, where);
  const client = CLIENTS[service as keyof typeof CLIENTS] ?? assert.fail(`the sandbox has no ${service}`);
  const style = service === 'logs' ? camel : pascal;
  const input = Object.fromEntries(
    Object.entries(options).map(([name, values]) => {
      if (LISTS.has(name)) return [style(name), values];
      if (values.length === 0) return [style(name.replace(/^no-/, '')), !name.startsWith('no-')];
      assert.equal(values.length, 1, `${service} ${operation} --${name} has one value`);
      return [style(name), NUMBERS.has(name) ? Number(values[0]) : values[0]];
    }),
  );
  const credentials = on.connection.credentials ?? assert.fail();
  const api = connect<object>(
    client,
    { ...on.connection, readOnly: false },
    { place: 'cli', region: where, credentials },
  );
  const call = (api as Record<string, (input: object) => Promise<unknown>>)[camel(operation)];
  assert.ok(call, `aws ${service} ${operation}`);
  await call.call(api, input);
}

/** Operations of S3 that write: the sandbox only reads buckets. */
async function followS3(
  on: World,
  operation: string,
  [uri = '']: readonly string[],
  options: Options,
  region: string,
): Promise<void> {
  if (operation === 'mb') {
    const name = uri.replace('s3://', '');
    const taken = Object.hasOwn((await on.sandbox.snapshot()).buckets, name);
    assert.ok(!taken, `bucket ${name} is there already`);
    return plantBucket(on, name, { region });
  }
  const name = one(options, 'bucket');
  await on.sandbox.edit(({ buckets }) => {
    const bucket = buckets[name] ?? assert.fail(`there is no bucket ${name}`);
    assert.equal(bucket.region, region, 'AWS would redirect the AWS CLI');
    switch (operation) {
      case 'put-bucket-encryption': {
        const { Rules } = JSON.parse(one(options, 'server-side-encryption-configuration')) as {
          Rules: {
            ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' | 'aws:kms'; KMSMasterKeyID?: string };
          }[];
        };
        const rule = Rules[0]?.ApplyServerSideEncryptionByDefault ?? assert.fail();
        delete bucket.kmsKeyId;
        bucket.encryption = rule.SSEAlgorithm;
        if (rule.KMSMasterKeyID !== undefined) bucket.kmsKeyId = rule.KMSMasterKeyID;
        return;
      }
      case 'put-public-access-block': {
        const words = one(options, 'public-access-block-configuration').split(',');
        const isOn = (flag: string): boolean => words.includes(`${flag}=true`);
        bucket.publicAccessBlock = {
          blockPublicAcls: isOn('BlockPublicAcls'),
          ignorePublicAcls: isOn('IgnorePublicAcls'),
          blockPublicPolicy: isOn('BlockPublicPolicy'),
          restrictPublicBuckets: isOn('RestrictPublicBuckets'),
        };
        return;
      }
      default:
        assert.fail(`aws s3api ${operation}`);
    }
  });
}

/** Runs AWS-UpdateSSMAgent on nodes. */
async function updateAgents(on: World, options: Options, region: string): Promise<void> {
  assert.equal(one(options, 'document-name'), 'AWS-UpdateSSMAgent');
  const ids = /^Key=InstanceIds,Values=(.+)$/.exec(one(options, 'targets'))?.[1]?.split(',') ?? assert.fail();
  await on.sandbox.edit(({ accounts }) => {
    for (const regions of Object.values(accounts)) {
      for (const id of ids) Object.assign(regions[region]?.nodes[id] ?? {}, { agentVersion: '3.3.3050.0' });
    }
  });
}
