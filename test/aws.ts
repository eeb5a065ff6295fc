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
import { mockClient } from 'aws-sdk-client-mock';
import type { Connection } from '../src/aws/connection.ts';
import { partitionOf } from '../src/aws/regions.ts';
import { TargetError, UserError } from '../src/errors.ts';
import { type Inputs, parseInputs, type RawInputs } from '../src/inputs/inputs.ts';
import { createTarget, type Target } from '../src/targets/target.ts';

export const ACCOUNT = '111122223333';
export const REGION = 'eu-west-1';
export const CREDENTIALS = { accessKeyId: 'AKIATESTTESTTESTTEST', secretAccessKey: 'secret' };

const mockAll = () => ({
  kms: mockClient(KMSClient),
  logs: mockClient(CloudWatchLogsClient),
  ssm: mockClient(SSMClient),
  sts: mockClient(STSClient),
  account: mockClient(AccountClient),
  organizations: mockClient(OrganizationsClient),
  iam: mockClient(IAMClient),
  ec2: mockClient(EC2Client),
  ec2InstanceConnect: mockClient(EC2InstanceConnectClient),
  s3: mockClient(S3Client),
  s3Control: mockClient(S3ControlClient),
  route53: mockClient(Route53Client),
});

type Mocks = ReturnType<typeof mockAll>;

/** One call that reached a mock. */
export interface Call {
  /** `kms.CreateKey` */
  readonly name: string;
  /** As it would be sent: members that are undefined are left out. */
  readonly input: unknown;
  /** The client that was called. */
  readonly client: { readonly config: { region(): Promise<string>; credentials(): Promise<{ accessKeyId: string }> } };
}

/** The mocks of one test, and what was called on them. */
export interface Aws extends Mocks {
  /** Every call so far, over all services, in order. */
  calls(): readonly Call[];
  /** Names of the calls so far: `kms.CreateKey`. */
  names(): readonly string[];
  /** Calls so far that are not reads, with their inputs. */
  writes(): readonly (readonly [name: string, input: unknown])[];
  /** Inputs of the calls of one operation: `kms.CreateKey`. */
  inputs(name: string): readonly unknown[];
}

const READS = /\.(Describe|Get|List|Simulate)/;

/** Mocks every client for each test of the suite; a call that the test did not allow is refused by its name. */
export function mockAws(): Aws {
  let mocks: Mocks | undefined;
  const current = (): Mocks => mocks ?? assert.fail('no test is running');
  beforeEach(() => {
    mocks = mockAll();
    for (const [service, mock] of Object.entries(mocks)) {
      mock.send.callsFake((command: object) =>
        Promise.reject(new Error(`unexpected call ${service}.${operationOf(command)}`)),
      );
    }
  });
  afterEach(() => {
    for (const mock of Object.values(current())) mock.restore();
    mocks = undefined;
  });
  const calls = (): readonly Call[] => callsOf(current());
  return {
    get kms() {
      return current().kms;
    },
    get logs() {
      return current().logs;
    },
    get ssm() {
      return current().ssm;
    },
    get sts() {
      return current().sts;
    },
    get account() {
      return current().account;
    },
    get organizations() {
      return current().organizations;
    },
    get iam() {
      return current().iam;
    },
    get ec2() {
      return current().ec2;
    },
    get ec2InstanceConnect() {
      return current().ec2InstanceConnect;
    },
    get s3() {
      return current().s3;
    },
    get s3Control() {
      return current().s3Control;
    },
    get route53() {
      return current().route53;
    },
    calls,
    names: () => calls().map(({ name }) => name),
    writes: () =>
      calls()
        .filter(({ name }) => !READS.test(name))
        .map(({ name, input }) => [name, input] as const),
    inputs: (name) => calls().flatMap((call) => (call.name === name ? [call.input] : [])),
  };
}

const operationOf = (command: object): string => command.constructor.name.replace(/Command$/, '');

interface Spied {
  readonly callId: number;
  readonly thisValue: unknown;
  readonly args: readonly unknown[];
}

function callsOf(mocks: Mocks): readonly Call[] {
  const spied = Object.entries(mocks).flatMap(([service, mock]) =>
    (mock.calls() as unknown as readonly Spied[]).map((call) => ({ service, ...pick(call) })),
  );
  return spied
    .toSorted((one, other) => one.callId - other.callId)
    .map(({ service, command, client }) => ({
      name: `${service}.${operationOf(command)}`,
      input: plain(command.input),
      client,
    }));
}

const pick = ({ callId, thisValue, args }: Spied) => ({
  callId,
  client: thisValue as Call['client'],
  command: args[0] as { readonly input: unknown },
});

/** Without members that are undefined. */
export const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

/** An error as the SDK throws it. */
export const awsError = (name: string, message = name, status = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status, attempts: 1 } });

/** A connection that leads nowhere: the mocks sit before it. */
export const NOWHERE: Connection = {
  handler: { handle: () => Promise.reject(new Error('a call went past the mocks')) },
  readOnly: false,
};

/** A target whose waits end at once. */
export interface TestTarget extends Target {
  /** Milliseconds that it was asked to wait for, in order. */
  readonly pauses: readonly number[];
}

/** A target with real clients. After `patience` waits its time is up. */
export function testTarget(region = REGION, patience = 20): TestTarget {
  const pauses: number[] = [];
  const pause = (milliseconds: number): Promise<true> => {
    pauses.push(milliseconds);
    return pauses.length > patience ? Promise.reject(awsError('AbortError', 'time is up')) : Promise.resolve(true);
  };
  const place = { account: ACCOUNT, region, partition: partitionOf(region) };
  return {
    ...createTarget(place, () => Promise.resolve(CREDENTIALS), NOWHERE),
    pauses,
    async wait(milliseconds) {
      await pause(milliseconds);
    },
    backOff: pause,
  };
}

/** Inputs of these flags, with the defaults for the rest. */
export const inputsOf = (raw: RawInputs = {}): Inputs => parseInputs(raw);

/** Expects one line of bad input that holds all of these words, and returns the error. */
export function badInput(work: () => unknown, ...words: readonly string[]): UserError {
  try {
    work();
  } catch (error) {
    return checkBadInput(error, words);
  }
  return assert.fail(`it was accepted, and should be refused with: ${words.join(' … ')}`);
}

/** The same, for what is checked asynchronously. */
export async function badInputLater(work: Promise<unknown>, ...words: readonly string[]): Promise<UserError> {
  try {
    await work;
  } catch (error) {
    return checkBadInput(error, words);
  }
  return assert.fail(`it was accepted, and should be refused with: ${words.join(' … ')}`);
}

function checkBadInput(error: unknown, words: readonly string[]): UserError {
  assert.ok(error instanceof UserError, String(error));
  assert.doesNotMatch(error.message, /[\r\n]/, 'one line');
  for (const word of words) assert.ok(error.message.includes(word), `${error.message}\nlacks: ${word}`);
  return error;
}

/** Expects a fault of the target with this code, and returns it. */
export async function targetFault(work: Promise<unknown> | (() => unknown), code: string): Promise<TargetError> {
  try {
    await (typeof work === 'function' ? work() : work);
  } catch (error) {
    assert.ok(error instanceof TargetError, String(error));
    assert.equal(error.code, code);
    return error;
  }
  return assert.fail(`it went well, and should fail with ${code}`);
}
