import assert from 'node:assert/strict';
import { sharing as check } from '../../src/checks/sharing.ts';
import { aws, denied, finding, findings, is, isDenied, regionOf } from './observed.ts';

const SETTING = '/ssm/documents/console/public-sharing-permission';

describe('check sharing.public-allowed', () => {
  it('has nothing to look at where the region does not have the setting', async () => {
    assert.equal(await check.run(regionOf({ publicSharing: is(undefined) })), undefined);
  });

  it('finds nothing where documents cannot be shared with everybody', async () => {
    for (const value of ['Disable', 'disable']) {
      assert.deepEqual(await findings(check, regionOf({ publicSharing: is(value) })), []);
    }
  });

  it('is a warning where they can', async () => {
    for (const value of ['Enable', 'enable']) {
      const facts = regionOf({ publicSharing: is(value) });
      const { advice } = await finding(check, facts, `warn sharing.public-allowed setting${SETTING}`);
      assert.equal(advice, aws(`ssm update-service-setting --setting-id ${SETTING} --setting-value Disable`));
    }
  });

  it('is not known where the setting may not be read', () => isDenied(check, regionOf({ publicSharing: denied })));
});
