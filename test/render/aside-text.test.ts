import assert from 'node:assert/strict';
import { createDiagnosis } from '../../src/engine/report.ts';
import { asideBlocks } from '../../src/render/aside-text.ts';
import { GONE, REPORT } from './judged.ts';
import { fault, looked, PLAIN, report as reportOf } from './reports.ts';

describe('what is told apart, as text,', () => {
  it('is what is accepted, entries that do not count, and what is gone', () => {
    assert.equal(
      asideBlocks(REPORT, PLAIN, 80).join('\n\n'),
      `Accepted:
  fail     kms.disabled: it is old (ann, until 2027-01-31)
    key/1, key/2; 111122223333/us-east-1

Accepted in accepted.yaml no longer, so it counts again:
  kms: until 2026-11-25, for a while (bob)
    111122223333

Matches nothing any more in accepted.yaml:
  log-group.missing: was a try
    x*

Gone since 2026-11-25 10:00 UTC:
  fail     kms.missing: there is no such key
    alias/session; 111122223333/us-east-1`,
    );
  });

  it('is not told without end: how much more there is, is said', () => {
    const gone = Array.from({ length: 30 }, (_, index) => ({ ...GONE, check: `kms.n${index}` }));
    const since = { file: 'last.json', gone, unlooked: [] };
    const [block = ''] = asideBlocks({ ...reportOf([]), since }, PLAIN, 80);
    assert.match(block, /^Gone since last\.json:\n/);
    assert.match(block, /\n {2}and 10 more \(--json names all\)$/);
  });

  it('says where, of the machine and of accounts, too', () => {
    const at = (scope: 'machine' | 'account') =>
      asideBlocks(createDiagnosis([looked([fault({ scope, accepted: { reason: 'x' } })])]), PLAIN, 80)[0];
    assert.match(at('machine') ?? '', /^ {4}this machine$/m);
    assert.match(at('account') ?? '', /^ {4}in account 111122223333$/m);
  });
});
