// Preferences that name the key of sessions in another way than setup does.
import assert from 'node:assert/strict';
import { keyArn, plantBucket, plantInputs, plantKey, plantLogGroup } from './planted.ts';
import { documentOf, world, type World } from './world.ts';

const ARN = keyArn();
const ID = ARN.replace(/^.*key\//, '');
const KMS = ARN.replace(/:key\/.*$/, '');

const NAMES = [
  ['its id, as Terraform gives it', ID],
  ['its ARN', ARN],
  ['its alias', 'alias/session'],
  ['the ARN of its alias', `${KMS}:alias/session`],
  ['another of its aliases', 'alias/theirs'],
] as const;

/** Puts a key with two aliases into a region, a log group that it encrypts, and preferences that name it so. */
async function planted(kmsKeyId: string): Promise<World> {
  const on = world();
  await plantKey(on, 1, { alias: 'alias/session', tags: { 'session-manager:managed': 'alias/session' } });
  await plantKey(on, 2);
  await on.edit(({ aliases }) => {
    const { target } = aliases['alias/session'] ?? assert.fail();
    aliases['alias/theirs'] = { target, created: '', updated: '' };
    aliases['alias/other'] = { target: keyArn(2).replace(/^.*key\//, ''), created: '', updated: '' };
  });
  await plantLogGroup(on, 'sessions', { kmsKeyId: ARN });
  await plantInputs(on, { cloudWatchLogGroupName: 'sessions', cloudWatchEncryptionEnabled: true, kmsKeyId });
  return on;
}

const preferencesIn = async (run: ReturnType<World['plan']>) => {
  const [report] = await run;
  assert.equal(report?.error, undefined, report?.error?.message);
  return report?.changes.find(({ resource }) => resource === 'preferences') ?? assert.fail();
};

describe('preferences that name the key of sessions by', () => {
  for (const key of [{ kms: true }, { 'kms-key': ARN }]) {
    const asked = { ...key, 'encrypt-sessions': true, overwrite: true };

    for (const [how, name] of NAMES) {
      it(`${how} do not differ from --${Object.keys(key)[0]}, and keep that name when something else is changed`, async () => {
        const on = await planted(name);
        const { action, differences } = await preferencesIn(on.plan(asked));
        assert.deepEqual([action, differences], ['none', []]);
        const changed = await preferencesIn(on.setup({ ...asked, 'idle-timeout': '15' }));
        assert.deepEqual(
          changed.differences.map(({ field }) => field),
          ['idleSessionTimeout'],
        );
        const { versions } = await documentOf(on);
        assert.equal(JSON.parse(versions.at(-1)?.content ?? '').inputs.kmsKeyId, name);
      });
    }

    for (const name of [
      keyArn(2),
      'alias/other',
      'alias/gone',
      ARN.replace('us-east-1', 'eu-west-1'),
      ID.replace(/^./, 'f'),
    ]) {
      it(`${name} differ from --${Object.keys(key)[0]}`, async () => {
        const { differences } = await preferencesIn((await planted(name)).plan(asked));
        assert.deepEqual(differences, [{ field: 'kmsKeyId', have: name, want: ARN }]);
      });
    }
  }

  for (const [how, name] of NAMES) {
    it(`${how} keep it from being deleted as long as they stay`, async () => {
      const [report] = await (await planted(name)).remove();
      const key = report?.changes.find(({ resource }) => resource === 'kms-key');
      assert.deepEqual([key?.action, key?.reason], ['keep', 'what is kept here still needs it']);
    });
  }

  for (const name of ['alias/other', 'alias/gone', keyArn(2)]) {
    it(`${name} do not keep another key`, async () => {
      const on = await planted(name);
      await on.edit(({ logGroups }) => {
        logGroups['sessions'] = {
          ...(logGroups['sessions'] ?? assert.fail()),
          tags: { 'session-manager:managed': '' },
        };
      });
      await plantInputs(on, { kmsKeyId: name });
      const [report] = await on.remove();
      const key = report?.changes.find(({ resource }) => resource === 'kms-key');
      assert.equal(key?.action, 'delete', key?.reason);
    });
  }
});

describe('preferences that name the prefix of session logs with other slashes', () => {
  it('do not differ, and keep it as it is written when something else is changed', async () => {
    const on = world();
    await plantBucket(on, 'logs');
    await plantInputs(on, { s3BucketName: 'logs', s3KeyPrefix: '/ssm/x/', s3EncryptionEnabled: true });
    const asked = { 's3-bucket': 'logs', 's3-prefix': 'ssm/x', overwrite: true };
    assert.deepEqual((await preferencesIn(on.plan(asked))).differences, []);
    const { differences } = await preferencesIn(on.setup({ ...asked, 'idle-timeout': '15' }));
    assert.deepEqual(
      differences.map(({ field }) => field),
      ['idleSessionTimeout'],
    );
    const { versions } = await documentOf(on);
    assert.equal(JSON.parse(versions.at(-1)?.content ?? '').inputs.s3KeyPrefix, '/ssm/x/');
    const other = await preferencesIn(on.plan({ ...asked, 's3-prefix': 'ssm' }));
    assert.deepEqual(other.differences, [{ field: 's3KeyPrefix', have: '/ssm/x/', want: 'ssm' }]);
  });
});
