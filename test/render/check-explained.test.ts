import assert from 'node:assert/strict';
import { Chalk } from 'chalk';
import { explained, listed } from '../../src/engine/explanation.ts';
import {
  callLines,
  controlLines,
  explanationsText,
  permissionsText,
  verdictsText,
} from '../../src/render/check-explained.ts';

const PLAIN = new Chalk({ level: 0 });
const AU12 = { framework: 'NIST', id: 'AU-12', title: 'Audit Record Generation' };
const one = (id: string) => explained([id], () => [AU12])[0] ?? assert.fail();

describe('an explanation in words', () => {
  it('says first why it matters and what clears it, with the command that checks it again', () =>
    assert.equal(
      explanationsText([one('hybrid.tier')], PLAIN, 80)
        .split('\n')
        .slice(0, 13)
        .join('\n'),
      `hybrid.tier: there is a hybrid node, and the instance tier is not the advanced
  one

  why it matters  sessions cannot be started on it; the advanced tier is charged
  what clears it  turn the advanced tier on, if all hybrid nodes of the account
                  and region may be charged for by the hour: aws ssm
                  update-service-setting --setting-id
                  /ssm/managed-instance/activation-tier --setting-value advanced
  it looks at     the hybrid nodes of a region, and the instance tier of the
                  account there
  check it again  session-manager doctor --only hybrid.tier
  see             https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-enable-advanced-instances-tier.html
  verdicts        fail; unknown where something cannot be read`,
    ));

  for (const width of [80, 120]) {
    it(`fits ${width} columns, but for addresses`, () => {
      const lines = explanationsText(
        explained(
          listed(() => true),
          () => [],
        ),
        PLAIN,
        width,
      ).split('\n');
      assert.deepEqual(
        lines.filter((line) => line.length > width && !/^  see +https:\S+$/.test(line)),
        [],
      );
    });
  }

  it('keeps several apart', () =>
    assert.match(explanationsText([one('kms.missing'), one('kms.rotation')], PLAIN, 80), /\n\n\nkms\.rotation: /));
});

describe('parts of an explanation', () => {
  it('names the services of calls, and each call once', () =>
    assert.deepEqual(callLines(['ec2:DescribeVpcs', 'ec2:DescribeSubnets', 'kms:DescribeKey']), [
      'ec2: DescribeVpcs, DescribeSubnets',
      'kms: DescribeKey',
    ]));

  it('names permissions that are not called like the call', () => {
    const text = permissionsText({ calls: ['s3:GetBucketEncryption'], permissions: ['s3:GetEncryptionConfiguration'] });
    assert.equal(
      text,
      'actions of the same names, and s3:GetEncryptionConfiguration; as a policy: session-manager policy operator --for doctor',
    );
  });

  it('says that any check is unknown where it cannot look', () => {
    assert.equal(verdictsText(one('kms.rotation')), 'info; unknown where something cannot be read');
    assert.equal(verdictsText(one('vpc.dns-not-read')), 'unknown');
  });

  it('groups controls by framework', () =>
    assert.deepEqual(
      controlLines([AU12, { ...AU12, id: 'AU-14', title: 'Session Audit' }, { ...AU12, framework: 'X' }]),
      ['NIST: AU-12 Audit Record Generation; AU-14 Session Audit', 'X: AU-12 Audit Record Generation'],
    ));
});
