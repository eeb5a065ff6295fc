import assert from 'node:assert/strict';
import { assess } from '../../src/compliance/assess.ts';
import { createDiagnosis, type Report } from '../../src/engine/report.ts';
import { hint } from '../../src/checks/remedy.ts';
import { complianceMarkdown, complianceText } from '../../src/render/compliance.ts';
import { PLAIN, target } from './reports.ts';

const assessed = (...findings: Parameters<typeof target>[0][]): Report => {
  const report = createDiagnosis(findings.map((extra) => target({ changes: [], status: 'unchanged', ...extra })));
  return { ...report, compliance: assess(report, 'cis-aws') };
};

const REPORT = assessed(
  {
    findings: [
      {
        check: 'instance.no-profile',
        scope: 'region',
        verdict: 'fail',
        subject: 'i-0123456789abcdef0',
        summary: 'no profile',
        remedy: hint('give it one'),
      },
      { check: 'kms.rotation', scope: 'region', verdict: 'ok', summary: 'nothing found' },
    ],
  },
  { region: 'eu-west-1', findings: [] },
);

describe('a diagnosis by controls, as text', () => {
  it('says what is not satisfied first, by which checks, and how to go on', () => {
    assert.equal(
      complianceText(REPORT, PLAIN, 80),
      `CIS AWS Foundations Benchmark v5.0.0
For sessions only, and as far as these checks see: controls to which no check
answers are not listed, and nobody is certified by this.
see: https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html

not satisfied
  1.17   Instance roles are used for access to AWS from instances
         software on instances gets at AWS by the role of the instance
         fail  instance.no-profile  1 in 111122223333/us-east-1

satisfied
  3.6    Rotation is on for symmetric customer managed keys
         symmetric keys that customers made, here those of sessions and their
         logs, are rotated every year

not assessed
  2.1.4  S3 Block Public Access is on
         buckets, here that of session logs, block public access
         there was nothing for its checks to look at

3 controls: 1 not satisfied, 1 satisfied, 1 not assessed
2 targets: 1 fail, 1 ok

What is wrong, and what clears it: the same command with --only
  instance.no-profile instead of --compliance`,
    );
  });

  it('tells once what was found against several controls', () => {
    const report = createDiagnosis([
      target({
        changes: [],
        findings: [{ check: 'prefs.unlogged', scope: 'region', verdict: 'warn', summary: 'x', remedy: hint('y') }],
      }),
    ]);
    const text = complianceText({ ...report, compliance: assess(report, 'nist-800-53') }, PLAIN, 80);
    assert.equal(text.split('warn  prefs.unlogged').length, 2);
    assert.match(text, /^ {2}AU-12 .*\n.*\n {12}as for AC-6\(9\)$/m);
  });

  it('has no line that is too long for the terminal, but those that are to be copied', () => {
    for (const width of [60, 80, 120]) {
      const lines = complianceText(REPORT, PLAIN, width).split('\n');
      const long = lines.filter((line) => line.length > width && !/^(?:see: | {2}session-manager )/.test(line));
      assert.deepEqual(long, []);
    }
  });

  it('makes what AWS does not vouch for visible', () => {
    const hostile = assessed({
      profile: 'a\u001B[31mb',
      account: null,
      findings: [{ check: 'instance.no-profile', scope: 'region', verdict: 'fail', summary: 'x', remedy: hint('y') }],
    });
    assert.ok(!complianceText(hostile, PLAIN, 80).includes('\u001B'));
    assert.ok(!complianceMarkdown(hostile).includes('\u001B'));
  });
});

describe('a diagnosis by controls, as markdown', () => {
  it('is a table with a row for each control', () => {
    const text = complianceMarkdown(REPORT);
    assert.match(text, /^## session-manager doctor: CIS AWS Foundations Benchmark v5\.0\.0$/m);
    assert.match(
      text,
      /^\| 1\.17 \| not satisfied \| .* \| fail instance.no-profile: 1 in 111122223333\/us-east-1 \|$/m,
    );
    assert.match(text, /^\| 3\.6 \| satisfied \|/m);
    assert.match(text, /^3 controls: 1 not satisfied, 1 satisfied, 1 not assessed$/m);
  });
});
