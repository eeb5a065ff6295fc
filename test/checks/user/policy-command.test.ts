import assert from 'node:assert/strict';
import { wholePolicyCommand } from '../../../src/checks/user/policy-command.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234';

const regionOf = (region: string, key?: { readonly arn: string; readonly aliases: readonly string[] }): RegionAudit =>
  ({
    target: { account: '111122223333', region },
    configuration: () => Promise.resolve({ key }),
  }) as unknown as RegionAudit;

describe('wholePolicyCommand', () => {
  for (const [what, regions, expected] of [
    [
      'names every region in one command',
      [regionOf('us-east-1'), regionOf('eu-west-1')],
      'session-manager policy user --accounts 111122223333 --regions us-east-1,eu-west-1',
    ],
    [
      'has the flags of the session key of the preferences',
      ['us-east-1', 'eu-west-1'].map((name) => regionOf(name, { arn: ARN, aliases: ['alias/own'] })),
      'session-manager policy user --kms --encrypt-sessions --kms-alias own --accounts 111122223333 --regions us-east-1,eu-west-1',
    ],
    [
      'has one command for each key',
      [regionOf('us-east-1', { arn: ARN, aliases: [] }), regionOf('eu-west-1')],
      `session-manager policy user --kms-key ${ARN} --encrypt-sessions --accounts 111122223333 --regions us-east-1 and session-manager policy user --accounts 111122223333 --regions eu-west-1`,
    ],
  ] as const) {
    it(what, async () => {
      assert.equal(await wholePolicyCommand(regions), expected);
    });
  }

  it('does without the key where the preferences may not be read', async () => {
    const unread = { ...regionOf('us-east-1'), configuration: () => Promise.reject(new Error('denied')) };
    assert.equal(
      await wholePolicyCommand([unread]),
      'session-manager policy user --accounts 111122223333 --regions us-east-1',
    );
  });
});
