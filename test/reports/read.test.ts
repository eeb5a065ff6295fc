import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../../src/errors.ts';
import { printedReport } from '../../src/render/json.ts';
import { parseReport, readReport } from '../../src/reports/read.ts';
import { REPORT } from './reports.ts';

describe('a report that is read again', () => {
  it('is what it was, but for advice, which is words', () => {
    const printed = printedReport(REPORT);
    const read = parseReport(JSON.stringify(printed), 'a.json');
    assert.deepEqual(printedReport(read).targets, printed.targets);
    assert.deepEqual(printedReport(read).fixes, printed.fixes);
  });

  it('may have members that a later version adds', () => {
    const printed = { ...printedReport(REPORT), version: '9.0.0', caller: { arn: 'x' } };
    assert.equal(parseReport(JSON.stringify(printed), 'a.json').command, 'doctor');
  });

  for (const [what, text, expected] of [
    ['an empty file', '', /a\.json is no report: it is empty: the run has printed none/],
    ['text', 'account 1', /a\.json is no report: it is not JSON: Unexpected token/],
    ['blanks', ' \n', /a\.json is no report: it is empty: the run has printed none/],
    ['JSON that breaks off', '{"command":"plan","targets":[', /a\.json is no report: /],
    ['the refusal of a run', '{"error":{"code":"x","message":"no region"}}', /the run was refused: no region$/],
    ['other JSON', '[1,2]', /no report of setup, plan, delete or doctor: the report must be an object/],
    ['null', 'null', /the report must be an object/],
    [
      'a listing',
      '{"command":"nodes","noop":false,"targets":[],"summary":{"targets":0}}',
      /command must be setup or plan/,
    ],
    ['an account that is none', withTarget({ account: 'x' }), /targets\[0\]\.account must be twelve digits, or null/],
    ['a status that is none', withTarget({ status: 'great' }), /targets\[0\]\.status must be changed or/],
    [
      'a finding without advice',
      withTarget({ findings: [{ check: 'kms.disabled', scope: 'region', verdict: 'fail', summary: 's' }] }),
      /findings\[0\]\.advice must be there/,
    ],
  ] as const) {
    it(`cannot be ${what}`, () => {
      assert.throws(
        () => parseReport(text, 'a.json'),
        (error: unknown) => error instanceof UserError && expected.test(error.message) && !error.message.includes('\n'),
      );
    });
  }

  it('cannot be in a file that cannot be read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'reports-'));
    try {
      await assert.rejects(readReport(join(folder, 'none.json')), /there is no such file/);
      await assert.rejects(readReport(folder), /it is a folder/);
      // As PowerShell writes it.
      writeFileSync(join(folder, 'a.json'), `\uFEFF${JSON.stringify(printedReport(REPORT))}`);
      assert.equal((await readReport(join(folder, 'a.json'))).report.command, 'doctor');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

function withTarget(members: object): string {
  const target = { account: null, region: 'us-east-1', status: 'unchanged', changes: [], findings: [], ...members };
  return JSON.stringify({ command: 'setup', noop: false, targets: [target], summary: { targets: 1 } });
}
