import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import type { Report } from '../../src/engine/report.ts';
import { identitiesOf } from '../../src/engine/identity.ts';
import { diagnosisCsv } from '../../src/render/findings-csv.ts';
import { diagnosis, fault, fine, looked, target } from './reports.ts';

const rowsOf = (report: Report): readonly Readonly<Record<string, string>>[] =>
  parse(`${diagnosisCsv(report)}\n`, { columns: true, record_delimiter: '\r\n' });

describe('findings as comma-separated values', () => {
  it('are a row each, which says all there is', () => {
    const report = diagnosis([
      looked(
        [
          fault({
            subject: 'i-0123456789abcdef0',
            name: 'web, the "first"',
            ref: 'https://docs.aws.amazon.com/x.html',
            accepted: { reason: 'a lab' },
            since: 'new',
            causedBy: [{ check: 'vpc.route', subject: 'rtb-1' }, { check: 'kms.missing' }],
            advice: 'aws kms enable-key --key-id "$key"',
          }),
          ...fine(3),
        ],
        { accountName: 'payments' },
      ),
    ]);
    const [id] = identitiesOf(report.targets).values();
    assert.deepEqual(rowsOf(report), [
      {
        id,
        account: '111122223333',
        'account name': 'payments',
        region: 'us-east-1',
        check: 'kms.disabled',
        title: 'a key that sessions or the log group use is disabled',
        verdict: 'fail',
        accepted: 'a lab',
        since: 'new',
        subject: 'i-0123456789abcdef0',
        name: 'web, the "first"',
        summary: 'sessions are encrypted with a key that is disabled',
        advice: 'aws kms enable-key --key-id "$key"',
        ref: 'https://docs.aws.amazon.com/x.html',
        'caused by': 'vpc.route rtb-1; kms.missing',
      },
    ]);
  });

  it('name no region for what is about an account, and no place for what is about the machine', () => {
    const found = rowsOf(diagnosis([looked([fault({ scope: 'account' }), fault({ scope: 'machine' })])]));
    assert.deepEqual(
      found.map(({ account, region }) => [account, region]),
      [
        ['111122223333', ''],
        ['', ''],
      ],
    );
  });

  it('are heads alone where all is ok', () => {
    const text = diagnosisCsv(diagnosis([looked(fine(3))]));
    assert.match(text, /^id,account,account name,region,check,title,verdict,[^\r\n]+\r$/);
  });

  it('tell of targets that could not be looked at, and of what is gone', () => {
    const error = { code: 'AccessDenied', message: 'not allowed', advice: 'allow it' };
    const gone = {
      id: '0123456789abcdef',
      check: 'kms.disabled',
      scope: 'region',
      account: '111122223333',
      region: 'eu-west-1',
      verdict: 'warn',
      subject: 'key/1',
      summary: 'it was disabled',
    } as const;
    const report: Report = {
      ...diagnosis([target({ status: 'failed', error, changes: [] })]),
      since: { file: 'last.json', gone: [gone], unlooked: [] },
    };
    const cells = rowsOf(report).map(({ id, region, verdict, since, summary, advice }) => ({
      id,
      region,
      verdict,
      since,
      summary,
      advice,
    }));
    assert.deepEqual(cells, [
      {
        id: '0123456789abcdef',
        region: 'eu-west-1',
        verdict: 'warn',
        since: 'gone',
        summary: 'it was disabled',
        advice: '',
      },
      {
        id: '',
        region: 'us-east-1',
        verdict: 'failed',
        since: '',
        summary: 'not allowed (AccessDenied)',
        advice: 'allow it',
      },
    ]);
  });

  it('are no formulas, and fit the cells of spreadsheets', () => {
    for (const subject of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1']) {
      const [row] = rowsOf(diagnosis([looked([fault({ subject, summary: subject, advice: subject })])]));
      for (const name of ['subject', 'summary', 'advice'])
        assert.doesNotMatch(row?.[name] ?? '', /^\s*[=+\-@\t\r]/, JSON.stringify(subject));
    }
    const [long] = rowsOf(diagnosis([looked([fault({ summary: 'x'.repeat(1_000_000) })])]));
    assert.ok((long?.['summary'] ?? '').length <= 32_767);
  });
});
