import assert from 'node:assert/strict';
import { diagnosisJunit } from '../../src/render/junit.ts';
import { REPORT as JUDGED } from './judged.ts';
import { strangeIn } from './junit-schema.ts';
import { diagnosis, fault, fine, looked } from './reports.ts';

const lines = (targets: Parameters<typeof diagnosis>[0], options = {}): readonly string[] =>
  diagnosisJunit(diagnosis(targets), options).split('\n');
const VERDICTS = looked([
  fault({ subject: 'key/1234', ref: 'https://docs.aws.amazon.com/x.html' }),
  fault({ check: 'log-group.retention', verdict: 'warn', summary: 'kept for ever', advice: 'limit it' }),
  fault({ check: 'kms.rotation', verdict: 'info', summary: 'it does not rotate', advice: 'turn it on' }),
  fault({ check: 'user.start-session', verdict: 'unknown', summary: 'denied', advice: 'allow it' }),
  ...fine(1),
  ...fine(1, 'machine'),
]);

describe('diagnosis as JUnit', () => {
  it('has a suite a place and a case a finding', () => {
    assert.deepEqual(lines([VERDICTS]), [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="session-manager doctor" tests="6" failures="1" errors="0">',
      '  <testsuite name="111122223333/us-east-1" tests="5" failures="1" errors="0" skipped="1">',
      '    <testcase classname="kms" name="kms.disabled: a key that sessions or the log group use is disabled [key/1234]">',
      '      <failure message="sessions are encrypted with a key that is disabled" type="fail">fail: sessions are encrypted with a key that is disabled',
      'try: aws kms enable-key --key-id 1234',
      'see: https://docs.aws.amazon.com/x.html</failure>',
      '    </testcase>',
      '    <testcase classname="log-group" name="log-group.retention: the log group keeps its events for another time than asked for, or for ever">',
      '      <system-out>warn: kept for ever',
      'try: limit it</system-out>',
      '    </testcase>',
      '    <testcase classname="kms" name="kms.rotation: the automatic rotation of the key is off">',
      '      <system-out>info: it does not rotate',
      'try: turn it on</system-out>',
      '    </testcase>',
      '    <testcase classname="user" name="user.start-session: the caller may not start sessions on any node that was tried">',
      '      <skipped message="denied">unknown: denied',
      'try: allow it</skipped>',
      '    </testcase>',
      '    <testcase classname="fine" name="fine.number-0"/>',
      '  </testsuite>',
      '  <testsuite name="this machine" tests="1" failures="0" errors="0" skipped="0">',
      '    <testcase classname="fine" name="fine.number-0"/>',
      '  </testsuite>',
      '</testsuites>',
    ]);
  });

  it('names a test by its check and what it is about, whatever is found', () => {
    const names = (verdict: 'fail' | 'unknown', summary: string): readonly string[] =>
      lines([looked([fault({ check: 'kms.rotation', subject: 'key/1', verdict, summary })])]).flatMap(
        (line) => /<testcase .*? name="(.*?)"/.exec(line)?.[1] ?? [],
      );
    assert.deepEqual(names('fail', 'one'), ['kms.rotation: the automatic rotation of the key is off [key/1]']);
    assert.deepEqual(names('unknown', 'other'), names('fail', 'one'));
  });

  it('says because of what', () => {
    const causedBy = [{ check: 'vpc.endpoint-ssm', subject: 'vpc-1' }];
    assert.ok(lines([looked([fault({ causedBy })])]).includes('because of: vpc.endpoint-ssm of vpc-1'));
  });

  it('fails what is doubtful when it is strict', () => {
    const text = lines([VERDICTS], { strict: true });
    assert.match(text[1] ?? '', /failures="2"/);
    assert.ok(text.includes('      <failure message="kept for ever" type="warn">warn: kept for ever'));
  });

  it('has an error for what could not be looked at, when it is strict', () => {
    const targets = [looked([fault({ verdict: 'unknown', unread: [] }), fault({ verdict: 'unknown' })])];
    assert.match(lines(targets)[2] ?? '', /errors="0" skipped="2"/);
    assert.match(lines(targets, { strict: true })[2] ?? '', /failures="0" errors="1" skipped="1"/);
  });

  it('has an error for a target that failed, and a skipped case for one that was skipped', () => {
    const error = { code: 'TimeLimit', message: 'it took too long', advice: 'raise --timeout' };
    const text = lines([looked([], { status: 'failed', error }), looked([], { status: 'skipped', error })]);
    assert.deepEqual(text.slice(1, 10), [
      '<testsuites name="session-manager doctor" tests="2" failures="0" errors="1">',
      '  <testsuite name="111122223333/us-east-1" tests="1" failures="0" errors="1" skipped="0">',
      '    <testcase classname="target" name="target">',
      '      <error message="it took too long" type="TimeLimit">try: raise --timeout</error>',
      '    </testcase>',
      '  </testsuite>',
      '  <testsuite name="111122223333/us-east-1" tests="1" failures="0" errors="0" skipped="1">',
      '    <testcase classname="target" name="target">',
      '      <skipped message="it took too long">try: raise --timeout</skipped>',
    ]);
  });

  it('keeps the schema of the plugin for Jenkins, also where it was judged', () => {
    const error = { code: 'TimeLimit', message: 'it took too long' };
    for (const report of [JUDGED, diagnosis([VERDICTS, looked([], { status: 'failed', error })])]) {
      const text = diagnosisJunit(report, { strict: true });
      assert.deepEqual(strangeIn(text), []);
      assert.ok(text.includes('<testcase '));
    }
    assert.notDeepEqual(strangeIn('<testsuites skipped="1"><testcase><properties/></testcase></testsuites>'), []);
  });

  it('escapes what XML gives a meaning, and shows what it cannot hold', () => {
    const summary = `<a> & "b" 'c' \u0000\u001B[31m\uFFFF\uD800 \u{1F511}é`;
    const [failure] = lines([looked([fault({ summary, subject: '<i>', advice: ']]>' })])]).slice(4);
    const escaped = '&lt;a&gt; &amp; &quot;b&quot; &apos;c&apos; \\x00\\x1b[31m\\uffff\\ud800 \u{1F511}é';
    assert.equal(failure, `      <failure message="${escaped}" type="fail">fail: ${escaped}`);
    assert.match(lines([looked([fault({ advice: ']]>' })])]).join('\n'), /try: \]\]&gt;<\/failure>/);
  });

  it('is a document, too, where nothing was checked', () => {
    assert.deepEqual(lines([looked([])]).slice(1), [
      '<testsuites name="session-manager doctor" tests="0" failures="0" errors="0">',
      '</testsuites>',
    ]);
  });
});
