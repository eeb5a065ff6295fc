import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import { differenceText, reportText } from '../../src/render/text.ts';
import { change, COLOURED, fault, fine, PLAIN, report, target, visible } from './reports.ts';

const lines = (...args: Parameters<typeof report>): readonly string[] => reportText(report(...args), PLAIN).split('\n');
const UNCHANGED = change({
  action: 'none',
  status: 'unchanged',
  summary: 'CloudWatch log group sessions already exists',
});
const WARNED = change({
  resource: 'preferences',
  action: 'keep',
  status: 'kept',
  summary: 'WARN: SSM Document SSM-SessionManagerRunShell already exists',
  reason: 'it differs and is left as it is; --overwrite changes it',
  differences: [{ field: 'idleSessionTimeout', have: '20', want: '5' }],
});

describe('report as text', () => {
  it('of one target has its sentences without a heading, the table and a sum', () => {
    assert.deepEqual(lines([target()]), [
      'Creating CloudWatch log group: sessions',
      '',
      'account       region     status   log-group',
      '111122223333  us-east-1  changed  created',
      '',
      '1 target: 1 changed',
    ]);
  });

  it('of several targets has a heading and an indented block each', () => {
    const text = lines([
      target(),
      target({ region: 'eu-west-1', status: 'unchanged', changes: [UNCHANGED] }),
      target({ account: null, profile: 'dev', region: 'eu-west-2' }),
      target({ account: null, region: 'eu-west-3' }),
    ]);
    assert.deepEqual(text.slice(0, 12), [
      '111122223333/us-east-1',
      '  Creating CloudWatch log group: sessions',
      '',
      '111122223333/eu-west-1',
      '  CloudWatch log group sessions already exists',
      '',
      'dev/eu-west-2',
      '  Creating CloudWatch log group: sessions',
      '',
      'default/eu-west-3',
      '  Creating CloudWatch log group: sessions',
      '',
    ]);
    assert.equal(text.at(-1), '4 targets: 3 changed, 1 unchanged');
  });

  it('under --noop has the sentences of the original tool and nothing else', () => {
    const planned = change({ status: 'planned' });
    assert.deepEqual(lines([target({ status: 'planned', changes: [planned] })], { noop: true }), [
      'NOOP: Creating CloudWatch log group: sessions',
    ]);
    assert.deepEqual(
      lines([target({ changes: [planned] }), target({ region: 'eu-west-1', changes: [planned] })], { noop: true }),
      [
        '111122223333/us-east-1',
        '  NOOP: Creating CloudWatch log group: sessions',
        '',
        '111122223333/eu-west-1',
        '  NOOP: Creating CloudWatch log group: sessions',
      ],
    );
  });

  it('shows why a document that differs is left, and the differences', () => {
    assert.deepEqual(lines([target({ status: 'unchanged', changes: [WARNED] })]).slice(0, 3), [
      'WARN: SSM Document SSM-SessionManagerRunShell already exists',
      '  it differs and is left as it is; --overwrite changes it',
      '  idleSessionTimeout: 20 -> 5',
    ]);
  });

  it('sums up findings, warnings and what is kept, also where nothing failed', () => {
    const sum = (...args: Parameters<typeof report>): string | undefined => lines(...args).at(-1);
    const findings = [fault(), fault(), fault({ verdict: 'warn' }), fault({ verdict: 'unknown' }), ...fine(2)];
    assert.equal(sum([target({ findings })]), '1 target: 1 changed; 2 fail, 1 warn, 1 unknown');
    const held = target({ status: 'unchanged', changes: [WARNED] });
    assert.equal(sum([held]), '1 target: 1 unchanged; 1 warn; 1 kept');
    const kept = change({
      action: 'keep',
      status: 'kept',
      summary: 'CloudWatch log group sessions',
      reason: '--keep-logs',
    });
    const removed = [target({ changes: [change({ action: 'delete' }), kept] })];
    assert.equal(sum(removed, { command: 'delete' }), '1 target: 1 changed; 1 kept');
  });

  it('says what could not be looked at, above the sum, which says how much', () => {
    const unread = [{ reason: 'it is late', checks: ['kms.missing'], places: ['here'], remedy: hint('raise it') }];
    const made = report([target()]);
    const told = reportText({ ...made, summary: { ...made.summary, unread: 1 }, unread }, PLAIN).split('\n');
    assert.deepEqual(told.slice(-6), [
      'Not looked at:',
      '1. it is late',
      '   in here: kms.missing',
      '   try: raise it',
      '',
      '1 target: 1 changed; not looked at: 1 check',
    ]);
  });

  it('shows differences of an update, and those of a creation only in a plan', () => {
    const differences = [{ field: 'retentionInDays', have: null, want: 30 }];
    const update = change({ action: 'update', summary: 'Updating', differences });
    const create = change({ differences });
    assert.ok(lines([target({ changes: [update] })]).includes('  retentionInDays: none -> 30'));
    assert.ok(!lines([target({ changes: [create] })]).includes('  retentionInDays: none -> 30'));
    assert.ok(lines([target({ changes: [create] })], { command: 'plan' }).includes('  retentionInDays: none -> 30'));
  });

  it('shows what the defaults of parameters make of a text, and what stays as it is written', () => {
    const differences = [
      { field: 's3EncryptionEnabled', have: '{{ enc }}', default: true, want: false },
      { field: 'kmsKeyId', have: '{{ key }}', default: null, want: 'alias/session' },
    ];
    const untouched = [
      { field: 'runAsDefaultUser', have: '{{ user }}', default: '' },
      { field: 'cloudWatchLogGroupName', have: '{{ group }}', default: null },
      { field: 'idleSessionTimeout', have: '"90"', must: '1 to 60 minutes' },
      { field: 'inputs.later', have: '1' },
      { field: 'properties', have: 'x'.repeat(100) },
    ];
    const update = change({ action: 'update', summary: 'Updating', differences, untouched });
    assert.deepEqual(lines([target({ changes: [update] })]).slice(1, 8), [
      '  s3EncryptionEnabled: {{ enc }} (default true) -> false',
      '  kmsKeyId: {{ key }} (unknown before a session) -> alias/session',
      '  runAsDefaultUser stays {{ user }} (default none)',
      '  cloudWatchLogGroupName stays {{ group }} (unknown before a session)',
      '  idleSessionTimeout stays "90", but must be 1 to 60 minutes',
      '  inputs.later is not known to session-manager, and stays 1',
      `  properties is not known to session-manager, and stays ${'x'.repeat(79)}…`,
    ]);
    const none = change({ action: 'none', summary: 'there', untouched });
    assert.ok(!lines([target({ changes: [none] })]).some((line) => line.includes('stays')));
    assert.ok(lines([target({ changes: [none] })], { command: 'plan' }).some((line) => line.includes('stays')));
  });

  it('names values that are not set', () => {
    const text = (have: string | number | boolean | null, want: string | number | boolean | null) =>
      differenceText({ field: 'f', have, want });
    assert.equal(text(null, ''), 'f: none -> none');
    assert.equal(text(false, true), 'f: false -> true');
    assert.equal(text(0, 30), 'f: 0 -> 30');
  });

  it('tells what failed, what was not run, and what to try', () => {
    const text = lines([
      target({
        status: 'failed',
        error: { code: 'AccessDeniedException', message: 'not allowed', advice: 'allow kms:CreateKey' },
        changes: [
          change({ resource: 'kms-key', summary: 'Creating KMS key: alias/session', status: 'failed' }),
          change({ status: 'not-run' }),
        ],
      }),
    ]);
    assert.deepEqual(text, [
      'Creating KMS key: alias/session (failed)',
      'Creating CloudWatch log group: sessions (not run)',
      'failed: not allowed',
      '  try: allow kms:CreateKey',
      '',
      'account       region     status  kms-key  log-group',
      '111122223333  us-east-1  failed  failed   not run',
      '',
      '1 target: 1 failed',
    ]);
  });

  it('wraps what failed, and why, on a terminal, and not where somebody may search for it', () => {
    const message = `${'word '.repeat(30)}end`;
    const kept = change({ action: 'keep', status: 'kept', reason: message });
    const failed = report([
      target({ status: 'failed', error: { code: 'X', message, advice: message }, changes: [kept] }),
    ]);
    const bare = target({ status: 'failed', error: { code: 'X', message }, changes: [] });
    for (const one of [failed, report([bare, bare]), report([bare, target()])]) {
      const onTerminal = reportText(one, PLAIN, 60, { isTerminal: true }).split('\n');
      assert.ok(onTerminal.every((line) => line.length <= 60));
      assert.ok(reportText(one, PLAIN, 60).includes(`failed: ${message}\n`));
    }
  });

  it('tells on delete what is lost, and what is kept and why', () => {
    const text = lines(
      [
        target({
          changes: [
            change({ action: 'delete', summary: 'Deleting x', loss: '12 bytes of session logs' }),
            change({ resource: 'kms-key', action: 'keep', status: 'kept', summary: 'KMS key', reason: '--keep-key' }),
          ],
        }),
      ],
      { command: 'delete' },
    );
    assert.deepEqual(text.slice(0, 4), [
      'Deleting x',
      '  lost: 12 bytes of session logs',
      'KMS key (kept)',
      '  --keep-key',
    ]);
  });

  describe('of a failure that all targets share', () => {
    const error = { code: 'NoCredentials', message: 'no AWS credentials', advice: 'run aws configure' };
    const failed = (region: string) => target({ region, status: 'failed', error, changes: [] });

    it('says it once', () => {
      assert.deepEqual(lines([failed('us-east-1'), failed('eu-west-1')]), [
        'failed: no AWS credentials',
        '  try: run aws configure',
        '',
        '2 targets: 2 failed',
      ]);
    });

    it('says it target by target where one of them is different', () => {
      const text = lines([failed('us-east-1'), target({ region: 'eu-west-1' })]);
      assert.deepEqual(text.slice(0, 3), [
        '111122223333/us-east-1',
        '  failed: no AWS credentials',
        '    try: run aws configure',
      ]);
    });

    it('calls it by what became of the targets', () => {
      const interrupted = { code: 'Interrupted', message: 'interrupted before it was finished' };
      const skipped = (region: string) => target({ region, status: 'skipped', error: interrupted, changes: [] });
      assert.equal(lines([skipped('a'), skipped('b')])[0], 'skipped: interrupted before it was finished');
    });
  });

  describe('with findings', () => {
    const lacking = fault({
      check: 'instance.kms-decrypt',
      scope: 'account',
      subject: 'role/web',
      summary: 'its nodes cannot use the session key: sessions end at once',
      advice: 'session-manager setup --grant',
    });

    it('shows those that are not ok below the changes of their target, the worst first', () => {
      const info = fault({ verdict: 'info', summary: 'worth knowing' });
      assert.deepEqual(lines([target({ findings: [info, lacking, ...fine(3)] })]).slice(0, 8), [
        'Creating CloudWatch log group: sessions',
        'fail     instance.kms-decrypt: its nodes cannot use the session key: sessions',
        '         end at once',
        '         role/web',
        '         try: session-manager setup --grant',
        'info     kms.disabled: worth knowing',
        '         try: aws kms enable-key --key-id 1234',
        '',
      ]);
    });

    it('uses the columns that there are, less the indent of several targets', () => {
      const both = report([target({ findings: [lacking] }), target({ region: 'eu-west-1' })]);
      const text = (width: number): readonly string[] => reportText(both, PLAIN, width).split('\n');
      const line = '  fail     instance.kms-decrypt: its nodes cannot use the session key: sessions end at once';
      assert.equal(text(line.length)[2], line);
      assert.deepEqual(text(line.length - 1).slice(2, 4), [line.replace(' once', ''), '           once']);
    });

    it('says nothing of what is ok', () => {
      assert.deepEqual(lines([target({ findings: fine(3) })]), lines([target()]));
    });

    it('keeps them where all targets failed alike', () => {
      const failed = target({ status: 'failed', error: { code: 'X', message: 'x' }, changes: [], findings: [lacking] });
      assert.ok(lines([failed, failed]).includes('           role/web'));
    });
  });

  it('sums up by status, and says what the user must know', () => {
    const last = (...args: Parameters<typeof report>): string | undefined => lines(...args).at(-1);
    assert.equal(last([]), '0 targets: nothing is left to work on');
    assert.equal(last([target({ status: 'unchanged' })]), '1 target: 1 unchanged; nothing to do');
    assert.equal(
      last([target({ status: 'planned' })], { command: 'plan' }),
      '1 target: 1 planned; nothing was changed',
    );
    assert.equal(last([target()], { interrupted: true }), '1 target: 1 changed; interrupted, run it again to finish');
    const all = (['skipped', 'failed', 'unchanged', 'planned', 'changed'] as const).map((status) => target({ status }));
    assert.equal(last(all), '5 targets: 1 changed, 1 planned, 1 unchanged, 1 failed, 1 skipped');
  });

  it('is coloured by what became of each thing, and says the same without colours', () => {
    const targets = [target({ changes: [change(), UNCHANGED, WARNED, change({ status: 'failed' })] })];
    const coloured = reportText(report(targets), COLOURED);
    assert.match(visible(coloured), /^<green>Creating.*<\/>\n<dim>CloudWatch.*<\/>\n<yellow>WARN/);
    assert.match(visible(coloured), /<red>Creating .*\(failed\)<\/>/);
    // eslint-disable-next-line no-control-regex
    assert.equal(coloured.replaceAll(/\u001B\[\d+m/g, ''), reportText(report(targets), PLAIN));
  });
});
