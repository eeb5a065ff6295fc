import assert from 'node:assert/strict';
import { instancePolicy } from '../../../src/policies/documents/instance-policy.ts';
import { permissionsOf } from '../../../src/policies/documents/session-needs.ts';
import type { SessionConfiguration } from '../../../src/policies/needs/configuration.ts';
import { isGranted } from '../granted.ts';
import { placeIn } from '../places.ts';

const HERE = placeIn('eu-west-1');
const FULL: SessionConfiguration = {
  place: HERE,
  logGroup: 'sessions',
  logGroupEncrypted: true,
  key: { aliases: ['alias/session'] },
  bucket: { name: 'session-logs', prefix: 'ssm', encryptionRequired: true },
};

describe('the policy of a node', () => {
  it('gives it all that its sessions need', () => {
    const { Statement } = instancePolicy(FULL);
    for (const permission of permissionsOf(FULL)) assert.ok(isGranted(Statement, permission), permission.action);
  });

  it('lets its agent carry out the update by State Manager, and tell about it', () => {
    const { Statement } = instancePolicy({ place: HERE });
    const instance = 'arn:aws:ec2:eu-west-1:111122223333:instance/i-0123456789abcdef0';
    const update = 'arn:aws:ssm:eu-west-1::document/AWS-UpdateSSMAgent';
    for (const [action, resource] of [
      ['ssm:ListInstanceAssociations', instance],
      ['ssm:GetDocument', update],
      ['ssm:GetDocument', update.replace('::', ':111122223333:')],
      ['ssm:UpdateInstanceAssociationStatus', instance],
      ['ssm:PutComplianceItems', instance],
    ] as const) {
      assert.ok(isGranted(Statement, { action, resource }), `${action} ${resource}`);
    }
  });

  it('gives it nothing else', () => {
    const { Statement } = instancePolicy(FULL);
    for (const [action, resource] of [
      ['ssm:GetParameter', 'arn:aws:ssm:eu-west-1:111122223333:parameter/secret'],
      ['ssm:GetDocument', 'arn:aws:ssm:eu-west-1:111122223333:document/Other'],
      ['ssm:StartSession', '*'],
      ['ec2messages:GetMessages', '*'],
      ['logs:CreateLogGroup', 'arn:aws:logs:eu-west-1:111122223333:log-group:sessions'],
      ['s3:GetObject', 'arn:aws:s3:::session-logs/ssm/x.log'],
      ['s3:PutObject', 'arn:aws:s3:::session-logs/x.log'],
    ] as const) {
      assert.ok(!isGranted(Statement, { action, resource }), `${action} ${resource}`);
    }
  });

  it('is the same for every region, and names its own partition', () => {
    assert.deepEqual(instancePolicy({ ...FULL, place: placeIn('us-east-1') }), instancePolicy(FULL));
    const china = JSON.stringify(instancePolicy({ ...FULL, place: placeIn('cn-north-1') }));
    assert.doesNotMatch(china, /arn:aws:/);
    assert.match(china, /arn:aws-cn:ssm:\*:\*:document\/AWS-UpdateSSMAgent/);
  });

  it('fits into a managed policy with everything in it', () => {
    assert.ok(JSON.stringify(instancePolicy(FULL)).length < 6144 / 2);
  });
});
