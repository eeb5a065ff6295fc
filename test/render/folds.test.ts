import assert from 'node:assert/strict';
import { folds } from '../../src/render/folds.ts';
import { target } from './reports.ts';

const at = (account: string, region = 'us-east-1') => target({ account, region });
const TWO = [at('111122223333'), at('444455556666', 'eu-west-1')];

describe('targets of which the same is to be told', () => {
  it('are put together, in the order of the first of them', () => {
    const [one, other] = [at('1'), at('2')];
    const told = folds(
      [one, other, at('3')],
      ({ account }) => [account === '2' ? 'else' : 'the same'],
      () => true,
    );
    assert.deepEqual(
      told.map(({ targets, lines }) => [targets.map(({ account }) => account), lines]),
      [
        [['1', '3'], ['the same']],
        [['2'], ['else']],
      ],
    );
    assert.equal(told[1]?.targets[0], other);
  });

  it('stand for themselves where they may not be put together, or became something else', () => {
    assert.equal(
      folds(
        TWO,
        () => ['x'],
        () => false,
      ).length,
      2,
    );
    const changed = { ...at('1'), status: 'unchanged' as const };
    assert.equal(
      folds(
        [changed, at('2')],
        () => ['x'],
        () => true,
      ).length,
      2,
    );
  });

  it('may each name its own account, region, profile and ids: the lines are those of the first, and not exact', () => {
    const named = TWO.map((one, index) => ({ ...one, profile: `p${index}`, accountName: `team ${index}` }));
    const key = (index: number) => `0000000${index}-1111-2222-3333-444455556666`;
    const [fold, ...others] = folds(
      named,
      ({ account, region, profile, accountName }) => [
        `key arn:aws:kms:${region}:${account}:key/${key(Number(profile?.slice(1)))} of ${accountName} --profile ${profile}`,
      ],
      () => true,
    );
    assert.deepEqual(others, []);
    assert.equal(fold?.exact, false);
    assert.match(fold?.lines[0] ?? '', /us-east-1:111122223333:key\/00000000-/);
    assert.equal(
      folds(
        TWO,
        () => ['the same'],
        () => true,
      )[0]?.exact,
      true,
    );
  });

  it('are not the same where one names the account or the region of another', () => {
    const lines = ({ region }: { region: string }) => [region === 'eu-west-1' ? 'of us-east-1' : 'of eu-west-1'];
    assert.equal(folds([...TWO, at('777788889999', 'sa-east-1')], lines, () => true).length, 2);
  });

  it('keep a word apart in which a short name happens to be', () => {
    const short = TWO.map((one, index) => ({ ...one, profile: index === 0 ? 'a' : 'b' }));
    const lines = ({ profile }: { profile?: string }) => [profile === 'a' ? 'a bat' : 'b aat'];
    assert.equal(folds(short, lines, () => true).length, 2);
  });
});
