import assert from 'node:assert/strict';
import { createSandbox } from '../../../src/sandbox/door/sandbox.ts';
import type { WireResponse } from '../../../src/sandbox/protocols/wire.ts';

const signed = (service: string, region = 'eu-central-1') => ({
  authorization: `AWS4-HMAC-SHA256 Credential=AKIASANDBOX/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=x`,
});
const send = (headers: Record<string, string>, body = '', path = '/', method = 'POST') =>
  createSandbox().handle({ method, host: 'localhost', path, headers, body });
const json = (operation: string, body: unknown, service = 'kms') =>
  send({ ...signed(service), 'x-amz-target': operation }, typeof body === 'string' ? body : JSON.stringify(body));
const codeOf = ({ body, headers }: WireResponse): string =>
  headers['x-amzn-errortype'] ?? /<Code>(.*)<\/Code>/.exec(body)?.[1] ?? 'none';

describe('sandbox: what comes over the wire', () => {
  it('needs a signature', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    assert.equal(
      codeOf(await send({ 'x-amz-target': 'TrentService.ListKeys' })),
      'MissingAuthenticationTokenException',
    );
    assert.equal(codeOf(await send(form, 'Action=GetCallerIdentity&Version=2011-06-15')), 'MissingAuthenticationToken');
    assert.equal((await send({}, '{}', '/listRegions')).status, 403);
    assert.equal(
      codeOf(await send({ authorization: 'Basic x', 'x-amz-target': 'TrentService.ListKeys' })),
      'InvalidSignatureException',
    );
  });

  it('refuses operations and services that it has not', async () => {
    assert.equal(codeOf(await json('TrentService.Encrypt', {})), 'UnknownOperationException');
    assert.equal(codeOf(await json('TrentService.toString', {})), 'UnknownOperationException');
    assert.equal(codeOf(await json('Nonsense', {})), 'UnknownOperationException');
    assert.equal(
      codeOf(await json('AmazonEC2ContainerServiceV20141113.ListClusters', {}, 'ecs')),
      'UnknownOperationException',
    );
    assert.equal(codeOf(await send(signed('sts'), 'Action=Nonsense&Version=2011-06-15')), 'InvalidAction');
    assert.equal(codeOf(await send(signed('sts'), 'Action=GetCallerIdentity&Version=1')), 'InvalidAction');
    assert.equal(codeOf(await send(signed('sts'), '')), 'MissingAction');
    assert.equal(codeOf(await send(signed('account'), '{}', '/nonsense')), 'UnknownOperationException');
    assert.equal(codeOf(await send(signed('account'), '', '/listRegions', 'GET')), 'UnknownOperationException');
  });

  it('refuses a signature for another service than the target’s', async () => {
    const answer = await json('AmazonSSM.ListAssociations', {}, 'kms');
    assert.equal(codeOf(answer), 'InvalidSignatureException');
    assert.match(answer.body, /Credential should be scoped to correct service: 'ssm'/);
  });

  it('refuses bodies that are not JSON, wrong types and unknown members', async () => {
    for (const body of ['{', '[]', '1', { KeyId: 1 }, { KeyId: ['x'] }, { Nonsense: 1 }, { ['__proto__x']: 1 }]) {
      const answer = await json('TrentService.DescribeKey', body);
      assert.equal(codeOf(answer), 'SerializationException', JSON.stringify(body));
      assert.equal(answer.status, 400);
    }
    assert.equal(
      codeOf(await send(signed('sts'), 'Action=GetCallerIdentity&Version=2011-06-15&Nonsense=1')),
      'MalformedInput',
    );
    assert.equal(
      codeOf(await send(signed('sts'), 'Action=AssumeRole&Version=2011-06-15&DurationSeconds=x')),
      'MalformedInput',
    );
  });

  it('says everything that is wrong with an input, in AWS’s words', async () => {
    const answer = await json('TrentService.CreateAlias', { AliasName: 'a b' });
    assert.deepEqual(JSON.parse(answer.body), {
      __type: 'ValidationException',
      message:
        "2 validation errors detected: Value null at 'targetKeyId' failed to satisfy constraint: Member must not be null; Value 'a b' at 'aliasName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9:/_-]+",
    });
    const missing = await json('Logs_20140328.CreateLogGroup', { logGroupName: null }, 'logs');
    assert.equal(codeOf(missing), 'InvalidParameterException');
    const enumeration = await json('AmazonSSM.ListTagsForResource', { ResourceType: 'X', ResourceId: 'x' }, 'ssm');
    assert.match(enumeration.body, /Member must satisfy enum value set: \[Document, ManagedInstance,/);
  });

  it('escapes what it writes into XML', async () => {
    const answer = await send(
      signed('sts'),
      'Action=AssumeRole&Version=2011-06-15&RoleSessionName=xy&RoleArn=%3Ca%26b%3E-----------------------',
    );
    assert.match(answer.body, /&#60;a&#38;b&#62;/);
  });

  it('answers with a request id', async () => {
    assert.match((await json('TrentService.ListKeys', {})).headers['x-amzn-requestid'] ?? '', /^[0-9a-f-]{36}$/);
    assert.match(
      (await send(signed('sts'), 'Action=GetCallerIdentity&Version=2011-06-15')).body,
      /<RequestId>[0-9a-f-]{36}</,
    );
  });
});
