import assert from 'node:assert/strict';
import { acceptedWords, asideNote, asidesOf, newMark, withoutAccepted } from '../../src/render/aside.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { diagnosisJunit } from '../../src/render/junit.ts';
import { diagnosisSarif } from '../../src/render/sarif.ts';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { reportText } from '../../src/render/text.ts';
import { createDiagnosis } from '../../src/engine/report.ts';
import { comparedWith } from '../../src/reports/compare.ts';
import { ACCEPTED, REPORT } from './judged.ts';
import { fault, fine, looked, PLAIN, report as reportOf, target } from './reports.ts';

describe('what is told apart from what was found', () => {
  it('is nothing where nothing was compared', () => {
    assert.deepEqual(asidesOf(createDiagnosis([looked([fault()])])), []);
    assert.equal(asideNote(createDiagnosis([looked([fault()])])), '');
  });

  it('is counted in the last line', () =>
    assert.equal(asideNote(REPORT), '; 2 accepted; since 2026-11-25 10:00 UTC: 2 new, 1 gone, 1 unchanged'));

  it('has words for who accepts it and until when', () => {
    assert.equal(acceptedWords({ reason: 'x' }), 'x');
    assert.equal(acceptedWords({ reason: 'x', expires: '2027-01-31' }), 'x (until 2027-01-31)');
  });

  it('has a mark for what is new, and how it was', () => {
    assert.deepEqual(
      [
        newMark({}),
        newMark({ since: 'unchanged', was: 'fail' }),
        newMark({ since: 'new' }),
        newMark({ since: 'new', was: 'warn' }),
      ],
      ['', '', 'NEW', 'NEW (was warn)'],
    );
  });
});

describe('every form of a report', () => {
  const text = diagnosisText(REPORT, PLAIN, 80);
  const markdown = diagnosisMarkdown(REPORT);

  it('has what is accepted among what is told apart only', () => {
    assert.equal(withoutAccepted(REPORT).targets[0]?.findings.length, 6);
    assert.equal(text.match(/key\/1/g)?.length, 1);
    assert.equal(markdown.match(/key\/1/g)?.length, 1);
    const setup = reportText(
      reportOf([target({ findings: [fault({ subject: 'key/1', accepted: ACCEPTED })] })]),
      PLAIN,
    );
    assert.match(setup, /Accepted:\n {2}fail {5}kms\.disabled: it is old \(ann, until 2027-01-31\)\n/);
    assert.match(setup, /; 1 accepted$/);
  });

  it('marks what is new: all of a block, or by its subject', () => {
    assert.match(text, /^ {2}fail {5}NEW \(was warn\) kms\.disabled: /m);
    assert.match(text, /^ {11}bucket\/a \(NEW\), bucket\/b$/m);
    assert.match(markdown, /^\| fail, \*\*NEW \(was warn\)\*\* \| kms\.disabled \|/m);
    assert.match(markdown, /`bucket\/a` \*\*NEW\*\*, `bucket\/b`/);
  });

  it('counts it in its last line', () =>
    assert.match(text, /3 fail, 3 ok; 2 accepted; since 2026-11-25 10:00 UTC: 2 new, 1 gone, 1 unchanged/));

  it('says in SARIF that it is suppressed, and its state; what is gone is a note', () => {
    const { runs } = JSON.parse(diagnosisSarif(REPORT, '1')) as {
      runs: {
        results: { suppressions?: object[]; baselineState: string; message: { text: string } }[];
        invocations: unknown;
      }[];
    };
    const { results, invocations } = runs[0] ?? assert.fail('there is a run');
    assert.deepEqual(
      results.map(({ suppressions, baselineState }) => [suppressions?.length, baselineState]),
      [
        [1, 'new'],
        [1, 'new'],
        [undefined, 'updated'],
        [undefined, 'new'],
        [undefined, 'unchanged'],
      ],
    );
    assert.deepEqual(results[0]?.suppressions, [
      { kind: 'external', status: 'accepted', justification: 'it is old (ann, until 2027-01-31)' },
    ]);
    assert.match(JSON.stringify(invocations), /gone: kms\.missing of alias\/session: there is no such key/);
    const plain = diagnosisSarif(createDiagnosis([looked([fault()])]), '1');
    assert.doesNotMatch(plain, /baselineState|suppressions/);
  });

  it('skips in JUnit what is accepted, and what is not new where only that fails', () => {
    const cases = (xml: string) => [...xml.matchAll(/<(failure|skipped)[ >]/g)].map(([, outcome]) => outcome);
    assert.deepEqual(cases(diagnosisJunit(REPORT)), ['skipped', 'skipped', 'failure', 'failure', 'failure']);
    assert.deepEqual(cases(diagnosisJunit(REPORT, { failOn: 'new' })), [
      'skipped',
      'skipped',
      'failure',
      'failure',
      'skipped',
    ]);
    assert.match(diagnosisJunit(REPORT), /<skipped message="accepted: it is old \(ann, until 2027-01-31\)"/);
    assert.match(diagnosisJunit(REPORT), /^NEW \(was warn\)$/m);
  });

  it('tells of a comparison as it was made', () => {
    const then = createDiagnosis([looked([fault({ subject: 'key/9' })])]);
    const now = comparedWith(createDiagnosis([looked([...fine(1)])]), { file: 'last.json', report: then });
    assert.match(diagnosisText(now, PLAIN, 80), /Gone since last\.json:\n {2}fail {5}kms\.disabled: /);
  });
});
