import assert from 'node:assert/strict';
import http from 'node:http';
import { connect } from 'node:net';
import { ListRegionsCommand } from '@aws-sdk/client-account';
import { CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { DescribeVpcsCommand } from '@aws-sdk/client-ec2';
import { CreateKeyCommand, ListKeysCommand } from '@aws-sdk/client-kms';
import { ListAccountsCommand } from '@aws-sdk/client-organizations';
import { GetBucketEncryptionCommand, HeadBucketCommand } from '@aws-sdk/client-s3';
import { ListAssociationsCommand } from '@aws-sdk/client-ssm';
import { AssumeRoleCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/door/sandbox.ts';
import { serveSandbox } from '../../../src/sandbox/door/server.ts';
import { regionOf } from '../../../src/sandbox/state/state.ts';
import { clientsOf, logsKeyPolicy, refused } from '../clients.ts';

describe('sandbox: server', () => {
  let close: (() => Promise<void>) | undefined;
  afterEach(() => close?.());

  async function serve(options: SandboxOptions = {}): Promise<{ sandbox: Sandbox; url: string }> {
    const sandbox = createSandbox(options);
    const server = await serveSandbox(sandbox);
    close = () => server.close();
    return { sandbox, url: server.url };
  }

  it('answers the SDK’s clients over loopback HTTP', async () => {
    const { sandbox, url } = await serve();
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const { kms, logs, ssm, sts, organizations, account } = clientsOf(sandbox, { endpoint: url });
    const { KeyMetadata: key } = await kms.send(
      new CreateKeyCommand({ Policy: logsKeyPolicy(), Description: 'Größe' }),
    );
    assert.equal(key?.Description, 'Größe');
    await logs.send(new CreateLogGroupCommand({ logGroupName: 'sessions', kmsKeyId: key?.Arn }));
    assert.equal((await logs.send(new DescribeLogGroupsCommand({}))).logGroups?.[0]?.kmsKeyId, key?.Arn);
    assert.deepEqual((await ssm.send(new ListAssociationsCommand({}))).Associations, []);
    assert.equal((await sts.send(new GetCallerIdentityCommand({}))).Account, '123456789012');
    await sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::111111111111:role/x', RoleSessionName: 'xy' }));
    assert.equal((await organizations.send(new ListAccountsCommand({}))).Accounts?.length, 6);
    assert.equal((await account.send(new ListRegionsCommand({}))).Regions?.length, 34);
    await refused(kms.send(new ListKeysCommand({ Marker: 'x' })), 'InvalidMarkerException');
  });

  it('takes what EC2 and S3 say in the path, the query and the form', async () => {
    const { sandbox, url } = await serve();
    await sandbox.edit((state) => {
      const vpc = { cidr: '10.0.0.0/16', dnsSupport: true, dnsHostnames: true, tags: { Name: 'Größe & <so>' } };
      regionOf(state, '123456789012', 'eu-central-1').vpcs['vpc-1'] = vpc;
      for (const region of ['eu-central-1', 'eu-west-1']) {
        state.buckets[`logs-${region}`] = {
          account: '123456789012',
          region,
          created: '2026-01-01T00:00:00.000Z',
          encryption: 'AES256',
          publicAccessBlock: null,
          tags: {},
        };
      }
    });
    const { ec2, s3 } = clientsOf(sandbox, { endpoint: url });
    const filter = { Name: 'tag:Name', Values: ['Größe*'] };
    const { Vpcs: [vpc] = [] } = await ec2.send(new DescribeVpcsCommand({ Filters: [filter] }));
    assert.equal(vpc?.Tags?.[0]?.Value, 'Größe & <so>');
    const encryption = (Bucket: string) => s3.send(new GetBucketEncryptionCommand({ Bucket }));
    assert.equal((await encryption('logs-eu-central-1')).ServerSideEncryptionConfiguration?.Rules?.length, 1);
    assert.equal((await encryption('logs-eu-west-1')).ServerSideEncryptionConfiguration?.Rules?.length, 1);
    await refused(encryption('nobodys'), 'NoSuchBucket');
    assert.equal((await s3.send(new HeadBucketCommand({ Bucket: 'logs-eu-west-1' }))).BucketRegion, 'eu-west-1');
    await refused(s3.send(new HeadBucketCommand({ Bucket: 'nobodys' })), 'NotFound');
  });

  it('resets the connection of an answer that is lost, though the call is executed', async () => {
    const { sandbox, url } = await serve({ faults: { lostAnswers: 1 } });
    const { kms } = clientsOf(sandbox, { endpoint: url });
    await assert.rejects(kms.send(new CreateKeyCommand({})), { code: 'ECONNRESET' });
    assert.equal(sandbox.calls.length, 1);
    assert.equal(sandbox.calls[0]?.status, 200);
  });

  it('survives what is no HTTP, no JSON, or too large', async () => {
    const { sandbox, url } = await serve();
    const raw = await new Promise<string>((resolve, reject) => {
      let text = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.end('nonsense\r\n\r\n'));
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    assert.match(raw, /^HTTP\/1\.1 400/);
    assert.equal((await fetch(url, { method: 'POST', body: '{' })).status, 403);
    assert.equal((await fetch(`${url}/a?b=c`)).status, 403);
    const large = await fetch(url, { method: 'POST', body: 'x'.repeat(2 ** 20 + 1) }).then(
      (answer) => answer.status,
      () => 413,
    );
    assert.equal(large, 413);
    await clientsOf(sandbox, { endpoint: url }).kms.send(new ListKeysCommand({}));
  });

  it('answers to the names of this machine only, and to no web page', async () => {
    const { sandbox, url } = await serve();
    const { port } = new URL(url);
    const ask = async (headers: Record<string, string>): Promise<{ status: number; text: string }> =>
      new Promise((resolve, reject) => {
        const request = http.request({ host: '127.0.0.1', port, method: 'POST', headers }, (response) => {
          let text = '';
          response.on('data', (chunk) => (text += String(chunk)));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        });
        request.on('error', reject);
        request.end('{}');
      });
    const refusal = /^the sandbox answers only to programs on this machine/;
    for (const host of [
      'evil.example',
      `evil.example:${port}`,
      '127.0.0.1.evil.example',
      'localhost.evil.example',
      '10.0.0.1',
    ]) {
      const { status, text } = await ask({ host });
      assert.equal(status, 403, host);
      assert.match(text, refusal, host);
    }
    for (const page of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
      assert.match((await ask({ host: `127.0.0.1:${port}`, ...page })).text, refusal);
    }
    assert.equal(sandbox.calls.length, 0);
    for (const host of ['127.0.0.1', `127.0.0.1:${port}`, 'localhost', `[::1]:${port}`, `logs.localhost:${port}`]) {
      assert.doesNotMatch((await ask({ host })).text, refusal, host);
    }
  });

  it('refuses a port that is taken', async () => {
    const { sandbox, url } = await serve();
    await assert.rejects(serveSandbox(sandbox, { port: Number(new URL(url).port) }), { code: 'EADDRINUSE' });
  });
});
