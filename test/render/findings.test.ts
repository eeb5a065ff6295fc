import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import { piecesOfText } from '../../src/render/advice.ts';
import { adviceLines, findingLines, listed } from '../../src/render/findings.ts';
import { COLOURED, fault, fine, PLAIN, visible } from './reports.ts';

const lines = (findings: readonly Finding[], width = 80): readonly string[] => findingLines(findings, PLAIN, width);
const LONG = `aws s3api put-bucket-encryption --bucket logs --server-side-encryption-configuration '{"Rules": []}'`;
const FLEET = Array.from({ length: 2000 }, (_, index) =>
  fault({ subject: `i-${String(index).padStart(17, '0')}`, check: 'instance.not-managed', summary: 'not managed' }),
);

describe('findings as lines', () => {
  it('say the verdict, the check and the cause, then whom it concerns, what to do and where it is written', () => {
    assert.deepEqual(lines([fault({ subject: 'key/1234', ref: 'https://docs.aws.amazon.com/x.html' })]), [
      'fail     kms.disabled: sessions are encrypted with a key that is disabled',
      '         key/1234',
      '         try: aws kms enable-key --key-id 1234',
      '         see: https://docs.aws.amazon.com/x.html',
    ]);
  });

  it('are nothing where all is ok', () => {
    assert.deepEqual(lines(fine(3)), []);
  });

  it('hang below each other when they are long', () => {
    const finding = fault({ advice: 'see that the agent is installed, and that its role may register' });
    assert.deepEqual(lines([finding], 50), [
      'fail     kms.disabled: sessions are encrypted with',
      '         a key that is disabled',
      '         try: see that the agent is installed, and',
      '              that its role may register',
    ]);
  });

  it('leave a command whole, on a line of its own where it is long', () => {
    const indented = `              ${LONG}`;
    assert.deepEqual(lines([fault({ advice: LONG })]).slice(1), ['         try:', indented]);
    assert.deepEqual(lines([fault({ advice: LONG })], 120).slice(1), [`         try: ${LONG}`]);
    const statement = `add this to the key policy: {"Effect": "Allow", "Action": ["kms:Encrypt*", "kms:Decrypt*"]}`;
    assert.deepEqual(lines([fault({ advice: statement })]).slice(1), [
      '         try: add this to the key policy:',
      '              {"Effect": "Allow", "Action": ["kms:Encrypt*", "kms:Decrypt*"]}',
    ]);
  });

  it('name as many of a fleet as fit two lines', () => {
    assert.deepEqual(lines(FLEET), [
      'fail     instance.not-managed: not managed',
      '         i-00000000000000000, i-00000000000000001, i-00000000000000002,',
      '         i-00000000000000003, i-00000000000000004 and 1,995 more',
      '         try: aws kms enable-key --key-id 1234',
    ]);
    assert.deepEqual(lines(FLEET, 120).slice(1, 3), [
      '         i-00000000000000000, i-00000000000000001, i-00000000000000002, i-00000000000000003, i-00000000000000004,',
      '         i-00000000000000005, i-00000000000000006, i-00000000000000007, i-00000000000000008 and 1,991 more',
    ]);
    assert.equal(lines(FLEET.slice(0, 2))[1], '         i-00000000000000000, i-00000000000000001');
  });

  it('name one subject at least, however narrow it is', () => {
    const named = ['         i-00000000000000000', '         and 1,999', '         more'];
    assert.deepEqual(lines(FLEET, 20).slice(3, 6), named);
  });

  it('say one of several advices, and that the others are alike', () => {
    const advices = ['role/a', 'role/b', 'role/a'].map((subject) =>
      fault({ subject, advice: `allow it to ${subject}` }),
    );
    assert.deepEqual(lines(advices).slice(1), [
      '         role/a, role/b',
      '         try: allow it to role/a',
      '         (and likewise for 1 more)',
    ]);
  });

  it('do not repeat an advice for the same subject', () => {
    const subject = 'key/1234';
    const second = { check: 'kms.rotation', verdict: 'info', summary: 'it does not rotate' } as const;
    assert.deepEqual(lines([fault({ subject }), fault({ subject, ...second })]).slice(3), [
      'info     kms.rotation: it does not rotate',
      '         key/1234',
      '         try: as above',
    ]);
    const [, , , , , repeated] = lines([fault({ subject }), fault({ ...second, subject: 'key/5678' })]);
    assert.equal(repeated, '         try: aws kms enable-key --key-id 1234');
  });

  it('list the checks that are unknown for one reason', () => {
    const reason = { verdict: 'unknown', summary: 'kms:DescribeKey is denied to these credentials' } as const;
    const checks = ['kms.missing', 'kms.disabled', 'kms.rotation', 'log-group.key-mismatch'];
    assert.deepEqual(lines(checks.map((check) => fault({ ...reason, check, advice: 'allow kms:DescribeKey' }))), [
      'unknown  kms.missing, kms.disabled, kms.rotation, log-group.key-mismatch:',
      '         kms:DescribeKey is denied to these credentials',
      '         try: allow kms:DescribeKey',
    ]);
  });

  it('are coloured by their verdicts, and say the same without colours', () => {
    const findings = (['fail', 'warn', 'unknown', 'info'] as const).map((verdict) =>
      fault({ verdict, summary: verdict, subject: verdict, ref: 'https://a' }),
    );
    const coloured = findingLines(findings, COLOURED, 80).join('\n');
    assert.match(
      visible(coloured),
      /^<red>fail<\/> {5}kms.*\n.*\n.*\n<dim> +see: https:\/\/a<\/>\n<yellow>warn<\/> {5}/,
    );
    assert.match(visible(coloured), /\n<magenta>unknown<\/> {2}kms[^<]*<dim>[^<]*<\/>\n<cyan>info<\/> {5}kms/);
    // eslint-disable-next-line no-control-regex
    assert.equal(coloured.replaceAll(/\u001B\[\d+m/g, ''), lines(findings).join('\n'));
  });
});

describe('a list', () => {
  it('counts what it does not name', () => {
    assert.equal(listed(['a', 'b'], 2), 'a, b');
    assert.equal(listed(['a', 'b', 'c'], 1), 'a and 2 more');
  });
});

describe('an advice', () => {
  it('is on one line where there is no end to it', () => {
    assert.deepEqual(adviceLines(piecesOfText(LONG), Infinity, '  '), [`  try: ${LONG}`]);
  });
});
