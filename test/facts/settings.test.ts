import assert from 'node:assert/strict';
import { GetServiceSettingCommand } from '@aws-sdk/client-ssm';
import { readSetting, SETTINGS } from '../../src/facts/settings.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';

describe('facts settings', () => {
  const aws = mockAws();
  const read = () => readSetting(testTarget(), SETTINGS.activationTier);

  it('are read by their ids', async () => {
    aws.ssm
      .on(GetServiceSettingCommand, { SettingId: '/ssm/managed-instance/activation-tier' })
      .resolves({ ServiceSetting: { SettingValue: 'advanced' } });
    assert.equal(await read(), 'advanced');
  });

  it('are none where AWS, or the endpoint, does not have them', async () => {
    for (const name of ['ServiceSettingNotFound', 'UnknownOperationException', 'InvalidAction']) {
      aws.ssm.on(GetServiceSettingCommand).rejects(awsError(name));
      assert.equal(await read(), undefined, name);
    }
    aws.ssm.on(GetServiceSettingCommand).resolves({});
    assert.equal(await read(), undefined);
  });

  it('are not known where they may not be read', async () => {
    aws.ssm.on(GetServiceSettingCommand).rejects(awsError('AccessDeniedException'));
    await assert.rejects(read(), { name: 'AccessDeniedException' });
  });
});
