import assert from 'node:assert/strict';
import type { AssociationTarget } from '../../../src/inputs/association-targets.ts';
import { isWithin, matches, sameTargets, targetsText } from '../../../src/resources/agent-update/targets.ts';

const target = (key: string, ...values: readonly string[]): AssociationTarget => ({ key, values });
const ALL = target('InstanceIds', '*');
const YES = target('tag:StateManager', 'yes');

describe('targets of an association', () => {
  it('match the same nodes in any order, however often each is named, and whatever ids stand beside the asterisk', () => {
    const same = [
      [
        [target('tag:A', 'x', 'y'), YES],
        [YES, target('tag:A', 'y', 'x', 'y')],
      ],
      [[YES, YES], [YES]],
      [[ALL], [target('instanceids', '*', 'i-1')]],
      [[target('resource-groups:Name', 'a')], [target('resource-groups:Name', 'a', 'a')]],
    ] as const;
    for (const [one, other] of same) {
      assert.ok(sameTargets(one, other), targetsText(other));
      assert.ok(sameTargets(other, one), targetsText(other));
    }
  });

  it('match other nodes where a key, the case of a tag, or AND and OR differ', () => {
    const others = [
      [[target('tag:A', 'x')], [target('tag:a', 'x')]],
      [[target('tag:A', 'x')], [target('tag:A', 'X')]],
      [[target('tag:A', 'x', 'y')], [target('tag:A', 'x'), target('tag:A', 'y')]],
      [[target('tag-key', 'A')], [target('tag:A', '*')]],
      [[target('tag:A', 'x, tag:B=y')], [target('tag:A', 'x'), target('tag:B', 'y')]],
      [[ALL], []],
      [[target('InstanceIds', 'i-1')], [ALL]],
      [[target('resource-groups:Name', 'a')], [target('resource-groups:ResourceTypeFilters', 'a')]],
    ] as const;
    for (const [one, other] of others) {
      assert.ok(!sameTargets(one, other), targetsText(other));
      assert.ok(!sameTargets(other, one), targetsText(other));
      assert.ok(sameTargets(one, one));
    }
  });

  it('are within others that match more', () => {
    assert.ok(isWithin(YES, ALL));
    assert.ok(isWithin(YES, target('tag:StateManager', 'no', 'yes')));
    assert.ok(isWithin(target('instanceids', 'i-1'), target('InstanceIds', 'i-1', 'i-2')));
    assert.ok(!isWithin(ALL, YES));
    assert.ok(!isWithin(target('tag:StateManager', 'no', 'yes'), YES));
  });

  it('match a node by its id, a tag with its value, or the name of a tag', () => {
    const tags = { Env: 'prod', Empty: '' };
    for (const fits of [
      ALL,
      target('instanceids', 'i-1'),
      target('tag:Env', 'dev', 'prod'),
      target('tag-key', 'Empty'),
    ]) {
      assert.ok(matches(fits, 'i-1', tags), targetsText([fits]));
    }
    for (const other of [
      target('InstanceIds', 'i-2'),
      target('tag:env', 'prod'),
      target('tag:None', ''),
      target('tag-key', 'X'),
    ]) {
      assert.ok(!matches(other, 'i-1', tags), targetsText([other]));
    }
  });

  it('are told in one order, each once', () => {
    const targets = [target('tag:B', '2', '1', '2'), YES, target('instanceids', '*')];
    assert.equal(targetsText(targets), 'all nodes, tag:B=1, tag:B=2, tag:StateManager=yes');
  });
});
