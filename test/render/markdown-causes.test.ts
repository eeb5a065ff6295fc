import assert from 'node:assert/strict';
import { causesMarkdown, thingsOf } from '../../src/render/markdown-causes.ts';
import { diagnosis, fault, looked } from './reports.ts';

const AMOUNT = { named: 2, characters: 60, advice: true, info: false, rows: 2 };

describe('causes in Markdown', () => {
  const nodes = ['i-1', 'i-2', 'i-3'].map((subject) =>
    fault({ subject, name: `web|${subject}`, advice: `aws kms x --key-id ${subject}` }),
  );
  const report = diagnosis([
    looked([
      ...nodes,
      fault({ check: 'kms.rotation', verdict: 'info', summary: 'off', advice: 'on' }),
      fault({ check: 'prefs.missing', verdict: 'warn', summary: 'z'.repeat(99), advice: 'y'.repeat(99) }),
      fault({ check: 'prefs.shared', verdict: 'warn', summary: 'shared', advice: 'a' }),
    ]),
  ]);

  it('name as many things, and tell as much of each, as there is room for, and count the rest', () => {
    const text = causesMarkdown(report, AMOUNT).join('\n');
    assert.match(text, /\| fail \| kms\.disabled \| `i-1` \(web\\\|i-1\), `i-2` \(web\\\|i-2\) and 1 more \|/);
    assert.match(text, /\(and likewise for 2 more\) \|/);
    assert.match(text, /z{60}… \(39 more characters\)/);
    assert.match(text, /\nnot told here: prefs\.shared, kms\.rotation$/);
  });

  it('can be without advice, and with hints', () => {
    const text = causesMarkdown(report, { ...AMOUNT, advice: false, info: true, rows: 9 }).join('\n');
    assert.doesNotMatch(text, /likewise|aws kms/);
    assert.match(text, /\| info \| kms\.rotation \|/);
  });

  it('name things as code', () => {
    assert.equal(
      thingsOf([fault({ subject: 'a`b', name: '*x*' })], 3),
      '``a`b`` (\\*x\\*)'.replace('``a`b``', '`` a`b ``'),
    );
    assert.equal(thingsOf([fault()], 3), '');
  });
});
