import assert from 'node:assert/strict';
import { type Kind, kindsOf, moreOf, SAMPLE, samplesOf } from '../../src/audit/node-kinds.ts';
import type { Instance } from '../../src/facts/instances.ts';
import type { Node } from '../../src/facts/nodes.ts';
import { fakeInstance, fakeNode } from '../checks/facts.ts';

const idOf = (index: number): string => `i-${String(index).padStart(5, '0')}`;

/** So many nodes, the first with this number. */
const nodes = (count: number, first = 0, overrides: Partial<Node> = {}): readonly Node[] =>
  Array.from({ length: count }, (_, index) => fakeNode({ id: idOf(first + index), ...overrides }));

const instancesOf = (some: readonly Node[], overrides: Partial<Instance> = {}): readonly Instance[] =>
  some.map(({ id }) => fakeInstance({ id, ...overrides }));

const ids = (some: readonly Node[]): readonly string[] => some.map(({ id }) => id);

const sizes = (kinds: readonly Kind[]): readonly number[] => kinds.map((kind) => kind.nodes.length);

const kind = (count: number, first = 0, doubted = false): Kind => ({ doubted, nodes: nodes(count, first) });

/** The number of nodes that are asked of each kind. */
const asked = (...kinds: readonly Kind[]): readonly number[] => samplesOf(kinds).map((sample) => sample.asked.length);

describe('kinds of nodes', () => {
  it('are nodes of one role, subnet, agent version and platform', () => {
    const all = nodes(12);
    const others: readonly Partial<Instance>[] = [{}, { subnet: 'subnet-2' }, { profile: 'arn:…/other' }];
    const instances = others.flatMap((other, index) => instancesOf(all.slice(index * 2, index * 2 + 2), other));
    const varied = all.map((node, index): Node => {
      if (index >= 10) return { ...node, platform: 'Windows' };
      return index >= 8 ? { ...node, agentVersion: '3.1.0.0' } : node;
    });
    const rest = instancesOf(all.slice(6));
    assert.deepEqual(sizes(kindsOf(varied, [...instances, ...rest], [])), [4, 2, 2, 2, 2]);
  });

  it('of hybrid nodes have the role of their activation', () => {
    const hybrid = ['mi-1', 'mi-2', 'mi-3'].map((id) => fakeNode({ id, role: id === 'mi-3' ? 'Edge' : 'Core' }));
    assert.deepEqual(sizes(kindsOf(hybrid, [], [])), [2, 1]);
  });

  it('tell the doubted from the others, by the reasons, in whatever order these come', () => {
    const all = nodes(6);
    const doubt = (reason: string, ...which: readonly number[]) => ({ reason, nodes: which.map(idOf) });
    const kinds = kindsOf(all, instancesOf(all), [doubt('a', 1, 2, 3), doubt('b', 3, 4), doubt('a', 4), doubt('c', 9)]);
    assert.deepEqual(
      kinds.map(({ doubted, nodes: those }) => [doubted, ...ids(those)]),
      [
        [false, idOf(0), idOf(5)],
        [true, idOf(1), idOf(2)],
        [true, idOf(3), idOf(4)],
      ],
    );
  });
});

describe('a sample of nodes', () => {
  it('has fifty nodes at the least', () => {
    assert.deepEqual(asked(kind(2000)), [SAMPLE]);
    assert.deepEqual(asked(kind(2000), kind(3000, 2000)), [25, 25]);
    assert.deepEqual(asked(kind(1), kind(2000, 1)), [1, 49]);
  });

  it('has three nodes of each kind, or all that there are, however many kinds and nodes', () => {
    const kinds = Array.from({ length: 100 }, (_, index) => kind(index === 0 ? 2 : 200, index * 200));
    assert.deepEqual(asked(...kinds), [2, ...Array.from({ length: 99 }, () => 3)]);
  });

  it('has all of the doubted as long as they are two hundred, the smallest kinds first, and else some of each kind', () => {
    assert.deepEqual(asked(kind(1000), kind(200, 1000, true)), [3, 200]);
    assert.deepEqual(asked(kind(1000), kind(201, 1000, true)), [25, 25]);
    assert.deepEqual(asked(kind(19_000, 0, true), kind(60, 19_000, true), kind(90, 20_000, true)), [3, 60, 90]);
  });

  it('reaches from the first to the last, is always the same, and leaves the rest', () => {
    const [sample] = samplesOf(Array.from({ length: 20 }, (_, index) => kind(101, index * 200)));
    assert.deepEqual(ids(sample?.asked ?? []), [idOf(0), idOf(50), idOf(100)]);
    assert.equal(sample?.left.length, 98);
    const shuffled = nodes(2000).toReversed();
    const chosen = (all: readonly Node[]) => samplesOf(kindsOf(all, [], [])).flatMap((one) => ids(one.asked));
    assert.deepEqual(chosen(shuffled), chosen(nodes(2000)));
  });

  it('is followed by the rest of kinds that fail, a thousand nodes at the most, the smallest kinds first', () => {
    const left = (count: number, first: number) => ({ asked: [], left: nodes(count, first) });
    assert.equal(moreOf([left(300, 0), left(600, 300)]).length, 900);
    const more = ids(moreOf([left(5000, 0), left(600, 5000)]));
    assert.equal(more.length, 1000);
    assert.deepEqual([more[0], more[599], more[600], more.at(-1)], [idOf(5000), idOf(5599), idOf(0), idOf(399)]);
    assert.deepEqual(moreOf([]), []);
  });
});
