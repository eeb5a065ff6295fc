import assert from 'node:assert/strict';
import { policyAdmits } from '../../../src/checks/vpc/endpoint-policy.ts';
import { usesOf } from '../../../src/checks/vpc/uses.ts';
import { endpointPolicy } from '../../../src/policies/documents/endpoint-policy.ts';
import { SERVICES } from '../../../src/inputs/tables/policy.ts';
import { FULL } from '../../policies/full.ts';
import { anEndpoint } from './networks.ts';

describe('what nodes ask of a service', () => {
  it('is all of a need: not only to write logs, but to find the group and to make streams', () => {
    const group = 'arn:aws:logs:eu-west-1:111122223333:log-group:';
    const streams = [`${group}sessions`, `${group}sessions:*`].map((arn) => arn.replace('eu-west-1', '*'));
    assert.deepEqual(usesOf('logs', FULL), [
      { actions: ['logs:DescribeLogGroups'], resource: `${group}:log-stream:`, patterns: ['*'] },
      { actions: ['logs:DescribeLogStreams'], resource: `${group}sessions:log-stream:`, patterns: streams },
      {
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resource: `${group}sessions:log-stream:sandbox-0123456789abcdef0`,
        patterns: streams,
      },
    ]);
  });

  it('is not proven by nodes that are online where only sessions do it', () => {
    assert.deepEqual(usesOf('ssmmessages', FULL), [
      { actions: ['ssmmessages:CreateControlChannel', 'ssmmessages:OpenControlChannel'] },
      { actions: ['ssmmessages:CreateDataChannel', 'ssmmessages:OpenDataChannel'], unproven: true },
    ]);
  });

  it('names the key where it is known', () => {
    assert.deepEqual(usesOf('kms', FULL), [{ actions: ['kms:Decrypt'], resource: FULL.key?.arn }]);
    assert.deepEqual(usesOf('kms', { ...FULL, key: { aliases: [] } }), [{ actions: ['kms:Decrypt'] }]);
    assert.deepEqual(usesOf('kms', { place: FULL.place }), []);
  });

  it('has no ARN where the bucket is named by the alias of an access point', () => {
    const bucket = { name: 'logs-1a-s3alias', encryptionRequired: true };
    const uses = usesOf('s3', { ...FULL, bucket });
    assert.ok(uses.length > 0);
    for (const { resource, patterns } of uses) assert.deepEqual([resource, patterns], [undefined, undefined]);
  });

  for (const service of SERVICES) {
    it(`passes the policy that is printed for an endpoint of ${service}`, () => {
      const policy = JSON.stringify(endpointPolicy(service, [FULL]));
      const endpoint = anEndpoint(service, { policy });
      for (const use of usesOf(service, FULL)) {
        assert.equal(policyAdmits(endpoint, use, FULL.place), 'yes', use.actions.join());
      }
    });
  }
});
