import assert from 'node:assert/strict';
import { readAccess } from '../../src/audit/access.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import { testTarget } from '../aws.ts';
import { fakeInstance, fakeQuestion, fakeSettings } from '../checks/facts.ts';
import { is, regionOf } from '../checks/observed.ts';
import { ALICE, having, mockIam } from '../checks/user/alice.ts';

const TAGGED: Statement = {
  Effect: 'Allow',
  Action: 'ssm:StartSession',
  Resource: '*',
  Condition: { StringEquals: { 'ssm:resourceTag/Team': 'a' } },
};

const region = (...tags: readonly Readonly<Record<string, string>>[]) =>
  regionOf({
    question: fakeQuestion(),
    settings: is(fakeSettings({ cloudWatchLogGroupName: 'sessions' })),
    logGroup: is(undefined),
    instances: is(tags.map((each, index) => fakeInstance({ id: `i-${index}`, tags: each }))),
    nodes: is([]),
  });

describe('the access of somebody', () => {
  const { decide, asked } = mockIam();
  const read = async (who: readonly Statement[], ...regions: readonly ReturnType<typeof region>[]) =>
    readAccess(await testTarget().iam(), { ...ALICE, ...having(...who) }, regions);

  it('is asked for once, whatever the number of nodes that no policy tells apart', async () => {
    decide(() => 'allowed');
    const { regions } = await read([], region({ Team: 'a' }, { Team: 'b' }, { Name: 'x' }));
    assert.equal(asked().length, 1);
    assert.deepEqual(
      regions[0]?.groups.map(({ ids }) => ids),
      [['i-0', 'i-1', 'i-2']],
    );
    assert.equal(regions[0]?.groups[0]?.ruling('ssm:StartSession').decision, 'allowed');
  });

  it('is asked for with each set of tags that a policy asks for', async () => {
    decide(() => 'denied');
    const { regions } = await read([TAGGED], region({ Team: 'a' }, { Team: 'b', Name: 'x' }, { Team: 'a' }));
    assert.deepEqual(
      regions[0]?.groups.map(({ ids, tags }) => ({ ids, tags })),
      [
        { ids: ['i-0', 'i-2'], tags: { Team: 'a' } },
        { ids: ['i-1'], tags: { Team: 'b' } },
      ],
    );
    assert.equal(asked().length, 3, 'documents have no tags of nodes');
  });

  it('tells nodes apart that a policy names', async () => {
    decide(() => 'denied');
    const one: Statement = { ...TAGGED, Condition: {}, Resource: 'arn:aws:ec2:*:*:instance/i-1' };
    const { regions } = await read([one], region({}, {}, {}));
    assert.deepEqual(
      regions[0]?.groups.map(({ ids }) => ids),
      [['i-0', 'i-2'], ['i-1']],
    );
  });

  it('is asked for by regions only where policies go by them', async () => {
    decide(() => 'allowed');
    await read([], region({}), region({}));
    assert.equal(asked().length, 1);
    await read([{ ...TAGGED, Condition: { StringEquals: { 'aws:RequestedRegion': 'x' } } }], region({}), region({}));
    assert.equal(asked().length, 4);
  });

  it('is that of an administrator by a policy of the account, or of AWS', async () => {
    decide(() => 'allowed');
    const admin: Statement = { Effect: 'Allow', Action: '*', Resource: '*' };
    assert.equal((await read([admin], region({}))).administrator, true);
    assert.equal((await read([TAGGED], region({}))).administrator, false);
    const attached = is(['arn:aws:iam::aws:policy/AdministratorAccess']);
    const found = await readAccess(await testTarget().iam(), { ...ALICE, attached }, [region({})]);
    assert.equal(found.administrator, true);
  });

  it('is asked about a node that is made up where there is none', async () => {
    decide(() => 'allowed');
    const { regions } = await read([], region());
    assert.deepEqual(regions[0]?.groups[0]?.ids, []);
  });
});
