import assert from 'node:assert/strict';
import { diagnosisText } from '../../src/render/diagnosis.ts';
import { diagnosisJunit } from '../../src/render/junit.ts';
import { diagnosisMarkdown } from '../../src/render/markdown.ts';
import { sampledTexts } from '../../src/render/sampled.ts';
import { diagnosisSarif } from '../../src/render/sarif.ts';
import { diagnosis, fault, fine, looked, PLAIN } from './reports.ts';

const sampled = [{ check: 'instance.not-connected', asked: 120, of: 20_000, doubtful: 0 }];
const SENTENCE = 'asked 120 of 20,000 online nodes whether they hold a channel for sessions; --every-node asks all';
const SOUND = diagnosis([looked(fine(3), { sampled })]);
const FAULTY = diagnosis([looked([fault(), ...fine(3)], { sampled })]);

describe('a sample', () => {
  it('is told in one sentence, with the nodes that are left open', () => {
    assert.deepEqual(sampledTexts(sampled), [SENTENCE]);
    assert.deepEqual(sampledTexts([{ check: 'instance.not-connected', asked: 1050, of: 20_000, doubtful: 18_950 }]), [
      'asked 1,050 of 20,000 online nodes whether they hold a channel for sessions, and 18,950 of the others are like one that holds none; --every-node asks all',
    ]);
    assert.deepEqual(sampledTexts(undefined), []);
  });

  it('is a line of the text, below what is fine and what is not, and is no finding', () => {
    assert.equal(
      diagnosisText(SOUND, PLAIN, 200),
      [`111122223333/us-east-1: ok, 3 checks\n  ${SENTENCE}`, '1 target: 3 ok'].join('\n\n'),
    );
    const lines = diagnosisText(FAULTY, PLAIN, 200).split('\n');
    assert.deepEqual(lines.slice(lines.indexOf(`  ${SENTENCE}`)), [
      `  ${SENTENCE}`,
      '  ok: 3 checks',
      '',
      '1 target: 1 fail, 3 ok',
    ]);
  });

  it('is a paragraph of the markdown', () => {
    for (const report of [SOUND, FAULTY]) assert.ok(diagnosisMarkdown(report).split('\n\n').includes(SENTENCE));
  });

  it('is a notification of SARIF, and no result', () => {
    const { runs } = JSON.parse(diagnosisSarif(SOUND, '1.0.0')) as {
      runs: { results: unknown[]; invocations: { toolExecutionNotifications: object[] }[] }[];
    };
    assert.deepEqual(runs[0]?.results, []);
    assert.deepEqual(runs[0]?.invocations[0]?.toolExecutionNotifications, [
      {
        level: 'note',
        message: { text: SENTENCE },
        locations: [{ logicalLocations: [{ name: 'us-east-1', fullyQualifiedName: '111122223333/us-east-1' }] }],
      },
    ]);
  });

  it('is the output of the suite in JUnit, and no case', () => {
    const text = diagnosisJunit(SOUND);
    assert.match(text, /tests="3" failures="0" errors="0" skipped="0"/);
    assert.ok(text.includes(`    <system-out>${SENTENCE}</system-out>\n  </testsuite>`), text);
  });
});
