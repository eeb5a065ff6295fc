import assert from 'node:assert/strict';
import { parseSeed } from '../../src/sandbox/seed/seed.ts';
import type { Report } from '../../src/engine/report.ts';
import { orderedText } from '../../src/render/ordered.ts';
import { rowsOf } from '../../src/render/short-advice.ts';
import { ACCOUNTS, faultyFleet, REGIONS } from '../engine/faulty-fleets.ts';
import { world } from '../engine/world.ts';
import { diagnosis, fault, fine, looked, PLAIN } from './reports.ts';

describe('a diagnosis in an order', () => {
  const found = diagnosis([looked([...fine(3), fault({ subject: 'i-1' })])]);

  it('is by target where nobody asks, and there is little to tell', () => {
    assert.equal(orderedText(found, PLAIN, 80), orderedText(found, PLAIN, 80, 'target'));
    assert.match(orderedText(found, PLAIN, 80), /^111122223333\/us-east-1\n {2}fail/);
    assert.match(orderedText(found, PLAIN, 80, 'cause'), /^fail {5}kms\.disabled/);
    assert.match(orderedText(found, PLAIN, 80, 'node'), /^i-1\n {2}fail {5}kms\.disabled/);
  });

  it('makes foreign text visible in each', () => {
    const hostile = `a\u001B[2Jb\u202Ec\n::error::x ##[group]`;
    const targets = [
      looked([fault({ subject: 'i-1', name: hostile, summary: hostile, advice: hostile })], { accountName: hostile }),
    ];
    for (const order of ['cause', 'target', 'node'] as const) {
      const text = orderedText(diagnosis(targets), PLAIN, 80, order);
      assert.doesNotMatch(text, /\p{Cf}|^\s*::error|##\[group/mu, order);
      assert.ok(!text.includes('\u001B'), order);
      assert.match(text, /\\x1b\[2J/, order);
    }
  });

  describe('of 200 nodes with forty faults', () => {
    let report: Report;
    before(async () => {
      const on = world({ state: parseSeed(JSON.stringify(faultyFleet())) });
      report = await on.diagnose({}, { accounts: ACCOUNTS, regions: REGIONS });
    });

    it('is short: 120 rows at the most, with every check that fails, and each cause once', () => {
      const fails = new Set(
        report.targets.flatMap(({ findings }) => findings.filter(({ verdict }) => verdict === 'fail')),
      );
      for (const width of [80, 120]) {
        const text = orderedText(report, PLAIN, width);
        for (const order of ['cause', 'node'] as const) {
          // Commands to copy are whole, and count as a row each.
          const [told = '', fixes = ''] = orderedText(report, PLAIN, width, order).split('What would clear the most:');
          const rows = rowsOf(told.split('\n'), width) + fixes.split('\n').length;
          assert.ok(rows <= 120, `${rows} rows`);
        }
        assert.doesNotMatch(text, /(?:aws|session-manager) [^\n]*…/);
        for (const { check } of fails) assert.ok(text.includes(check) || check === 'instance.not-connected', check);
        assert.match(text, /60 nodes are lost because of rtb-search/);
        assert.match(text, /26 nodes are lost/);
      }
    });
  });
});
