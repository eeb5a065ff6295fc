import assert from 'node:assert/strict';
import { partitionOf } from '../../../src/aws/regions.ts';
import type { Found } from '../../../src/export/found.ts';
import { accountBlocks } from '../../../src/export/terraform/account.ts';
import { fileText } from '../../../src/export/terraform/hcl.ts';
import { wanted } from '../../../src/export/wanted.ts';
import { inputsOf } from '../../aws.ts';

const ARN = 'arn:aws:iam::111122223333:policy/session-manager-sessions';
const REGIONS = ['us-east-1'];

const blocks = (grant: boolean, policy?: Found['policy']): string => {
  const inputs = inputsOf({ grant });
  const place = { account: '111122223333', region: 'us-east-1', partition: partitionOf('us-east-1') };
  const found = [{ place, ...(policy && { policy }) }];
  return fileText(
    accountBlocks({ inputs, wanted: wanted(inputs, REGIONS), regions: REGIONS, provider: '6', entry: {}, found }),
  );
};

describe('what Terraform makes once for an account', () => {
  it('is the policy of the grant, where that is asked for', () => {
    assert.equal(blocks(false).trim(), '');
    const text = blocks(true);
    assert.match(text, /resource "aws_iam_policy" "sessions" \{/);
    assert.match(text, /"session-manager:region:us-east-1" = "needs-it"/);
    assert.doesNotMatch(text, /import \{/);
  });

  it('imports one that is there with its roles, and takes nothing from what it grants', () => {
    const policy = {
      arn: ARN,
      version: 'v1',
      statements: [{ Sid: 'More', Effect: 'Allow', Action: 's3:PutObject', Resource: '*' }] as const,
      roles: ['web'],
      others: [],
      tags: { 'session-manager:managed': 'role-grant', 'session-manager:region:eu-west-1': 'needs-it' },
    };
    const text = blocks(true, policy);
    assert.match(text, /Sid += "More"/);
    assert.match(text, /arn:aws:logs:\*:111122223333:log-group:sessions/);
    assert.match(text, /"session-manager:region:eu-west-1" = "needs-it"/);
    assert.ok(text.includes(`id = "${ARN}"`) && text.includes(`id = "web/${ARN}"`), text);
    assert.ok(text.includes('to = aws_iam_role_policy_attachment.sessions["web"]'), text);
  });
});
