import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { bestFixes } from '../../src/engine/fixes.ts';
import type { TargetReport } from '../../src/engine/report.ts';

const found = (verdict: Exclude<Finding['verdict'], 'ok'>, check: string, advice: string): Finding => ({
  check,
  scope: 'region',
  verdict,
  summary: 'it is broken',
  advice,
});

const target = (...findings: readonly Finding[]): TargetReport => ({
  account: '111122223333',
  region: 'eu-west-1',
  status: 'unchanged',
  changes: [],
  findings,
});

const setup = (regions: string, flags = ''): string => `session-manager setup --sandbox --regions ${regions}${flags}`;

describe('the best fixes', () => {
  it('are none where nothing fails or is doubtful', () => {
    const fine: Finding = { check: 'kms.missing', scope: 'region', verdict: 'ok', summary: 'nothing found' };
    const rest = [found('info', 'kms.rotation', 'a'), found('unknown', 'kms.missing', 'a')];
    assert.deepEqual(bestFixes([target(fine, ...rest), target()]), []);
  });

  it('count what they clear, and name its checks once and in order', () => {
    const findings = [
      found('warn', 'b.two', 'do it'),
      found('fail', 'a.one', 'do it'),
      found('fail', 'b.two', 'do it'),
    ];
    assert.deepEqual(bestFixes([target(...findings)]), [{ advice: 'do it', clears: 3, checks: ['a.one', 'b.two'] }]);
  });

  it('are three at the most: failures before warnings, then what clears more, then what was found first', () => {
    const findings = [
      found('warn', 'a.one', 'warnings'),
      found('warn', 'a.one', 'warnings'),
      found('warn', 'a.one', 'one warning'),
      found('fail', 'a.one', 'first failure'),
      found('fail', 'a.one', 'second failure'),
    ];
    const fixes = bestFixes([target(...findings, ...findings.slice(4))]);
    assert.deepEqual(
      fixes.map(({ advice, clears }) => [advice, clears]),
      [
        ['second failure', 2],
        ['first failure', 1],
        ['warnings', 2],
      ],
    );
  });

  it('join a command of ours for several regions into one, each region once', () => {
    const all = ['eu-west-1', 'us-east-1', 'eu-west-1', 'us-east-1,us-gov-west-1'];
    const targets = all.map((region) => target(found('fail', 'kms.missing', setup(region, ' --kms'))));
    assert.deepEqual(bestFixes(targets), [
      { advice: setup('eu-west-1,us-east-1,us-gov-west-1', ' --kms'), clears: 4, checks: ['kms.missing'] },
    ]);
  });

  it('keep commands apart that differ in anything else', () => {
    const advices = [
      setup('eu-west-1', ' --kms'),
      setup('us-east-1'),
      'aws kms enable-key --key-id 1 --region eu-west-1',
    ];
    const fixes = bestFixes(advices.map((advice) => target(found('fail', 'kms.missing', advice))));
    assert.deepEqual(
      fixes.map(({ advice }) => advice),
      advices,
    );
  });

  it('join a command of ours for several accounts, where it is for the same regions in each', () => {
    const of = (account: string, regions: string): Finding =>
      found('fail', 'kms.missing', `session-manager setup --regions ${regions} --accounts ${account} --kms`);
    const [both, apart] = [
      [of('111111111111', 'a'), of('111111111111', 'b'), of('222222222222', 'b'), of('222222222222', 'a')],
      [of('111111111111', 'a'), of('222222222222', 'b')],
    ].map((findings) => bestFixes([target(...findings)]).map(({ advice }) => advice));
    assert.deepEqual(both, ['session-manager setup --regions a,b --accounts 111111111111,222222222222 --kms']);
    assert.deepEqual(apart, [
      'session-manager setup --regions a --accounts 111111111111 --kms',
      'session-manager setup --regions b --accounts 222222222222 --kms',
    ]);
  });

  it('leave out a command that another one contains, and count what it clears with that', () => {
    const advices = ['a --kms --no-agent-update', 'a,b --kms --grant --no-agent-update', 'a'];
    const findings = advices.map((flags) => found('fail', 'kms.missing', `session-manager setup --regions ${flags}`));
    assert.deepEqual(
      bestFixes([target(...findings)]).map(({ advice, clears }) => `${clears} ${advice}`),
      [
        '2 session-manager setup --regions a,b --kms --grant --no-agent-update',
        // It keeps agents up to date, which the other one leaves as it is.
        '1 session-manager setup --regions a',
      ],
    );
  });

  it('leave every word of an advice as it is', () => {
    for (const advice of [
      'add this statement to the key policy: {"Action":["kms:ReEncrypt*"],"Resource":"*"}',
      setup('eu-west-1', ` --shell-profile-linux 'echo $1 $& *'`),
      'add to ~/.ssh/config, below a line "Host i-* mi-*": ProxyCommand aws ssm start-session --target %h',
    ]) {
      assert.deepEqual(bestFixes([target(found('fail', 'a.b', advice))])[0]?.advice, advice);
    }
  });
});
