import assert from 'node:assert/strict';
import { instanceProfile } from '../../../src/checks/instance/profile.ts';
import { testTarget } from '../../aws.ts';
import { fakeInstance, fakeNode } from '../facts.ts';
import {
  aws,
  bareInstance,
  briefly,
  checkOf,
  denied,
  finding,
  findings,
  is,
  isDenied,
  regionOf,
  setup,
} from '../observed.ts';

const noProfile = checkOf(instanceProfile, 'instance.no-profile');
const metadataOff = checkOf(instanceProfile, 'instance.metadata-off');

const bare = (id: string) => bareInstance({ id });

describe('check instance.no-profile', () => {
  const OFF = {
    hostManagementRole: is(undefined),
    nodes: is([]),
    configuration: is({ place: testTarget() }),
  };

  it('has nothing to look at where no instance runs', async () => {
    assert.equal(await noProfile.run(regionOf({ instances: is([]) })), undefined);
  });

  it('finds nothing where all instances have one, and asks for nothing more', async () => {
    assert.deepEqual(await findings(noProfile, regionOf({ instances: is([fakeInstance()]) })), []);
  });

  it('finds nothing where Default Host Management gives them credentials', async () => {
    const facts = regionOf({ instances: is([bare('i-1')]), hostManagementRole: is('service-role/Managed') });
    assert.deepEqual(await findings(noProfile, facts), []);
  });

  it('fails for each instance without, and says how to give it one', async () => {
    const facts = regionOf({ ...OFF, instances: is([bare('i-1'), fakeInstance({ id: 'i-2' }), bare('i-3')]) });
    const found = await findings(noProfile, facts);
    assert.deepEqual(briefly(found), ['fail instance.no-profile i-1', 'fail instance.no-profile i-3']);
    const give = (id: string): string =>
      aws(`ec2 associate-iam-instance-profile --instance-id ${id} --iam-instance-profile Name=session-nodes-eu-west-1`);
    const [first, last] = found.map(({ advice }) => advice);
    assert.equal(first, last, 'one line gives all of them one profile');
    assert.match(first ?? '', /^with a profile of their own for these 2 instances: aws iam create-role /);
    assert.ok(first?.endsWith(`${give('i-1')} && ${give('i-3')}`), first);
  });

  it('takes a profile under which another node is online, if there is one', async () => {
    const facts = regionOf({
      ...OFF,
      instances: is([bare('i-1'), fakeInstance({ id: 'i-2' })]),
      nodes: is([fakeNode({ id: 'i-2' })]),
    });
    const { advice } = await finding(noProfile, facts, 'fail instance.no-profile i-1');
    const words = 'ec2 associate-iam-instance-profile --instance-id i-1 --iam-instance-profile Name=web';
    assert.equal(
      advice,
      `if it may have the permissions of web, the profile of nodes here that are online: ${aws(words)}`,
    );
  });

  it('gives a new role what sessions need besides, and no line is longer than it can be read', async () => {
    const many = Array.from({ length: 11 }, (_, index) => bare(`i-${index}`));
    const logged = { configuration: is({ place: testTarget(), logGroup: 'audit' }) };
    const found = await findings(noProfile, regionOf({ ...OFF, ...logged, instances: is(many) }));
    for (const { advice, subject } of found) {
      assert.ok(advice.endsWith(setup('--log-group audit', '--grant')), advice);
      assert.deepEqual(advice.match(/--instance-id \S+/g), [`--instance-id ${subject}`]);
    }
  });

  it('only warns of one that is online: it has credentials for now', async () => {
    const instances = is([bare('i-1')]);
    for (const [ping, verdict] of [
      ['Online', 'warn'],
      ['ConnectionLost', 'fail'],
    ] as const) {
      const facts = regionOf({ ...OFF, instances, nodes: is([fakeNode({ ping })]) });
      await finding(noProfile, facts, `${verdict} instance.no-profile i-1`);
    }
  });

  it('is not known where nodes may not be read: its agent may have been registered by an activation', async () => {
    const facts = regionOf({ ...OFF, instances: is([bare('i-1')]), nodes: denied });
    const { advice } = await finding(noProfile, facts, 'unknown instance.no-profile i-1');
    assert.match(advice, /ssm:DescribeInstanceInformation/);
  });

  for (const [what, node, expected] of [
    ['a hybrid node with its address is online', { id: 'mi-1', address: '10.0.1.5' }, []],
    [
      'that node is lost',
      { id: 'mi-1', address: '10.0.1.5', ping: 'ConnectionLost' },
      ['fail instance.no-profile i-1'],
    ],
    ['it has another address', { id: 'mi-1', address: '10.0.1.6' }, ['fail instance.no-profile i-1']],
    ['it is no hybrid one', { id: 'i-2', address: '10.0.1.5' }, ['fail instance.no-profile i-1']],
  ] as const) {
    it(`${expected.length > 0 ? 'fails' : 'finds nothing'} where ${what}`, async () => {
      const facts = regionOf({ ...OFF, instances: is([bare('i-1')]), nodes: is([fakeNode(node)]) });
      assert.deepEqual(briefly(await findings(noProfile, facts)), expected);
    });
  }

  it('is not known where instances, or the setting, may not be read', async () => {
    await isDenied(noProfile, regionOf({ instances: denied }));
    await isDenied(noProfile, regionOf({ ...OFF, instances: is([bare('i-1')]), hostManagementRole: denied }));
  });
});

describe('check instance.metadata-off', () => {
  it('has nothing to look at where no instance runs', async () => {
    assert.equal(await metadataOff.run(regionOf({ instances: is([]) })), undefined);
  });

  it('fails for each instance whose metadata service is off, and says how to switch it on', async () => {
    const instances = ['i-1', 'i-2', 'i-3'].map((id) => fakeInstance({ id, metadataOff: id !== 'i-2' }));
    const found = await findings(metadataOff, regionOf({ instances: is(instances) }));
    assert.deepEqual(briefly(found), ['fail instance.metadata-off i-1', 'fail instance.metadata-off i-3']);
    const options = '--instance-id i-1 --http-endpoint enabled --http-tokens required';
    assert.equal(found[0]?.advice, aws(`ec2 modify-instance-metadata-options ${options}`));
  });

  it('finds nothing where it is on', async () => {
    assert.deepEqual(await findings(metadataOff, regionOf({ instances: is([fakeInstance()]) })), []);
  });

  it('is not known where instances may not be listed', () => isDenied(metadataOff, regionOf({ instances: denied })));
});
