import assert from 'node:assert/strict';
import { fixesOf } from '../../engine/prefs-advice.ts';
import { plantInputs, plantKey, plantLogGroup } from '../../engine/planted.ts';

const LOGGED = { cloudWatchLogGroupName: 'sessions' };

describe('the advice to write preferences anew', () => {
  it('is a command of setup', async () => {
    const advice = await fixesOf('prefs.schema', async (on) => {
      await plantInputs(on, { ...LOGGED, cloudWatchStreamingEnabled: 'true' });
      await plantLogGroup(on);
    });
    assert.match(advice, /^session-manager setup --regions us-east-1 --overwrite/);
  });

  it('gives the log group the key that is required, where it has none', async () => {
    const advice = await fixesOf('prefs.schema', (on) =>
      plantInputs(on, { ...LOGGED, cloudWatchEncryptionEnabled: true, cloudWatchStreamingEnabled: 'true' }),
    );
    assert.match(advice, /^session-manager setup --regions us-east-1 --kms --grant --overwrite/);
  });

  it('says what is to be repaired first where setup would refuse: the key of sessions is disabled', async () => {
    const advice = await fixesOf('prefs.unlogged', async (on) => {
      await plantInputs(on, { kmsKeyId: 'alias/theirs' });
      await plantKey(on, 1, { alias: 'alias/theirs', state: 'Disabled' });
    });
    assert.match(advice, /^setup writes no preferences .* repair that first: .*alias\/theirs, and it is disabled/);
  });
});
