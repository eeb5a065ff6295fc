import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import { shortText } from '../../src/render/short-text.ts';
import { diagnosis, fault, fine, fix, looked, PLAIN } from './reports.ts';

const lines = (...args: Parameters<typeof diagnosis>): readonly string[] =>
  shortText(diagnosis(...args), PLAIN, 80, 'cause').split('\n');
const ERROR = (region: string) => ({ code: 'AccessDenied', message: `not allowed in ${region}`, advice: 'allow it' });
const failed = (region: string) => looked([], { region, status: 'failed', error: ERROR(region) });

describe('a short diagnosis', () => {
  it('says why targets ended, what was found, where nothing was, and what would clear the most', () => {
    const command = 'on AWS itself, since the AWS CLI does not reach the sandbox: aws kms enable-key --key-id 1234';
    const targets = [
      looked([fault({ advice: command, subject: 'key/1' }), ...fine(3)]),
      ...['eu-west-1', 'eu-west-2'].map((region) => looked(fine(4), { region })),
      failed('ap-east-1'),
      failed('ap-east-2'),
    ];
    assert.deepEqual(lines(targets, { fixes: [fix(command, 1, 'kms.disabled')] }), [
      'ap-east-1 and ap-east-2',
      '  failed: not allowed in ap-east-1 and ap-east-2',
      '    try: allow it',
      '',
      'fail     kms.disabled: sessions are encrypted with a key that is disabled',
      '         key/1 in 111122223333/us-east-1',
      '         try: aws kms enable-key --key-id 1234',
      'ok       in 2 of 5 targets',
      '(the AWS CLI does not reach the sandbox: its commands are for AWS itself)',
      '',
      '5 targets (2 failed): 1 fail, 11 ok',
      '',
      'What would clear the most:',
      '1. aws kms enable-key --key-id 1234',
      '   clears 1 finding: kms.disabled',
    ]);
  });

  it('is one line for all targets in which nothing is wrong', () => {
    const sound = Array.from({ length: 51 }, (_, index) => looked(fine(30), { region: `r-${index}` }));
    assert.deepEqual(lines(sound), ['ok       in all 51 targets', '', '51 targets: 1,530 ok']);
  });

  it('takes 120 rows at the most, by cause and by node, whatever was found', () => {
    const targets = Array.from({ length: 24 }, (_, region) => [
      looked(
        Array.from({ length: 16 }, (_unused, index) =>
          fault({
            subject: `a/${index}`,
            summary: `${'x'.repeat(index)} ${'y'.repeat(region)} `.repeat(4),
            advice: 'aws '.repeat(index * 9),
          }),
        ),
        { region: `a${'bcdefghij'[region % 9]}-x-${region}` },
      ),
      failed('y'.repeat(region)),
    ]).flat();
    const unread = Array.from({ length: 30 }, (_, index) => ({
      reason: `reason ${index} `.repeat(40),
      checks: ['kms.missing'],
      places: ['here'],
      remedy: hint('do it '.repeat(90)),
    }));
    const fixes = ['a', 'b', 'c', 'd', 'e'].map((one) =>
      fix(`aws ${one} `.repeat(400), 3, ...Array.from({ length: 90 }, (_, at) => `kms.k${at}`)),
    );
    for (const width of [80, 120]) {
      for (const order of ['cause', 'node'] as const) {
        const text = shortText({ ...diagnosis(targets, { fixes }), unread }, PLAIN, width, order).split('\n');
        // The commands of fixes, which are whole, count as one row each.
        const rowsOf = (line: string): number => Math.max(1, Math.ceil(line.length / width));
        const rows = text.reduce((sum, line) => sum + (/^\d\. aws/.test(line) ? 1 : rowsOf(line)), 0);
        assert.ok(rows <= 120, `${rows} rows at ${width}`);
      }
    }
  });
});
