import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import type { Report } from '../../src/engine/report.ts';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { COLOURED, diagnosis, fault, fine, fix, looked, PLAIN, visible } from './reports.ts';

const lines = (report: Report, width = 80): readonly string[] => diagnosisText(report, PLAIN, width).split('\n');
const ROTATION = fault({
  check: 'kms.rotation',
  verdict: 'info',
  summary: 'its rotation is off',
  advice: 'turn it on',
});
const LOST = fault({
  check: 'instance.ping-lost',
  subject: 'i-0123456789abcdef0',
  summary: 'Systems Manager has lost it (ConnectionLost): sessions cannot be started',
  advice: 'check that the agent runs (ssm-cli get-diagnostics --output table), then restart it',
  ref: 'https://docs.aws.amazon.com/systems-manager/latest/userguide/troubleshooting-managed-nodes.html',
});
const ERROR = { code: 'RegionNotEnabled', message: 'region eu-west-2 is not enabled', advice: 'enable it' };

const WHOLE = diagnosis(
  [
    looked([...fine(31), LOST, fault({ verdict: 'warn', subject: 'key/1234' })]),
    looked(
      [
        ...fine(30),
        ROTATION,
        ...fine(4, 'machine'),
        fault({ check: 'instance.kms-decrypt', scope: 'account', verdict: 'unknown', summary: 'not known' }),
      ],
      { region: 'eu-west-1' },
    ),
    looked([], { region: 'eu-west-2', status: 'skipped', error: ERROR }),
  ],
  {
    fixes: [
      fix('session-manager setup --kms --regions us-east-1', 5, 'kms.disabled', 'kms.missing'),
      fix('turn it on', 1, 'kms.rotation'),
    ],
  },
);

describe('diagnosis as text', () => {
  it('has a block a place, then the counts, then what would clear the most', () => {
    assert.deepEqual(lines(WHOLE), [
      '111122223333/us-east-1',
      '  fail     instance.ping-lost: Systems Manager has lost it (ConnectionLost):',
      '           sessions cannot be started',
      '           i-0123456789abcdef0',
      '           try: check that the agent runs',
      '                (ssm-cli get-diagnostics --output table), then restart it',
      `           see: ${LOST.ref}`,
      '  warn     kms.disabled: sessions are encrypted with a key that is disabled',
      '           key/1234',
      '           try: aws kms enable-key --key-id 1234',
      '  ok: 31 checks',
      '',
      'this machine: ok, 4 checks',
      '',
      'account 111122223333',
      '  unknown  instance.kms-decrypt: not known',
      '           try: aws kms enable-key --key-id 1234',
      '',
      '111122223333/eu-west-1: ok, 30 checks',
      '  info     kms.rotation: its rotation is off',
      '           try: turn it on',
      '',
      '111122223333/eu-west-2',
      '  skipped: region eu-west-2 is not enabled',
      '    try: enable it',
      '',
      '3 targets (1 skipped): 1 fail, 1 warn, 1 unknown, 1 info, 65 ok',
      '',
      'What would clear the most:',
      '1. session-manager setup --kms --regions us-east-1',
      '   clears 5 findings: kms.disabled, kms.missing',
      '2. turn it on',
      '   clears 1 finding: kms.rotation',
    ]);
  });

  it('uses the columns that there are', () => {
    assert.deepEqual(lines(WHOLE, 120).slice(1, 5), [
      '  fail     instance.ping-lost: Systems Manager has lost it (ConnectionLost): sessions cannot be started',
      '           i-0123456789abcdef0',
      '           try: check that the agent runs (ssm-cli get-diagnostics --output table), then restart it',
      `           see: ${LOST.ref}`,
    ]);
    for (const width of [80, 120]) {
      const long = lines(WHOLE, width).filter((line) => line.length > width && !line.includes('see: '));
      assert.deepEqual(long, []);
    }
  });

  it('of one target has its heading, and little to say where all is well', () => {
    assert.deepEqual(lines(diagnosis([looked(fine(1))])), [
      '111122223333/us-east-1: ok, 1 check',
      '',
      '1 target: 1 ok',
    ]);
  });

  it('does not call a place fine in which nothing was found to be', () => {
    assert.equal(lines(diagnosis([looked([ROTATION])]))[0], '111122223333/us-east-1');
  });

  it('leaves out what was not asked for', () => {
    assert.deepEqual(lines(diagnosis([looked([])])), ['1 target: nothing was checked']);
  });

  it('tells a fault of a fleet once', () => {
    const nodes = Array.from({ length: 2000 }, (_, index): Finding => ({ ...LOST, subject: `i-${index}` }));
    const text = lines(diagnosis([looked(nodes)]));
    assert.equal(text.length, 10);
    assert.equal(text.at(-1), '1 target: 2,000 fail');
  });

  it('shows beneath a cause what it causes, and names as many as fit', () => {
    const cause = fault({
      check: 'vpc.endpoint-ssm',
      subject: 'vpc-1',
      summary: 'there is no VPC endpoint for ssm',
      advice: 'make one',
      causes: 26,
    });
    const lost = Array.from({ length: 26 }, (_, index) => ({
      ...LOST,
      subject: `i-0123456789abcde${index + 10}`,
      causedBy: [{ check: 'vpc.endpoint-ssm', subject: 'vpc-1' }],
    }));
    const told = lines(diagnosis([looked([...lost, cause])]));
    assert.deepEqual(told.slice(0, 6), [
      '111122223333/us-east-1',
      '  fail     vpc.endpoint-ssm: there is no VPC endpoint for ssm',
      '           vpc-1',
      '           26 nodes are lost because of it: i-0123456789abcde10,',
      '           i-0123456789abcde11 and 24 more (--json names all)',
      '           try: make one',
    ]);
    assert.equal(told.at(-1), '1 target: 27 fail');
    const wide = lines(diagnosis([looked([...lost.slice(0, 3), cause])]), 120);
    assert.equal(
      wide[3],
      '           3 nodes are lost because of it: i-0123456789abcde10, i-0123456789abcde11, i-0123456789abcde12',
    );
  });

  it('says of each thing that is caused, and is no node, what is wrong with it', () => {
    const cause = fault({
      check: 'prefs.default-not-latest',
      subject: 'document/SSM',
      summary: 'it is old',
      causes: 2,
    });
    const causedBy = [{ check: 'prefs.default-not-latest', subject: 'document/SSM' }];
    const symptoms = ['idle 90', 'duration 0'].map((summary) =>
      fault({ check: 'prefs.schema', subject: 'document/SSM', summary, causedBy }),
    );
    const doubt = fault({
      check: 'kms.disabled',
      verdict: 'unknown',
      subject: 'key/1',
      summary: 'who knows',
      causedBy,
    });
    const told = lines(diagnosis([looked([cause, ...symptoms, doubt])])).slice(3, 9);
    assert.deepEqual(told, [
      '           because of it, prefs.schema: document/SSM',
      '             idle 90',
      '           because of it, prefs.schema: document/SSM',
      '             duration 0',
      '           perhaps because of it, kms.disabled: key/1',
      '             who knows',
    ]);
  });

  it('says in each place what is caused in others', () => {
    const cause = fault({
      check: 'instance.role-trust',
      scope: 'account',
      subject: 'role/web',
      advice: 'add it',
      causes: 1,
    });
    const lost = { ...LOST, causedBy: [{ check: 'instance.role-trust', subject: 'role/web', region: 'us-east-1' }] };
    const first = 'first fix instance.role-trust of role/web';
    const told = lines(
      diagnosis([looked([cause]), looked([{ ...lost, remedy: hint(first) }], { region: 'eu-west-1' })]),
    );
    assert.ok(told.includes('           1 node is lost because of it, as said below'));
    assert.ok(told.includes(`           try: ${first}`));
    assert.ok(told.indexOf('account 111122223333') < told.indexOf('111122223333/eu-west-1'));
  });

  it('says how much could not be looked at, and then why', () => {
    const unread = [{ reason: 'it is late', checks: ['kms.missing'], places: ['here'], remedy: hint('raise it') }];
    const made = diagnosis([looked(fine(1))]);
    const told = lines({ ...made, summary: { ...made.summary, unread: 1, unreadTargets: 1 }, unread });
    assert.deepEqual(told.slice(-6), [
      '1 target: 1 ok; not looked at: 1 check and 1 target',
      '',
      'Not looked at:',
      '1. it is late',
      '   in here: kms.missing',
      '   try: raise it',
    ]);
  });

  it('says which fixes take others', () => {
    const report = diagnosis([looked([LOST])], { fixes: [fix('a', 1, 'a.b'), { ...fix('b', 2, 'c.d'), after: [1] }] });
    assert.equal(lines(report).at(-1), '   clears 2 findings once 1 is done: c.d');
    const often = diagnosis([looked([LOST])], { fixes: [{ ...fix('a', 26, 'a.b'), steps: 26 }] });
    assert.equal(lines(often).at(-1), '   clears 26 findings in 26 steps like this: a.b');
  });

  it('says once what ended all targets, and still what was found on the machine', () => {
    const error = { code: 'NoCredentials', message: 'no AWS credentials', advice: 'run aws configure' };
    const failed = (region: string, findings: readonly Finding[] = []) =>
      looked(findings, { region, status: 'failed', error });
    assert.deepEqual(lines(diagnosis([failed('us-east-1', fine(2, 'machine')), failed('eu-west-1')])), [
      'failed: no AWS credentials',
      '  try: run aws configure',
      '',
      'this machine: ok, 2 checks',
      '',
      '2 targets (2 failed): 2 ok',
    ]);
  });

  it('says once why a region is closed, though a check says so too', () => {
    const closed = fault({ check: 'region.disabled', verdict: 'unknown', summary: ERROR.message, advice: 'enable it' });
    assert.deepEqual(lines(diagnosis([looked([closed], { status: 'skipped', error: ERROR }), looked(fine(1))])), [
      '111122223333/us-east-1',
      '  skipped: region eu-west-2 is not enabled',
      '    try: enable it',
      '',
      '111122223333/us-east-1: ok, 1 check',
      '',
      '2 targets (1 skipped): 1 unknown, 1 ok',
    ]);
  });

  it('wraps a long problem, and says what was not finished', () => {
    const message = 'it took longer than 300 s, which is the most that one target may take';
    const error = { code: 'TimeLimit', message, advice: 'raise --timeout, or run it again: what is done stays done' };
    assert.deepEqual(lines(diagnosis([looked([], { status: 'failed', error })], { interrupted: true }), 50), [
      '111122223333/us-east-1',
      '  failed: it took longer than 300 s, which is the',
      '    most that one target may take',
      '    try: raise --timeout, or run it again: what is',
      '         done stays done',
      '',
      '1 target (1 failed): nothing was checked; interrupted, run it again to finish',
    ]);
  });

  it('does not break the command of a fix', () => {
    const advice = `session-manager setup --kms --encrypt-sessions --overwrite --regions us-east-1`;
    const checks = ['kms.disabled', 'kms.missing', 'kms.wrong-region'];
    assert.deepEqual(lines(diagnosis([], { fixes: [fix(advice, 3, ...checks)] }), 40).slice(-3), [
      `1. ${advice}`,
      '   clears 3 findings: kms.disabled,',
      '     kms.missing, kms.wrong-region',
    ]);
  });

  it('is coloured by the verdicts, and says the same without colours', () => {
    const coloured = diagnosisText(WHOLE, COLOURED, 80);
    assert.match(visible(coloured), /^<bold>111122223333\/us-east-1<\/>\n {2}<red>fail<\/> {5}instance/);
    assert.match(visible(coloured), /\n {2}<yellow>warn<\/> .*\n.*\n.*\n {2}<green>ok<\/>: 31 checks\n/);
    assert.match(visible(coloured), /<bold>this machine<\/>: <green>ok<\/>, 4 checks/);
    assert.match(
      visible(coloured),
      /\): <red>1 fail<\/>, <yellow>1 warn<\/>, <magenta>1 unknown<\/>, <cyan>1 info<\/>/,
    );
    // eslint-disable-next-line no-control-regex
    assert.equal(coloured.replaceAll(/\u001B\[\d+m/g, ''), lines(WHOLE).join('\n'));
  });
});
