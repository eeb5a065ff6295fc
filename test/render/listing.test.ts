import assert from 'node:assert/strict';
import { countTargets, type Listed } from '../../src/engine/listing.ts';
import { counted } from '../../src/render/counted.ts';
import { listingMarkdown, listingText, targetCounts, unreadTargets } from '../../src/render/listing.ts';
import { PLAIN } from './reports.ts';

interface Things {
  readonly things: readonly string[];
}

const ERROR = { code: 'AccessDenied', message: 'not\u001B[2J allowed', advice: 'allow ssm:DescribeSessions' };
const good = (region: string, ...things: readonly string[]): Listed<Things> => ({
  account: '111122223333',
  region,
  status: 'listed',
  things,
});
const bad = (region: string, message = ERROR.message): Listed<Things> => ({
  account: null,
  profile: 'dev',
  region,
  status: 'failed',
  error: { ...ERROR, message },
});
const print = (...targets: readonly Listed<Things>[]): string =>
  listingText({ targets }, ({ things }) => things, 'the counts', { width: 80, paint: PLAIN, now: 0 });

describe('a listing', () => {
  it('of one target has no heading, of several one each; those with nothing in them are left out', () => {
    assert.equal(print(good('us-east-1', 'a', 'b')), 'a\nb\n\nthe counts');
    assert.equal(
      print(good('us-east-1', 'a'), good('eu-west-1'), good('eu-west-2', 'b')),
      '111122223333/us-east-1\n  a\n\n111122223333/eu-west-2\n  b\n\nthe counts',
    );
    assert.equal(print(good('us-east-1')), 'the counts');
  });

  it('says of what could not be read why, beside what could', () => {
    assert.equal(
      print(good('us-east-1', 'a'), bad('eu-west-1')),
      '111122223333/us-east-1\n  a\n\ndev/eu-west-1\n  failed: not\\x1b[2J allowed\n    try: allow ssm:DescribeSessions\n\nthe counts',
    );
  });

  it('says once what is the same for several but for their own names, and of which', () => {
    const closed = (account: string): Listed<Things> => ({
      account,
      region: 'us-east-1',
      status: 'failed',
      error: { ...ERROR, message: `role of ${account} cannot be assumed` },
    });
    assert.equal(
      print(closed('111122223333'), good('eu-west-1', 'a'), closed('444455556666')),
      '2 targets: 111122223333 and 444455556666 in us-east-1\n  failed: role of 111122223333 cannot be assumed\n    try: allow ssm:DescribeSessions\n\n111122223333/eu-west-1\n  a\n\nthe counts',
    );
  });

  it('says once what all targets have in common', () => {
    assert.equal(
      print(bad('us-east-1'), bad('eu-west-1')),
      'failed: not\\x1b[2J allowed\n  try: allow ssm:DescribeSessions\n\nthe counts',
    );
    assert.match(print(bad('us-east-1'), bad('eu-west-1', 'other')), /other/);
  });

  it('says that it was interrupted', () => {
    const text = listingText({ targets: [], interrupted: true }, () => [], '0 targets', {
      width: 80,
      paint: PLAIN,
      now: 0,
    });
    assert.equal(text, '0 targets; interrupted, run it again for all');
  });

  it('counts targets, and what has become of them', () => {
    const counts = (...targets: readonly Listed<Things>[]): string =>
      targetCounts({ targets, summary: countTargets(targets) });
    const left = (code: string): Listed<Things> => ({
      ...bad('eu-west-2'),
      status: 'skipped',
      error: { ...ERROR, code },
    });
    assert.equal(counts(good('us-east-1')), '1 target: ');
    assert.equal(
      counts(good('us-east-1'), bad('eu-west-1'), left('RegionNotEnabled')),
      '3 targets (1 failed, 1 skipped): ',
    );
    assert.equal(counts(good('a'), left('Interrupted'), left('NotRun')), '3 targets (2 not run): ');
    assert.deepEqual(unreadTargets([left('Interrupted')]), ['dev/eu-west-2: not run: not\u001B[2J allowed']);
    assert.deepEqual(
      [counted(1, 'node'), counted(2, 'node'), counted(2, 'day', 'days')],
      ['1 node', '2 nodes', '2 days'],
    );
  });

  it('names what could not be read in a line each', () =>
    assert.deepEqual(unreadTargets([good('us-east-1'), bad('eu-west-1', 'no')]), ['dev/eu-west-1: failed: no']));

  it('in Markdown has what could not be read above its tables', () => {
    const listing = { command: 'nodes', targets: [bad('eu-west-1', 'no *way*')] };
    assert.equal(
      listingMarkdown(listing, 'the counts', ['| a |']),
      '## session-manager nodes\n\nthe counts\n\n- dev/eu-west-1: failed: no \\*way\\*\n\n| a |',
    );
  });
});
