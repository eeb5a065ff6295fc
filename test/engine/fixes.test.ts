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
