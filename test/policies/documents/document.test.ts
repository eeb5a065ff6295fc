import assert from 'node:assert/strict';
import type { Service } from '../../../src/inputs/tables/policy.ts';
import { documentFor, type PolicyRequest } from '../../../src/policies/documents/document.ts';
import { instancePolicy } from '../../../src/policies/documents/instance-policy.ts';
import { keyPolicy } from '../../../src/policies/documents/key-policy.ts';
import { operatorPolicy } from '../../../src/policies/documents/operator-policy.ts';
import type { SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import { userPolicy } from '../../../src/policies/documents/user-policy.ts';
import { badInput, inputsOf } from '../../aws.ts';
import { placeIn, placesIn } from '../places.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const HERE = placesIn(['eu-west-1']);

describe('a policy document', () => {
  it('for a node is of what setup makes of the same flags', () => {
    const of = (raw: Parameters<typeof inputsOf>[0]) => documentFor({ kind: 'instance', inputs: inputsOf(raw) }, HERE);
    const expected = (configuration: Omit<SessionConfiguration, 'place'>) =>
      instancePolicy({ place: placeIn('eu-west-1'), ...configuration });
    assert.deepEqual(of({}), expected({ logGroup: 'sessions', logGroupEncrypted: false }));
    assert.deepEqual(
      of({ 'log-group': 'audit', kms: true, 'kms-alias': 'audit' }),
      expected({ logGroup: 'audit', logGroupEncrypted: true }),
    );
    assert.deepEqual(
      of({ kms: true, 'encrypt-sessions': true, 's3-bucket': 'logs', 's3-prefix': 'ssm' }),
      expected({
        logGroup: 'sessions',
        logGroupEncrypted: true,
        key: { aliases: ['alias/session'] },
        bucket: { name: 'logs', prefix: 'ssm', encryptionRequired: true },
      }),
    );
    assert.deepEqual(
      of({ 'kms-key': KEY, 'encrypt-sessions': true, 's3-bucket': 'logs', 's3-encryption': false }),
      expected({
        logGroup: 'sessions',
        logGroupEncrypted: true,
        logGroupKeyArn: KEY,
        key: { arn: KEY, aliases: [] },
        bucket: { name: 'logs', encryptionRequired: false },
      }),
    );
  });

  it('for a node whose bucket is of another account has the ACL of its uploads', () => {
    const acl = (bucketOwner?: string): boolean => {
      const inputs = inputsOf({ 's3-bucket': 'logs' });
      const request: PolicyRequest = { kind: 'instance', inputs, ...(bucketOwner !== undefined && { bucketOwner }) };
      return JSON.stringify(documentFor(request, HERE)).includes('s3:PutObjectAcl');
    };
    assert.deepEqual([acl(), acl(HERE.account), acl('444455556666')], [false, false, true]);
  });

  it('for a key is of one log group', () => {
    const inputs = inputsOf({ 'log-group': 'audit' });
    assert.deepEqual(documentFor({ kind: 'key', inputs }, HERE), keyPolicy(placeIn('eu-west-1'), 'audit'));
  });

  it('for an endpoint is of all its regions', () => {
    const inputs = inputsOf({ 's3-bucket': 'logs' });
    const request: PolicyRequest = { kind: 'vpc-endpoint', inputs, service: 's3' };
    const text = JSON.stringify(documentFor(request, placesIn(['eu-west-1', 'us-east-1'])));
    for (const name of ['amazon-ssm-eu-west-1', 'amazon-ssm-us-east-1', ':logs/']) assert.ok(text.includes(name), name);
  });

  it('for an endpoint is of one service, and refused where nodes need nothing of it', () => {
    const of = (service: Service, region: string, raw: Parameters<typeof inputsOf>[0] = {}) =>
      documentFor({ kind: 'vpc-endpoint', inputs: inputsOf(raw), service }, placesIn([region]));
    const sids = (...asked: Parameters<typeof of>) => of(...asked).Statement.map(({ Sid }) => Sid);
    assert.deepEqual(sids('logs', 'eu-west-1'), ['FindLogGroup', 'WriteLogs']);
    assert.deepEqual(sids('kms', 'eu-west-1', { kms: true, 'encrypt-sessions': true }), ['DecryptSessions']);
    badInput(() => of('kms', 'eu-west-1', { kms: true }), 'kms', '--encrypt-sessions');
    badInput(() => of('ec2messages', 'mx-central-1'), 'no ec2messages in mx-central-1');
  });

  it('for a user and an operator is of what they are to do', () => {
    const access = { shell: true, ssh: true, portForwarding: false, commands: false, tags: {}, nodes: [] };
    const inputs = inputsOf();
    const user: PolicyRequest = { kind: 'user', inputs, access };
    assert.deepEqual(documentFor(user, HERE), userPolicy(HERE, access));
    const named = inputsOf({ 'log-group': 'audit', 'kms-alias': 'audit', 's3-bucket': 'logs' });
    const operator: PolicyRequest = { kind: 'operator', inputs: named, tasks: ['plan'], roleName: 'Admin' };
    const names = { logGroup: 'audit', alias: 'alias/audit', bucket: 'logs', roleName: 'Admin' };
    assert.deepEqual(documentFor(operator, HERE), operatorPolicy(placeIn('eu-west-1'), names, ['plan']));
    const several = placesIn(['eu-west-1', 'us-east-1']);
    assert.deepEqual(documentFor(operator, several), operatorPolicy(placeIn('*'), names, ['plan']));
  });
});
