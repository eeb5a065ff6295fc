import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { groupsOf } from '../../src/render/groups.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const labels = (...targets: readonly TargetReport[]): readonly string[] =>
  groupsOf(diagnosis(targets)).map(({ label }) => label);
const OTHER = '444455556666';

describe('findings by place', () => {
  it('are those of the machine, then account by account those of the account and of its regions', () => {
    assert.deepEqual(
      labels(
        looked([...fine(1), ...fine(1, 'machine'), ...fine(1, 'account')]),
        looked([...fine(1), ...fine(1, 'account')], { account: OTHER }),
        looked(fine(1), { region: 'eu-west-1' }),
      ),
      [
        'this machine',
        'account 111122223333',
        '111122223333/us-east-1',
        '111122223333/eu-west-1',
        'account 444455556666',
        '444455556666/us-east-1',
      ],
    );
  });

  it('are first those of places in which something fails', () => {
    assert.deepEqual(
      labels(
        looked([...fine(1), ...fine(1, 'machine'), fault({ scope: 'account', verdict: 'warn' })]),
        looked([fault()], { region: 'eu-west-1' }),
        looked([], { region: 'eu-west-2', status: 'failed', error: { code: 'X', message: 'x' } }),
        looked([], { region: 'eu-west-3', status: 'skipped', error: { code: 'X', message: 'x' } }),
      ),
      [
        '111122223333/eu-west-1',
        '111122223333/eu-west-2',
        'this machine',
        'account 111122223333',
        '111122223333/us-east-1',
        '111122223333/eu-west-3',
      ],
    );
  });

  it('are gathered from the targets that they are with', () => {
    const [machine, account, region] = groupsOf(
      diagnosis([
        looked([fault({ scope: 'account', subject: 'a' }), fault({ scope: 'machine' })]),
        looked([fault({ scope: 'account', subject: 'b' })], { region: 'eu-west-1' }),
      ]),
    );
    assert.deepEqual(machine?.place, []);
    assert.deepEqual(account?.place, ['111122223333']);
    assert.deepEqual(
      account?.findings.map((finding) => 'subject' in finding && finding.subject),
      ['a', 'b'],
    );
    assert.equal(region, undefined);
  });

  it('are named by the profile where the account is not known', () => {
    assert.deepEqual(labels(looked([...fine(1), ...fine(1, 'account')], { account: null, profile: 'dev' })), [
      'account dev',
      'dev/us-east-1',
    ]);
    assert.deepEqual(labels(looked(fine(1), { account: null })), ['default/us-east-1']);
  });

  it('are of no place in which nothing was looked at', () => {
    assert.deepEqual(labels(looked([])), []);
  });
});
