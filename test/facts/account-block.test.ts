import assert from 'node:assert/strict';
import { GetPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import { partitionOf } from '../../src/aws/regions.ts';
import { readAccountBlock } from '../../src/facts/account-block.ts';
import { createTarget } from '../../src/targets/target.ts';
import { ACCOUNT, awsError, CREDENTIALS, mockAws, testTarget } from '../aws.ts';

const ON = { BlockPublicAcls: true, IgnorePublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true };
const NONE = awsError('NoSuchPublicAccessBlockConfiguration', 'none', 404);

describe('facts account block', () => {
  const aws = mockAws();
  const read = () => readAccountBlock(testTarget());

  it('is what its switches say of what is there already', async () => {
    for (const [off, expected] of [
      [{}, { ignoresAcls: true, restrictsPolicies: true }],
      [{ IgnorePublicAcls: false }, { ignoresAcls: false, restrictsPolicies: true }],
      [{ RestrictPublicBuckets: false }, { ignoresAcls: true, restrictsPolicies: false }],
      [
        { BlockPublicAcls: false, BlockPublicPolicy: false },
        { ignoresAcls: true, restrictsPolicies: true },
      ],
    ] as const) {
      aws.s3Control
        .on(GetPublicAccessBlockCommand, { AccountId: ACCOUNT })
        .resolves({ PublicAccessBlockConfiguration: { ...ON, ...off } });
      assert.deepEqual(await read(), expected);
    }
  });

  it('is off where there is none, or the endpoint knows of no such thing, and is not known where it is denied', async () => {
    for (const error of [NONE, awsError('NotImplemented', 'not implemented', 501)]) {
      aws.s3Control.on(GetPublicAccessBlockCommand).rejects(error);
      assert.deepEqual(await read(), { ignoresAcls: false, restrictsPolicies: false });
    }
    aws.s3Control.on(GetPublicAccessBlockCommand).rejects(awsError('AccessDenied', 'no', 403));
    await assert.rejects(read(), { name: 'AccessDenied' });
  });
});

describe('facts account block, where it is asked for', () => {
  /** The host of the request, and the account that its header names. */
  async function asked(): Promise<readonly [host: string, account: string | undefined]> {
    const requests: { readonly hostname: string; readonly headers: Record<string, string> }[] = [];
    const handle = (request: never): Promise<never> => {
      requests.push(request);
      return Promise.reject(NONE);
    };
    const place = { account: ACCOUNT, region: 'eu-west-1', partition: partitionOf('eu-west-1') };
    const target = createTarget(place, () => Promise.resolve(CREDENTIALS), {
      handler: { handle },
      readOnly: true,
    });
    await readAccountBlock(target);
    const [{ hostname, headers } = assert.fail('nothing was asked')] = requests;
    return [hostname, headers['x-amz-account-id']];
  }

  const before = process.env['AWS_ENDPOINT_URL'];
  afterEach(() => {
    delete process.env['AWS_ENDPOINT_URL'];
    if (before !== undefined) process.env['AWS_ENDPOINT_URL'] = before;
  });

  it('is the host of the account at AWS, and the endpoint itself elsewhere', async () => {
    delete process.env['AWS_ENDPOINT_URL'];
    assert.deepEqual(await asked(), [`${ACCOUNT}.s3-control.eu-west-1.amazonaws.com`, ACCOUNT]);
    process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:4566';
    assert.deepEqual(await asked(), ['127.0.0.1', ACCOUNT]);
  });
});
