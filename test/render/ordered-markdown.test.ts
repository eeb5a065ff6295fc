import assert from 'node:assert/strict';
import type { Fault } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import type { Report } from '../../src/engine/report.ts';
import { MOST_BYTES, orderedMarkdown } from '../../src/render/ordered-markdown.ts';
import { diagnosis, fault, fine, fix, looked } from './reports.ts';

/** Gives numbers below one, the same for a seed. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const WORDS = [
  'agent 3.1.2.0',
  'us-east-1',
  'vpc-0a1',
  '網路',
  '@jane #12 | `x`',
  '<b>&',
  'kms:Decrypt',
  '"90"',
  '{"Effect":"Allow"}',
];

/** A report of any size: hostile names, thousands of nodes, long policies, targets that failed. */
function anyReport(seed: number): Report {
  const next = numbers(seed);
  const some = (most: number): number => Math.floor(next() ** 2 * most);
  const words = (most: number): string =>
    Array.from({ length: 1 + some(most) }, () => WORDS[Math.floor(next() * WORDS.length)]).join(' ');
  const anyFault = (): Fault =>
    fault({
      check: `kms.k${some(60)}`,
      verdict: (['fail', 'warn', 'unknown', 'info'] as const)[some(4)] ?? 'fail',
      subject: `${['i-', 'role/', 'vpc-'][some(3)]}${some(500)}`,
      name: words(20),
      summary: words(60),
      advice: `aws kms x ${words(300)}`,
    });
  const targets = Array.from({ length: 1 + some(40) }, (_, index) =>
    next() < 0.2
      ? looked([], {
          region: `r-${index}`,
          status: 'failed',
          error: { code: 'X', message: words(200), advice: words(90) },
        })
      : looked([...fine(3), ...Array.from({ length: some(60) }, anyFault)], {
          region: `r-${index}`,
          accountName: words(9),
        }),
  );
  const fixes = Array.from({ length: 5 }, () => fix(words(3000), 3, 'kms.k1', 'kms.k2'));
  const unread = Array.from({ length: some(60) }, () => ({
    reason: words(400),
    checks: ['kms.k1'],
    places: ['here'],
    remedy: hint(words(400)),
  }));
  return { ...diagnosis(targets, { fixes }), unread };
}

describe('a diagnosis in Markdown, in an order', () => {
  const found = diagnosis([looked([...fine(3), fault({ subject: 'i-1' })])], {
    fixes: [fix('turn it on', 1, 'kms.disabled')],
  });

  it('has the fixes before what was found', () => {
    for (const order of [undefined, 'target', 'cause', 'node'] as const) {
      const text = orderedMarkdown(found, order);
      assert.ok(text.indexOf('### What would clear the most') < text.indexOf('| kms'), order);
      assert.match(
        text,
        /^## session-manager doctor\n\n1 target: 1 fail, 3 ok\n\n### What would clear the most\n\n1\. turn it on<br>clears 1 finding: kms\.disabled\n/,
      );
    }
  });

  it('is by target where that fits, and says so where it does not', () => {
    assert.match(orderedMarkdown(found), /\n### 111122223333\/us-east-1\n/);
    assert.match(orderedMarkdown(found, 'cause'), /\n### fail: 1 cause\n/);
    assert.match(orderedMarkdown(found, 'node'), /\n### Nodes\n/);
    const long = Array.from({ length: 90 }, (_, index) =>
      fault({ summary: `${'x'.repeat(999)} ${'y'.repeat(index)}`, advice: `${index}` }),
    );
    assert.match(
      orderedMarkdown(diagnosis([looked(long)]), 'target'),
      /by cause, since it does not fit here by target/,
    );
  });

  it('has a row a cause with what it explains, and folds what does not fail where there is much', () => {
    const cause = fault({
      check: 'vpc.egress',
      subject: 'vpc-1',
      name: 'orders',
      summary: 'nothing gets out',
      advice: 'aws ec2 x',
      causes: 2,
    });
    const causedBy = [{ check: 'vpc.egress', subject: 'vpc-1' }];
    const lost = ['i-1', 'i-2'].map((subject) =>
      fault({ check: 'instance.ping-lost', subject, summary: 'x', causedBy }),
    );
    const warned = Array.from({ length: 13 }, (_, index) =>
      fault({ verdict: 'warn', summary: 'y'.repeat(index), advice: `${index}` }),
    );
    const text = orderedMarkdown(
      diagnosis([looked([...warned, ...lost, cause]), looked(fine(1), { region: 'eu-west-1' })]),
      'cause',
    );
    assert.ok(
      text.includes(
        '| fail | vpc.egress | `vpc-1` (orders) in 111122223333/us-east-1 | nothing gets out<br>2 nodes are lost because of it: `i-1`, `i-2` | `aws ec2 x` |',
      ),
      text,
    );
    assert.match(text, /<details><summary>warn: 13 causes<\/summary>\n\n\| verdict /);
    assert.match(text, /\n\nok in 1 of 2 targets\n\n/);
  });

  for (let seed = 1; seed <= 12; seed += 1) {
    it(`fits into a comment, whatever was found: ${seed}`, () => {
      const report = anyReport(seed * 7919);
      for (const order of [undefined, 'target', 'cause', 'node'] as const) {
        const text = orderedMarkdown(report, order);
        assert.ok(Buffer.byteLength(text) <= MOST_BYTES, `${Buffer.byteLength(text)} bytes by ${order}`);
        assert.ok(text.includes('### What would clear the most'), order);
        assert.ok(text.indexOf('### What would clear the most') < (text.search(/\| verdict \|/) + 1 || Infinity));
      }
    });
  }

  it('fits also where a single text is longer than a comment', () => {
    const long = '@x '.repeat(40_000);
    const report = diagnosis(
      [looked([fault({ subject: long, name: long, summary: long, advice: long })], { accountName: long })],
      {
        fixes: [fix(long, 1, 'kms.disabled')],
      },
    );
    for (const order of ['target', 'cause', 'node'] as const) {
      assert.ok(Buffer.byteLength(orderedMarkdown(report, order)) <= MOST_BYTES, order);
    }
  });
});
