import assert from 'node:assert/strict';
import { AccountClient } from '@aws-sdk/client-account';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EC2InstanceConnectClient } from '@aws-sdk/client-ec2-instance-connect';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { Route53Client } from '@aws-sdk/client-route-53';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import { sandboxHandler } from '../../src/sandbox/door/handler.ts';
import type { Sandbox } from '../../src/sandbox/door/sandbox.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface ClientOptions {
  readonly region?: string;
  readonly credentials?: Credentials;
  readonly maxAttempts?: number;
  /** Talk HTTP to this URL instead of calling the sandbox in this process. */
  readonly endpoint?: string;
}

/** The SDK's own clients of every service, against this sandbox. */
export function clientsOf(sandbox: Sandbox, options: ClientOptions = {}) {
  const { region = 'eu-central-1', credentials = { accessKeyId: 'AKIASANDBOX', secretAccessKey: 'x' } } = options;
  const config = {
    region,
    credentials,
    maxAttempts: options.maxAttempts ?? 1,
    ...(options.endpoint === undefined ? { requestHandler: sandboxHandler(sandbox) } : { endpoint: options.endpoint }),
  };
  const clients = {
    iam: () => new IAMClient(config),
    ec2: () => new EC2Client(config),
    connect: () => new EC2InstanceConnectClient(config),
    kms: () => new KMSClient(config),
    logs: () => new CloudWatchLogsClient(config),
    s3: () => new S3Client({ ...config, followRegionRedirects: true }),
    s3Control: () => new S3ControlClient(config),
    route53: () => new Route53Client(config),
    ssm: () => new SSMClient(config),
    sts: () => new STSClient(config),
    organizations: () => new OrganizationsClient({ ...config, region: 'us-east-1' }),
    account: () => new AccountClient({ ...config, region: 'us-east-1' }),
  };
  return lazily(clients);
}

/** Makes each value when it is first asked for: a client costs as much as a call. */
function lazily<Values extends object>(make: { readonly [Name in keyof Values]: () => Values[Name] }): Values {
  const made: Partial<Values> = {};
  for (const name of Object.keys(make) as (keyof Values)[]) {
    let value: Values[keyof Values] | undefined;
    Object.defineProperty(made, name, { enumerable: true, get: () => (value ??= make[name]()) });
  }
  return made as Values;
}

/** A key policy that lets CloudWatch Logs use the key for every log group of this account and region. */
export function logsKeyPolicy(region = 'eu-central-1', account = '123456789012', partition = 'aws'): string {
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: { AWS: `arn:${partition}:iam::${account}:root` }, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Allow',
        Principal: { Service: `logs.${region}.${suffix}` },
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
        Resource: '*',
        Condition: {
          ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:*` },
        },
      },
    ],
  });
}

/** Expects a call to be refused with this error name and, if given, a message like this. */
export async function refused(call: Promise<unknown>, name: string, message?: RegExp): Promise<void> {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof Error);
    assert.equal(error.name, name, error.message);
    if (message) assert.match(error.message, message);
    return true;
  });
}
