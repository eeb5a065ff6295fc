import assert from 'node:assert/strict';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { newDocument } from '../../../src/resources/preferences/session-document.ts';
import { readAliasedKey, sessionKeyOf } from '../../../src/resources/preferences/session-key.ts';
import { ACCOUNT, awsError, mockAws, REGION, testTarget } from '../../aws.ts';

const ARN = `arn:aws:kms:${REGION}:${ACCOUNT}:key/1111`;
const named = (kmsKeyId: string) => newDocument({ kmsKeyId });

describe('the key that a document names', () => {
  const aws = mockAws();

  it('is a name, or none', () => {
    assert.equal(sessionKeyOf(named('alias/theirs')), 'alias/theirs');
    for (const document of [named(''), newDocument({}), undefined]) assert.equal(sessionKeyOf(document), undefined);
  });

  it('is read where it is an alias, unless the name says enough', async () => {
    aws.kms.on(DescribeKeyCommand, { KeyId: 'alias/theirs' }).resolves({ KeyMetadata: { KeyId: '1111', Arn: ARN } });
    assert.deepEqual(await readAliasedKey(testTarget(), named('alias/theirs')), { arn: ARN });
    assert.deepEqual(await readAliasedKey(testTarget(), named('alias/theirs'), 'alias/session'), { arn: ARN });
    for (const name of ['1111', ARN, '']) assert.equal(await readAliasedKey(testTarget(), named(name)), undefined);
    assert.equal(await readAliasedKey(testTarget(), named('alias/theirs'), 'alias/theirs'), undefined);
  });

  it('is known not to be there, and not known where it may not be read', async () => {
    aws.kms.on(DescribeKeyCommand).rejects(awsError('NotFoundException'));
    assert.deepEqual(await readAliasedKey(testTarget(), named('alias/gone')), {});
    aws.kms.on(DescribeKeyCommand).rejects(awsError('AccessDeniedException'));
    assert.equal(await readAliasedKey(testTarget(), named('alias/gone')), undefined);
  });
});
