import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TargetReport } from '../../src/engine/report.ts';
import { accepting } from '../../src/reports/accept.ts';
import { parseBaseline } from '../../src/reports/baseline.ts';
import { baselineFor, draftAt, saveBaseline } from '../../src/reports/write-baseline.ts';
import { diagnosis, fault, target } from './reports.ts';

const TODAY = '2026-11-26';
const ONE = '111111111111';
const REASON = 'accepted by --write-baseline on 2026-11-26: say why';
const FOUND = diagnosis(
  target(ONE, {
    findings: [
      fault(),
      fault({ verdict: 'warn', subject: 'role/*', check: 'instance.role-trust', scope: 'account' }),
      fault({ verdict: 'info', subject: 'key/9' }),
      fault({ verdict: 'unknown', subject: 'key/8' }),
      fault({ check: 'client.plugin', scope: 'machine', subject: 'yes: #\u001B[31m' }),
      fault({ subject: 'key/7', accepted: { reason: 'elsewhere' } }),
    ],
  }),
);
const existing = (text: string, form: 'yaml' | 'json' = 'yaml') => ({
  path: `b.${form}`,
  existing: parseBaseline({ file: `b.${form}`, form, text }),
});

describe('a baseline that is written', () => {
  it('accepts what fails and warns, each by what makes it that one, for ninety days, and asks for the reason', () => {
    const { baseline, added } = baselineFor({ path: 'b.yaml' }, FOUND, TODAY);
    const more = { reason: REASON, expires: '2027-02-24' };
    assert.deepEqual(baseline.entries, [
      { check: 'instance.role-trust', subject: 'role/*', account: ONE, ...more },
      { check: 'kms.disabled', subject: 'key/1', account: ONE, region: 'us-east-1', ...more },
      { check: 'client.plugin', subject: 'yes: #\u001B[31m', ...more },
    ]);
    assert.equal(added, 3);
    assert.match(baseline.text, /^# Findings that somebody has accepted/);
    const { summary } = accepting(FOUND, baseline, TODAY);
    assert.deepEqual([summary.fail, summary.warn, summary.accepted], [0, 0, 4]);
  });

  it('is never too large to be read again', () => {
    const found = diagnosis(target(ONE, { findings: [fault()] }));
    const { baseline } = baselineFor({ path: 'b.yaml' }, found, TODAY);
    const size = Buffer.byteLength(baseline.text);
    assert.doesNotThrow(() => baselineFor({ path: 'b.yaml' }, found, TODAY, size));
    assert.throws(
      () => baselineFor({ path: 'b.yaml' }, found, TODAY, size - 1),
      /^UserError: --write-baseline b\.yaml: what accepts 1 finding is larger than the \S+ MiB that a baseline may have: accept less/,
    );
    assert.throws(() => saveBaseline({ path: 'b.yaml' }, found, TODAY, 1), /is larger than/);
  });

  it('is the same for every order of targets, and JSON where its name says so', () => {
    const [a, b] = [target(ONE, { findings: [fault()] }), target('222222222222', { findings: [fault()] })];
    const text = (...targets: readonly TargetReport[]) =>
      baselineFor({ path: 'b.json' }, diagnosis(...targets), TODAY).baseline.text;
    assert.equal(text(a, b), text(b, a));
    assert.equal((JSON.parse(text(a, b)) as { accepted: unknown[] }).accepted.length, 2);
  });

  it('names what newer versions know as far as this one can: a region as a pattern, a check not at all', () => {
    const newer = diagnosis(
      target(ONE, {
        region: 'eu-north-9',
        findings: [fault(), fault({ check: 'kms.newer' }), fault({ check: 's3.missing', subject: '' })],
      }),
    );
    const { baseline, unknown } = baselineFor({ path: 'b.yaml' }, newer, TODAY);
    assert.deepEqual(
      baseline.entries.map(({ check, region, subject }) => [check, region, subject]),
      [
        ['kms.disabled', 'eu-north-9*', 'key/1'],
        ['s3.missing', 'eu-north-9*', undefined],
      ],
    );
    assert.equal(unknown, 1);
    assert.deepEqual(accepting(newer, baseline, TODAY).summary.fail, 1);
  });

  const KEPT = `# ours
accepted:
  # the key of the archive
  - { check: kms.disabled, subject: "key/1", reason: 'it is old', owner: ann } # ann knows
  # nothing is this any more
  - check: log-group.missing
    account: "111111111111"
    reason: was a try
  - check: kms.disabled
    account: "999999999999"
    reason: not looked at
`;

  it('keeps what still matches, word for word, and what was not looked at, and takes out the rest', () => {
    const { baseline, added, dropped } = baselineFor(existing(KEPT), FOUND, TODAY);
    assert.deepEqual([added, dropped], [2, 1]);
    assert.match(baseline.text, /^# ours\naccepted:\n {2}# the key of the archive\n/);
    assert.match(baseline.text, /reason: 'it is old', owner: ann \} # ann knows\n/);
    assert.doesNotMatch(baseline.text, /nothing is this any more|log-group/);
    assert.deepEqual(
      baseline.entries.map(({ reason }) => reason),
      ['it is old', 'not looked at', REASON, REASON],
    );
  });

  for (const [kind, text] of [
    ['lists that are not indented', 'accepted:\n# why\n\n- check: kms.disabled\n  reason: x\n'],
    ['maps in one line', 'accepted:\n  - {check: kms.disabled, reason: x}\n'],
    ['lines that end as on Windows', 'accepted:\r\n  # why\r\n  - check: kms.disabled # so\r\n    reason: x\r\n'],
  ] as const) {
    it(`keeps ${kind}`, () => {
      const { baseline, added } = baselineFor(existing(text), FOUND, TODAY);
      assert.equal(added, 2);
      assert.ok(baseline.text.startsWith(text), baseline.text);
      assert.equal(/\r\n/.test(baseline.text), text.includes('\r'));
      assert.doesNotMatch(baseline.text.replaceAll('\r\n', ''), /\r/);
    });
  }

  it('is not touched where nothing changes', () => {
    const text = 'accepted: [{check: "*", reason: all}]   # so\n';
    assert.equal(baselineFor(existing(text), FOUND, TODAY).baseline.text, text);
  });

  it('does not renew what has expired', () => {
    const text = 'accepted:\n  - check: "*"\n    reason: for a while\n    expires: 2026-11-25\n';
    const { baseline, added, expired } = baselineFor(existing(text), FOUND, TODAY);
    assert.deepEqual([baseline.text, added, expired], [text, 0, 1]);
  });

  it('keeps entries that others repeat', () => {
    const text = 'accepted:\n  - &a { check: log-group.missing, reason: x }\n  - *a\n';
    const { baseline, dropped } = baselineFor(existing(text), FOUND, TODAY);
    assert.deepEqual([dropped, baseline.entries.length], [0, 5]);
  });

  it('keeps a file of JSON one', () => {
    const text = JSON.stringify({
      $schema: 'x',
      accepted: [
        { check: 'kms', reason: 'y' },
        { check: 's3', reason: 'z' },
      ],
    });
    const { baseline } = baselineFor(existing(text, 'json'), FOUND, TODAY);
    const { $schema, accepted } = JSON.parse(baseline.text) as { $schema: string; accepted: { check: string }[] };
    assert.deepEqual(
      [$schema, accepted.map(({ check }) => check)],
      ['x', ['kms', 'instance.role-trust', 'client.plugin']],
    );
  });

  describe('in a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'baseline-'));
    const path = join(folder, 'b.yaml');
    after(() => rmSync(folder, { recursive: true }));

    it('says what changed, and keeps who may read it', () => {
      writeFileSync(path, '', { mode: 0o640 });
      const { said } = saveBaseline(draftAt(path), FOUND, TODAY);
      assert.equal(said, `${path} accepts 3: 3 added; now say in each reason why`);
      assert.equal(statSync(path).mode & 0o777, 0o640);
      const before = readFileSync(path, 'utf8');
      assert.equal(saveBaseline(draftAt(path), FOUND, TODAY).said, `${path} accepts 3: 0 added`);
      assert.equal(readFileSync(path, 'utf8'), before);
    });

    it('is not written over something else', () => {
      writeFileSync(path, '# Readme\n\nSome: words\n');
      assert.throws(() => draftAt(path), /b\.yaml:3:1: unknown key "Some"; there is accepted/);
      assert.throws(() => draftAt(folder), /--write-baseline .*: cannot be written: it is a folder/);
      assert.throws(() => draftAt(join(folder, 'none', 'b.yaml')), /there is no folder/);
    });
  });
});
