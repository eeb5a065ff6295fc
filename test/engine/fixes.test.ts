import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { type AwsCommand, hint, type Remedy, type SetupCommand } from '../../src/checks/remedy.ts';
import { bestFixes, takesAwsCli } from '../../src/engine/fixes.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';

const found = (verdict: Exclude<Finding['verdict'], 'ok'>, check: string, remedy: Remedy | string): Finding => ({
  check,
  scope: 'region',
  verdict,
  summary: 'it is broken',
  remedy: typeof remedy === 'string' ? hint(remedy) : remedy,
});

const failing = (...remedies: readonly Remedy[]): readonly Finding[] =>
  remedies.map((remedy) => found('fail', 'kms.missing', remedy));

const setup = (regions: readonly string[], flags: RawInputs = {}, accounts: readonly string[] = []): SetupCommand => ({
  kind: 'setup',
  invocation: { sandbox: true },
  regions,
  accounts,
  flags,
});

const AWS: AwsCommand = { kind: 'aws', operation: ['kms', 'enable-key'], options: { 'key-id': '1' }, region: 'a' };

const remediesOf = (findings: readonly Finding[]): readonly Remedy[] => bestFixes(findings).map(({ remedy }) => remedy);

describe('the best fixes', () => {
  it('are none where nothing fails or is doubtful', () => {
    const fine: Finding = { check: 'kms.missing', scope: 'region', verdict: 'ok', summary: 'nothing found' };
    const rest = [found('info', 'kms.rotation', 'a'), found('unknown', 'kms.missing', 'a')];
    assert.deepEqual(bestFixes([fine, ...rest]), []);
  });

  it('count what they clear, and name its checks once and in order', () => {
    const findings = [
      found('warn', 'b.two', 'do it'),
      found('fail', 'a.one', 'do it'),
      found('fail', 'b.two', 'do it'),
    ];
    assert.deepEqual(bestFixes(findings), [{ remedy: hint('do it'), clears: 3, checks: ['a.one', 'b.two'] }]);
  });

  it('are three at the most: failures before warnings, then what clears more, then what was found first', () => {
    const findings = [
      found('warn', 'a.one', 'warnings'),
      found('warn', 'a.one', 'warnings'),
      found('warn', 'a.one', 'one warning'),
      found('fail', 'a.one', 'first failure'),
      found('fail', 'a.one', 'second failure'),
    ];
    const fixes = bestFixes([...findings, ...findings.slice(4)]);
    assert.deepEqual(
      fixes.map(({ remedy, clears }) => [remedy, clears]),
      [
        [hint('second failure'), 2],
        [hint('first failure'), 1],
        [hint('warnings'), 2],
      ],
    );
  });

  it('put together what differs only in what it is for, and say how often it is to be done', () => {
    const bare = ['i-0a1', 'i-0b2', 'i-0c3'].map((subject) => ({
      ...found('fail', 'instance.no-profile', { ...AWS, operation: ['ec2', 'x'], options: { 'instance-id': subject } }),
      subject,
    }));
    const [fix, ...others] = bestFixes([...bare, found('fail', 'kms.disabled', AWS)]);
    assert.deepEqual([fix?.clears, fix?.steps], [3, 3]);
    assert.deepEqual(
      others.map(({ clears, steps }) => [clears, steps]),
      [[1, undefined]],
    );
  });

  it('have a network before what is to be done on each of its many nodes', () => {
    const lost = Array.from({ length: 26 }, (_, index) => ({
      ...found('fail', 'instance.ping-lost', 'check the agent'),
      subject: `i-${index}`,
    }));
    const network = { ...found('fail', 'vpc.endpoint-ssm', 'make endpoints'), subject: 'vpc-1' };
    const behind = lost.slice(0, 10);
    const fixes = bestFixes([...lost, network], new Map(behind.map((one) => [one, [network]])));
    assert.deepEqual(
      fixes.map(({ remedy, clears, steps }) => [remedy, clears, steps]),
      [
        [hint('make endpoints'), 11, undefined],
        [hint('check the agent'), 16, 16],
      ],
    );
  });

  it('are five where there is much to fix', () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => found('fail', 'kms.missing', `do ${'x'.repeat(index)}`));
    assert.deepEqual([bestFixes(many(50)).length, bestFixes(many(51)).length], [3, 5]);
  });

  it('count what is caused by what they fix, and never name the advice of that', () => {
    const cause = found('fail', 'vpc.egress', 'open it');
    const others = [1, 2].map(() => found('fail', 'prefs.schema', 'correct it'));
    const lost = ['i-1', 'i-2'].map((node) => found('fail', 'instance.ping-lost', `look at ${node}`));
    const [one, other] = lost;
    const closed = found('fail', 'instance.not-connected', 'restart it');
    const family = new Map([
      [one ?? assert.fail(), [cause]],
      [other ?? assert.fail(), [cause]],
      [closed, [one ?? assert.fail()]],
    ]);
    assert.deepEqual(bestFixes([...others, ...lost, closed, cause], family), [
      { remedy: hint('open it'), clears: 4, checks: ['instance.not-connected', 'instance.ping-lost', 'vpc.egress'] },
      { remedy: hint('correct it'), clears: 2, checks: ['prefs.schema'] },
    ]);
  });

  it('count what has several causes with the last of them, and say which others it takes', () => {
    const [network, role] = [found('fail', 'vpc.egress', 'open it'), found('fail', 'instance.role-trust', 'trust it')];
    const lost = found('fail', 'instance.ping-lost', 'look at it');
    assert.deepEqual(bestFixes([network, role, lost], new Map([[lost, [network, role]]])), [
      { remedy: hint('open it'), clears: 1, checks: ['vpc.egress'] },
      { remedy: hint('trust it'), clears: 2, checks: ['instance.ping-lost', 'instance.role-trust'], after: [1] },
    ]);
    const alike = found('fail', 'vpc.route', 'open it');
    const [first] = bestFixes([network, alike, lost], new Map([[lost, [network, alike]]]));
    assert.deepEqual([first?.clears, first?.after], [3, undefined]);
  });

  it('join a setup command for several regions into one, each region once', () => {
    const all = [['eu-west-1'], ['us-east-1'], ['eu-west-1'], ['us-east-1', 'us-gov-west-1']];
    assert.deepEqual(bestFixes(failing(...all.map((regions) => setup(regions, { kms: true })))), [
      {
        remedy: setup(['eu-west-1', 'us-east-1', 'us-gov-west-1'], { kms: true }),
        clears: 4,
        checks: ['kms.missing'],
      },
    ]);
  });

  it('join them whatever is in the values: apostrophes, blanks, flags', () => {
    for (const value of [`echo 'it is' "logged"`, "it's", 'a --regions b --kms', 'a, b']) {
      const flags = { 'shell-profile-linux': value, overwrite: true };
      assert.deepEqual(remediesOf(failing(setup(['a'], flags), setup(['b'], flags))), [setup(['a', 'b'], flags)]);
    }
  });

  it('keep commands apart that differ in anything else', () => {
    for (const other of [
      setup(['b']),
      setup(['b'], { kms: true, 'agent-update': false }),
      setup(['b'], { kms: true, 'kms-alias': 'x' }),
      { ...setup(['b'], { kms: true }), profile: 'prod' },
      { ...setup(['b'], { kms: true }), invocation: {} },
      AWS,
    ]) {
      const remedies = [setup(['a'], { kms: true }), other];
      assert.deepEqual(remediesOf(failing(...remedies)), remedies);
    }
  });

  it('join a setup command for several accounts, where it is for the same regions in each', () => {
    const [one, two] = [['111111111111'], ['222222222222']];
    const kms = { kms: true };
    const same = [setup(['a'], kms, one), setup(['b'], kms, one), setup(['b'], kms, two), setup(['a'], kms, two)];
    assert.deepEqual(remediesOf(failing(...same)), [setup(['a', 'b'], kms, [...one, ...two])]);
    const apart = [setup(['a'], kms, one), setup(['b'], kms, two)];
    assert.deepEqual(remediesOf(failing(...apart)), apart);
  });

  it('leave out a command that another one contains, and count what it clears with that', () => {
    const wide = setup(['a', 'b'], { kms: true, grant: true, 'agent-update': false });
    // It keeps agents up to date, which the other one leaves as it is.
    const whole = setup(['a']);
    const fixes = bestFixes(failing(setup(['a'], { kms: true, 'agent-update': false }), wide, whole));
    assert.deepEqual(
      fixes.map(({ remedy, clears }) => [remedy, clears]),
      [
        [wide, 2],
        [whole, 1],
      ],
    );
  });

  it('do not leave out one that leads elsewhere', () => {
    const wide = setup(['a'], { kms: true, grant: true });
    for (const narrow of [
      { ...setup(['a'], { kms: true }), profile: 'prod' },
      { ...setup(['a'], { kms: true }), invocation: {} },
      setup(['b'], { kms: true }),
    ]) {
      assert.equal(bestFixes(failing(narrow, wide)).length, 2);
    }
  });
});

describe('a fix that takes the AWS CLI', () => {
  const takes = (remedy: Remedy): boolean => takesAwsCli({ remedy });

  it('is or has a command of it', () => {
    assert.ok(takes(AWS));
    assert.ok(takes({ kind: 'commands', lead: 'if so', commands: [AWS, setup(['a'])] }));
    assert.ok(!takes(setup(['a'])));
    assert.ok(!takes(hint('run aws configure')));
  });
});
