import assert from 'node:assert/strict';
import { baselineSection, goneSection } from '../../../src/render/html/compared.ts';
import { diagnosis } from '../reports.ts';

const GONE = {
  id: '0123456789abcdef',
  check: 'kms.disabled',
  subject: 'key/<1>',
  summary: 'the key is disabled',
  verdict: 'fail',
  scope: 'region',
  account: '111122223333',
  region: 'us-east-1',
} as const;

describe('what is gone', () => {
  it('is named with its place, and what was not looked at apart', () => {
    const since = { file: 'last.json', time: '2026-11-25T12:00:00.000Z', gone: [GONE], unlooked: [GONE, GONE] };
    const [section] = goneSection({ ...diagnosis([]), since });
    const { markup = '' } = section?.body ?? {};
    assert.match(markup, /Compared with last\.json of 2026-11-25 12:00:00 UTC/);
    assert.match(markup, /<h3>Gone \(1\)<\/h3>[\s\S]*kms\.disabled, key\/&lt;1&gt;, 111122223333\/us-east-1/);
    assert.match(markup, /not looked at this time \(2\)/);
  });

  it('is nothing without an earlier report', () => assert.deepEqual(goneSection(diagnosis([])), []));
});

describe('acceptances that do not count', () => {
  it('are named, each with why', () => {
    const entry = { check: 'kms.*', account: '111122223333', reason: 'a <test>', owner: 'ann', expires: '2026-01-31' };
    const baseline = { file: 'accepted.yaml', expired: [entry], unmatched: [{ check: 's3.missing', reason: 'none' }] };
    const [section] = baselineSection({ ...diagnosis([]), baseline });
    const { markup = '' } = section?.body ?? {};
    assert.match(
      markup,
      /kms\.\* \(111122223333\): accepted by ann until 2026-01-31, a &lt;test&gt;.*the last day is over/,
    );
    assert.match(markup, /s3\.missing: accepted, none.*matches nothing/);
    assert.deepEqual(baselineSection({ ...diagnosis([]), baseline: { file: 'a', expired: [], unmatched: [] } }), []);
  });
});
