import assert from 'node:assert/strict';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { badInput } from '../aws.ts';

const many = (count: number, item: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => item(index));

describe('targets of the agent update', () => {
  const targets = (...values: string[]) => parseInputs({ 'agent-update-targets': values }).agentUpdate?.targets;

  it('gather the values of one tag, from repeated flags and from lists', () => {
    assert.deepEqual(targets('tag:Env=dev,tag:Env=prod', 'tag:Team=ops', 'tag:Env=dev'), [
      { key: 'tag:Env', values: ['dev', 'prod'] },
      { key: 'tag:Team', values: ['ops'] },
    ]);
  });

  it('keep an equals sign in a value', () => {
    assert.deepEqual(targets('tag:Expr=a=b'), [{ key: 'tag:Expr', values: ['a=b'] }]);
  });

  it('take five targets of fifty values each, and refuse more', () => {
    const key = (index: number): string => `tag:K${index}=v`;
    const value = (index: number): string => `tag:K=v${index}`;
    assert.equal(targets(...many(5, key))?.length, 5);
    assert.equal(targets(...many(50, value))?.[0]?.values.length, 50);
    badInput(() => targets(...many(6, key)), '--agent-update-targets', 'at most five targets', '6');
    badInput(() => targets(...many(51, value)), '--agent-update-targets', 'at most 50 values');
  });

  for (const value of ['StateManager=yes', 'tag:StateManager', 'tag:=yes', 'tag:A=', 'i-123', 'tag=A']) {
    it(`refuse ${value}`, () => {
      badInput(() => targets(value), '--agent-update-targets', JSON.stringify(value), 'tag:Key=Value');
    });
  }

  it('refuse all beside others, and an empty list', () => {
    badInput(
      () => targets('all', 'tag:A=b'),
      '--agent-update-targets',
      'all,tag:A=b',
      'all cannot be combined with other values',
    );
    badInput(() => targets(''), '--agent-update-targets is empty');
    badInput(() => targets(' , '), '--agent-update-targets is empty');
  });
});
