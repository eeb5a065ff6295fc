import assert from 'node:assert/strict';
import { runAs } from '../../src/checks/runas.ts';
import { fakeNode, fakeSettings } from './facts.ts';
import { briefly, checkOf, denied, finding, findings, is, isDenied, regionOf, setup } from './observed.ts';

const noUser = checkOf(runAs, 'runas.no-user');
const windows = checkOf(runAs, 'runas.windows');

const ON = { runAsEnabled: true, cloudWatchLogGroupName: 'audit' };
const settings = (inputs: Parameters<typeof fakeSettings>[0] = ON) => ({ settings: is(fakeSettings(inputs)) });

describe('check runas', () => {
  it('has nothing to look at where it is off, or there are no preferences', async () => {
    for (const check of runAs) {
      assert.equal(await check.run(regionOf(settings({ runAsDefaultUser: 'ops' }))), undefined);
      assert.equal(await check.run(regionOf({ settings: is(undefined) })), undefined);
    }
  });

  it('is not known where preferences or nodes may not be read', async () => {
    for (const check of runAs) await isDenied(check, regionOf({ settings: denied }));
    await isDenied(windows, regionOf({ ...settings(), nodes: denied }));
  });

  it('no-user: a hint where there is no default user, and setup names one', async () => {
    const { advice } = await finding(
      noUser,
      regionOf(settings()),
      'info runas.no-user document/SSM-SessionManagerRunShell',
    );
    assert.match(advice, /^if all nodes have the user ssm-user, which the agent does not create while run-as is on/);
    assert.ok(advice.endsWith(`: ${setup('--log-group audit', '--run-as ssm-user', '--overwrite')}`), advice);
    assert.deepEqual(await findings(noUser, regionOf(settings({ ...ON, runAsDefaultUser: 'ops' }))), []);
  });

  for (const user of ['root', ' root ', '0', 'ann bob']) {
    it(`unfit-user: no session runs as ${JSON.stringify(user)} on Linux and macOS`, async () => {
      const given = settings({ ...ON, runAsDefaultUser: user });
      const subject = 'runas.unfit-user document/SSM-SessionManagerRunShell';
      for (const nodes of [denied, is([]), is([fakeNode(), fakeNode({ platform: 'Windows' })])]) {
        const { summary, advice } = await finding(noUser, regionOf({ ...given, nodes }), `fail ${subject}`);
        assert.match(summary, /sessions of callers without the tag SSMSessionRunAs fail$/);
        assert.ok(advice.endsWith(setup('--log-group audit', '--run-as ssm-user', '--overwrite')), advice);
      }
      await finding(noUser, regionOf({ ...given, nodes: is([fakeNode({ platform: 'Windows' })]) }), `info ${subject}`);
    });
  }

  it('unfit-user: nothing is wrong with any other user, nor with root where run-as is off', async () => {
    for (const user of ['ssm-user', 'ec2-user', 'ROOT', 'rooted', 'CORP\\ann', ' ann']) {
      assert.deepEqual(await findings(noUser, regionOf(settings({ ...ON, runAsDefaultUser: user }))), []);
    }
    const off = settings({ ...ON, runAsEnabled: false, runAsDefaultUser: 'root' });
    assert.equal(await noUser.run(regionOf(off)), undefined);
  });

  it('no-user: a name of spaces is none, as for the agent', async () => {
    const given = settings({ ...ON, runAsDefaultUser: '  ' });
    await finding(noUser, regionOf(given), 'info runas.no-user document/SSM-SessionManagerRunShell');
  });

  it('windows: a hint for each node on which it means nothing', async () => {
    const platforms = ['Linux', 'Windows', 'MacOS', 'Windows', ''];
    const nodes = platforms.map((platform, index) => fakeNode({ id: `i-${index}`, platform }));
    const found = await findings(windows, regionOf({ ...settings(), nodes: is(nodes) }));
    assert.deepEqual(briefly(found), ['info runas.windows i-1', 'info runas.windows i-3']);
    assert.deepEqual(await findings(windows, regionOf({ ...settings(), nodes: is([fakeNode()]) })), []);
  });
});
