import assert from 'node:assert/strict';
import { unreadOf, unreadTargets } from '../../src/engine/unread.ts';
import { adviceOf } from '../../src/render/advice.ts';
import { fault, fine, looked } from '../render/reports.ts';

const denied = (check: string, ...unread: readonly string[]) =>
  fault({ check, verdict: 'unknown', summary: `${unread.join(', ')} is denied`, unread });
const late = (check: string) =>
  fault({ check, verdict: 'unknown', summary: 'it took too long', advice: 'raise --timeout', unread: [] });
const problem = (code: string) => ({ code, message: `it is ${code}`, advice: 'do something' });

const told = (...args: Parameters<typeof unreadOf>) =>
  unreadOf(...args).map(({ remedy, ...rest }) => ({ ...rest, advice: adviceOf(remedy) }));

describe('what could not be looked at', () => {
  it('is one entry for all that is denied, with one statement that allows it', () => {
    const targets = [
      looked([denied('kms.missing', 'kms:DescribeKey'), denied('user.start-session', 'iam:GetUser'), ...fine(1)]),
      looked([denied('kms.missing', 'kms:DescribeKey')], { region: 'eu-west-1' }),
    ];
    assert.deepEqual(told(targets), [
      {
        reason: 'iam:GetUser, kms:DescribeKey are denied to these credentials',
        checks: ['kms.missing', 'user.start-session'],
        places: ['111122223333/us-east-1', '111122223333/eu-west-1'],
        advice:
          'allow it: {"Effect":"Allow","Action":["iam:GetUser","kms:DescribeKey"],"Resource":"*"}, or all that is read: session-manager policy operator --for doctor',
      },
    ]);
    const [one] = told([looked([denied('kms.missing', 'kms:DescribeKey')])]);
    assert.equal(one?.reason, 'kms:DescribeKey is denied to these credentials');
    assert.match(one?.advice ?? '', /"Action":"kms:DescribeKey"/);
  });

  it('is one entry for every other reason, after that', () => {
    const targets = [looked([late('a.one'), denied('b.two', 'kms:DescribeKey'), late('c.three'), late('a.one')])];
    const [, other, ...rest] = told(targets);
    assert.deepEqual(rest, []);
    assert.deepEqual(other, {
      reason: 'it took too long',
      checks: ['a.one', 'c.three'],
      places: ['111122223333/us-east-1'],
      advice: 'raise --timeout',
    });
  });

  it('is told with the machine, the account or the region that it is about', () => {
    const findings = (['machine', 'account', 'region'] as const).map((scope) => ({ ...late('a.one'), scope }));
    assert.deepEqual(told([looked(findings)])[0]?.places, [
      'this machine',
      'account 111122223333',
      '111122223333/us-east-1',
    ]);
    assert.deepEqual(
      told([looked([{ ...late('a.one'), scope: 'account' }], { account: null, profile: 'dev' })])[0]?.places,
      ['account dev'],
    );
  });

  it('is not what others decide, or only a session knows', () => {
    assert.deepEqual(unreadOf([looked([fault({ verdict: 'unknown' }), fault()])]), []);
  });

  describe('at all', () => {
    const failed = looked([], { status: 'failed', error: problem('Throttled') });
    const closed = looked([], { region: 'eu-west-3', status: 'skipped', error: problem('DeniedByOrganization') });
    const disabled = looked([], { region: 'ap-east-1', status: 'skipped', error: problem('RegionNotEnabled') });

    it('is a target that failed, or a closed region that was asked for by its name', () => {
      assert.deepEqual(unreadTargets([looked(fine(1)), failed, closed, disabled], true), [failed, closed, disabled]);
      assert.deepEqual(unreadTargets([failed, closed, disabled], false), [failed]);
    });

    it('is not one that was repeated or interrupted, nor one whose checks say it', () => {
      const repeated = looked([], { status: 'skipped', error: problem('Repeated') });
      const cut = looked([], { status: 'failed', error: problem('Interrupted') });
      const half = looked([late('a.one')], { status: 'failed', error: problem('TimeLimit') });
      assert.deepEqual(unreadTargets([repeated, cut, half], true), []);
    });

    it('is told with its reason, and no check', () => {
      assert.deepEqual(told([closed], [closed]), [
        {
          reason: 'it is DeniedByOrganization',
          checks: [],
          places: ['111122223333/eu-west-3'],
          advice: 'do something',
        },
      ]);
    });
  });
});
