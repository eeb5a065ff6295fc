import assert from 'node:assert/strict';
import { userInfo } from 'node:os';
import { allHold, conditionsOf, type Connection, holds } from '../../../src/checks/client/conditions.ts';
import type { Block } from '../../../src/facts/ssh/config.ts';

const block = (kind: Block['kind'], ...words: readonly string[]): Block => ({ kind, words, file: 'x', line: 1 });
const to = (host: string, more: Partial<Connection> = {}): Connection => ({
  host,
  hostName: host,
  user: undefined,
  final: false,
  ...more,
});

describe('check client: Host and Match', () => {
  for (const [words, host, expected] of [
    [['i-*', 'mi-*'], 'mi-1', 'yes'],
    [['i-?'], 'i-1', 'yes'],
    [['i-?'], 'i-12', 'no'],
    [['i-*', '!i-1'], 'i-1', 'no'],
    [['!i-1', 'i-*'], 'i-1', 'no'],
    [['!i-1'], 'i-2', 'no'],
    [[], 'i-1', 'no'],
    [['a.b'], 'axb', 'no'],
  ] as const) {
    it(`takes Host ${words.join(' ')} of ${host} for ${expected}`, () => {
      assert.equal(holds(block('host', ...words), to(host)), expected);
    });
  }

  for (const [words, connection, expected] of [
    [['all'], to('x'), 'yes'],
    [['host', 'i-*,mi-*'], to('mi-1'), 'yes'],
    [['host=I-*'], to('i-1'), 'yes'],
    [['host', 'i-*,!i-1'], to('i-1'), 'no'],
    [['!host', 'bastion'], to('i-1'), 'yes'],
    [['host', 'i-*'], to('web', { hostName: 'i-1' }), 'yes'],
    [['originalhost', 'i-*'], to('web', { hostName: 'i-1' }), 'no'],
    [['user', 'ec2-*'], to('x', { user: 'ec2-user' }), 'yes'],
    [['user', userInfo().username], to('x'), 'yes'],
    [['localuser', 'nobody-else'], to('x'), 'no'],
    [['final', 'all'], to('x'), 'no'],
    [['final'], to('x', { final: true }), 'yes'],
    [['exec', 'true'], to('x'), 'maybe'],
    [['host', 'y', 'exec', 'true'], to('x'), 'no'],
    [['localnetwork', '10.0.0.0/8'], to('x'), 'maybe'],
  ] as const) {
    it(`takes Match ${words.join(' ')} for ${expected}`, () => {
      assert.equal(holds(block('match', ...words), connection), expected);
    });
  }

  it('needs all of the lines', () => {
    const maybe = block('match', 'exec', 'x');
    assert.equal(allHold([block('host', '*'), maybe], to('x')), 'maybe');
    assert.equal(allHold([block('host', 'y'), maybe], to('x')), 'no');
    assert.equal(allHold([], to('x')), 'yes');
  });

  it('takes conditions apart', () => {
    assert.deepEqual(conditionsOf(['!final', 'host', 'a', 'exec=b']), [
      { name: 'final', negated: true, value: '' },
      { name: 'host', negated: false, value: 'a' },
      { name: 'exec', negated: false, value: 'b' },
    ]);
  });
});
