import assert from 'node:assert/strict';
import { apply, watch } from '../../../src/sandbox/state/patch.ts';
import { emptyState, regionOf, type State } from '../../../src/sandbox/state/state.ts';

describe('changes to a state', () => {
  const session = (name: string): State['sessions'][string] => ({ secret: name }) as never;
  const changes: readonly (readonly [string, readonly string[], (state: State) => void])[] = [
    ['a session that begins', ['sessions'], ({ sessions }) => (sessions['c'] = session('new'))],
    ['a session that ends', ['sessions'], ({ sessions }) => delete sessions['a']],
    ['a session in place of another one', ['sessions'], ({ sessions }) => (sessions['a'] = session('new'))],
    [
      'one that begins and one that ends',
      ['sessions'],
      ({ sessions }) => {
        delete sessions['b'];
        sessions['d'] = session('new');
      },
    ],
    ['nothing', ['sessions'], () => undefined],
    [
      'what is new deep within',
      ['accounts', '111122223333', 'eu-west-1'],
      (state) => (regionOf(state, '111122223333', 'eu-west-1').aliases['alias/a'] = { key: 'k' } as never),
    ],
  ];
  for (const [title, path, change] of changes) {
    it(`are kept as patches, and made again: ${title}`, () => {
      const state = emptyState();
      Object.assign(state.sessions, { a: session('a'), b: session('b') });
      regionOf(state, '111122223333', 'eu-west-1');
      const copy = structuredClone(state);
      const found = watch(state, path);
      change(state);
      const patches = found();
      assert.equal(patches.length === 0, title === 'nothing');
      for (const patch of patches) apply(copy, patch);
      assert.deepEqual(copy, state);
    });
  }
});
