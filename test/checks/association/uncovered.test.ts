import assert from 'node:assert/strict';
import { uncovered } from '../../../src/checks/association/uncovered.ts';
import type { RegionAudit } from '../../../src/audit/region.ts';
import type { FoundAssociation } from '../../../src/resources/agent-update/association.ts';
import { inputsOf } from '../../aws.ts';
import { fakeInstance, fakeNode, fakeSettings } from '../facts.ts';
import { asking, bareInstance, briefly, denied, findings, is, isDenied, regionOf, setup } from '../observed.ts';

const association = (overrides: Partial<FoundAssociation> = {}): FoundAssociation => ({
  id: '1',
  name: 'SsmAgent',
  schedule: 'rate(14 days)',
  targets: [{ key: 'tag:Env', values: ['prod'] }],
  doubles: [],
  ...overrides,
});

/** Three nodes, of which one has the tag. */
const factsOf = (associations: readonly FoundAssociation[], overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({
    associations: is(associations),
    ownsAssociation: is(true),
    settings: is(fakeSettings({ cloudWatchLogGroupName: 'audit' })),
    instances: is(['i-1', 'i-2', 'i-3'].map((id) => fakeInstance({ id, tags: id === 'i-1' ? { Env: 'prod' } : {} }))),
    nodes: is(['i-1', 'i-2', 'i-3'].map((id) => fakeNode({ id }))),
    hostManagementRole: is(undefined),
    ...overrides,
  });

const found = async (...given: Parameters<typeof factsOf>) => briefly(await findings(uncovered, factsOf(...given)));
const LEFT = ['info association.uncovered i-2', 'info association.uncovered i-3'];

describe('check association.uncovered', () => {
  it('has nothing to look at where no agents are to be updated, or nothing updates them', async () => {
    const question = asking({ inputs: inputsOf({ 'agent-update': false }) });
    assert.equal(await uncovered.run(regionOf({ question })), undefined);
    assert.equal(await uncovered.run(factsOf([association({ schedule: '' })])), undefined);
  });

  it('is not known where nodes or instances may not be listed', async () => {
    await isDenied(uncovered, factsOf([association()], { nodes: denied }));
    await isDenied(uncovered, factsOf([association()], { instances: denied }));
  });

  it('finds the nodes that no tag or id leads to', async () => {
    assert.deepEqual(await found([association()]), LEFT);
    assert.deepEqual(await found([association({ targets: [{ key: 'InstanceIds', values: ['i-1', 'i-9'] }] })]), LEFT);
    assert.deepEqual(await found([association(), association({ id: '2', targets: [] })]), []);
  });

  it('finds hybrid nodes where ids leave them out, and not where their tags may lead to them', async () => {
    const nodes = is([fakeNode(), fakeNode({ id: 'mi-1' })]);
    const byIds = association({ targets: [{ key: 'InstanceIds', values: ['i-1'] }] });
    assert.deepEqual(await found([byIds], { nodes }), ['info association.uncovered mi-1']);
    assert.deepEqual(await found([association()], { nodes }), []);
  });

  it('finds none where all are reached, or AWS alone can tell', async () => {
    assert.deepEqual(await found([association({ targets: [{ key: 'InstanceIds', values: ['*'] }] })]), []);
    assert.deepEqual(await found([association({ targets: [{ key: 'resource-groups:Name', values: ['x'] }] })]), []);
    const [one, others] = [['i-1'], ['i-2', 'i-3']].map((values) =>
      association({ id: String(values), targets: [{ key: 'InstanceIds', values }] }),
    );
    assert.deepEqual(await found([one ?? association(), others ?? association()]), []);
  });

  it('leaves it to another check where all are left out', async () => {
    assert.deepEqual(await found([association({ targets: [{ key: 'tag:Env', values: ['test'] }] })]), []);
  });

  it('passes by instances that do not run, and those that Default Host Management updates', async () => {
    const bare = [fakeInstance({ tags: { Env: 'prod' } }), bareInstance({ id: 'i-2' })];
    assert.deepEqual(await found([association()], { instances: is(bare) }), ['info association.uncovered i-2']);
    const managed = { instances: is(bare), hostManagementRole: is('service-role/Default') };
    assert.deepEqual(await found([association()], managed), []);
  });

  it('advises to widen ours where it is the only one, and to decide elsewhere', async () => {
    const [ours] = await findings(uncovered, factsOf([association()]));
    const command = setup('--log-group audit', '--agent-update-targets all');
    assert.equal(ours?.advice, `unless it is meant to be updated in another way: ${command}`);
    const [theirs] = await findings(uncovered, factsOf([association()], { ownsAssociation: is(false) }));
    assert.match(theirs?.advice ?? '', /add it to the targets of, association\/SsmAgent \(tag:Env=prod\)$/);
  });
});
