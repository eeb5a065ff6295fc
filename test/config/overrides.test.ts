import assert from 'node:assert/strict';
import type { Located } from '../../src/config/match.ts';
import { type Flags, type Resolved, resolverOf, type Run } from '../../src/config/overrides.ts';
import { configOf } from './files.ts';

const KNOWN = new Set(['retention', 'kms', 'log-group', 'tag', 's3-bucket', 'idle-timeout']);

const resolver = (text: string, flags: Flags = {}, about: Partial<Run> = {}): ((place: Located) => Resolved) =>
  resolverOf(configOf(text), { flags, given: new Set(), known: KNOWN, ...about });

const at = (region: string, account?: string): Located => ({ region, ...(account !== undefined && { account }) });

/** Numbers from 0 to 1, the same in every run. */
function randomFrom(start: number): () => number {
  let seed = start;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed / 2_147_483_648;
  };
}

const ACCOUNTS = ['000000000001', '111111111111', '222222222222', '333333333333'];
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];
const UNITS = ['ou-abcd-11111111', 'ou-abcd-22222222'];

function madeUp(random: () => number): { readonly text: string; readonly places: readonly Located[] } {
  const some = <Item>(items: readonly Item[]): readonly Item[] => items.filter(() => random() < 0.5);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const match = (): string => {
    const members = [
      `accounts: [${[...some(ACCOUNTS), pick(ACCOUNTS)].join(', ')}]`,
      `regions: [${[...some(REGIONS), pick(REGIONS)].join(', ')}]`,
      `org-units: [${pick(UNITS)}]`,
      `account-tags: {env: ${pick(['prod', 'dev', 'p*'])}}`,
      `account-names: ["${pick(['a*', 'b*', '*'])}"]`,
    ];
    return `{${[...some(members), pick(members)].filter((one, index, all) => all.indexOf(one) === index && all.findIndex((other) => other.split(':')[0] === one.split(':')[0]) === index).join(', ')}}`;
  };
  const flags = (): string =>
    [`retention: ${pick([1, 30, 365, 'null'])}`, `kms: ${pick([true, false])}`, `log-group: ${pick(['x', 'y'])}`]
      .filter((_, index) => index === 0 || random() < 0.5)
      .join(', ');
  const overrides = Array.from({ length: 1 + Math.floor(random() * 6) }, () => `  - {match: ${match()}, ${flags()}}`);
  const places = ACCOUNTS.flatMap((account) => {
    const member = {
      id: account,
      name: pick(['alpha', 'beta']),
      tags: { env: pick(['prod', 'dev']) },
      orgUnits: ['r-abcd', ...some(UNITS)],
    };
    return REGIONS.map((region) => ({ account, region, member }));
  });
  return { text: `overrides:\n${overrides.join('\n')}\n`, places };
}

const shuffled = <Item>(items: readonly Item[], random: () => number): readonly Item[] =>
  items
    .map((item) => [random(), item] as const)
    .toSorted(([one], [other]) => one - other)
    .map(([, item]) => item);

describe('overrides', () => {
  it('change what the file says for the targets that they are for; later ones win', () => {
    const resolve = resolver(
      'overrides:\n' +
        '  - {match: {regions: [us-east-1, eu-west-1]}, retention: 30, kms: true}\n' +
        '  - {match: {accounts: 111111111111}, retention: 365}\n',
      { retention: '7', 'log-group': 'sessions' },
    );
    const flagsAt = (region: string, account: string): Flags => resolve(at(region, account)).flags;
    assert.deepEqual(flagsAt('ap-southeast-2', '222222222222'), { retention: '7', 'log-group': 'sessions' });
    assert.deepEqual(flagsAt('us-east-1', '222222222222'), { retention: '30', kms: true, 'log-group': 'sessions' });
    assert.deepEqual(flagsAt('us-east-1', '111111111111'), { retention: '365', kms: true, 'log-group': 'sessions' });
    assert.equal(resolve(at('eu-west-1', '111111111111')).overridden.get('retention')?.override.number, 2);
  });

  it('change nothing that was typed, and nothing that the command does not know', () => {
    const text = 'overrides: [{match: {regions: us-east-1}, retention: 30, kms: true, keep-logs: true}]';
    const { flags, overridden } = resolver(
      text,
      { retention: '7' },
      { given: new Set(['retention']) },
    )(at('us-east-1'));
    assert.deepEqual(flags, { retention: '7', kms: true });
    assert.deepEqual([...overridden.keys()], ['kms']);
  });

  it('take back what was said before', () => {
    const text = 'overrides: [{match: {regions: us-east-1}, s3-bucket: null, tag: null}]';
    const { flags } = resolver(text, { 's3-bucket': 'logs', tag: ['a=b'] })(at('us-east-1'));
    assert.deepEqual(flags, { 's3-bucket': undefined, tag: undefined });
  });

  it('are in doubt where it matters, and only there', () => {
    const account = '{match: {accounts: 111111111111}, retention: 30}';
    const doubts = (text: string, about: Partial<Run> = {}): readonly string[] =>
      resolver(text, {}, about)(at('us-east-1')).doubts.map(({ override, unknown }) => `${override.number} ${unknown}`);
    assert.deepEqual(doubts(`overrides: [${account}]`), ['1 the account']);
    assert.deepEqual(doubts(`overrides: [${account}]`, { given: new Set(['retention']) }), []);
    assert.deepEqual(doubts(`overrides: [${account}]`, { known: new Set(['kms']) }), []);
    const last = '{match: {regions: us-east-1}, retention: 60}';
    assert.deepEqual(doubts(`overrides: [${account}, ${last}]`), [], 'a later one decides anyway');
    assert.deepEqual(doubts(`overrides: [${last}, ${account}]`), ['2 the account']);
  });

  it('give a target the same, whatever came before it: a hundred files, targets in any order', () => {
    const random = randomFrom(2026);
    let changed = 0;
    for (let count = 0; count < 100; count += 1) {
      const { text, places } = madeUp(random);
      const flags = { retention: '14', 'log-group': 'base' };
      const inOrder = resolver(text, flags);
      const expected = new Map(places.map((place) => [place, inOrder(place).flags]));
      const mixed = resolver(text, flags);
      for (const place of shuffled([...places, ...places], random)) {
        assert.deepEqual(mixed(place).flags, expected.get(place), text);
        assert.deepEqual(resolver(text, flags)(place).flags, expected.get(place), 'and alone');
      }
      changed += new Set([...expected.values()].map((one) => JSON.stringify(one))).size > 1 ? 1 : 0;
    }
    assert.ok(changed > 50, 'the files say something');
  });
});
