import assert from 'node:assert/strict';
import { blocksOf, namedSubjects, okCount } from '../../src/render/blocks.ts';
import type { Finding } from '../../src/checks/check.ts';
import type { Family } from '../../src/engine/fixes.ts';
import { fault, fine } from './reports.ts';

describe('findings told as one', () => {
  it('are those of one check, verdict and summary; their subjects are named once', () => {
    const [block, ...rest] = blocksOf([
      fault({ subject: 'a' }),
      fault({ subject: 'b' }),
      fault({ subject: 'a', advice: 'another', ref: 'https://a' }),
    ]);
    assert.deepEqual(rest, []);
    assert.deepEqual(block, {
      verdict: 'fail',
      checks: ['kms.disabled'],
      summary: fault().summary,
      subjects: ['a', 'b'],
      remedy: fault().remedy,
      others: 1,
      ref: 'https://a',
    });
  });

  it('are not those that differ in one of the three', () => {
    const others = [fault({ check: 'kms.missing' }), fault({ verdict: 'warn' }), fault({ summary: 'another' })];
    assert.equal(blocksOf([fault(), ...others]).length, 4);
  });

  it('are all that is unknown for one reason', () => {
    const unknown = { verdict: 'unknown', summary: 'kms:DescribeKey is denied' } as const;
    const blocks = blocksOf([
      fault({ ...unknown, check: 'kms.missing' }),
      fault({ ...unknown, check: 'kms.rotation' }),
      fault({ ...unknown, check: 'kms.rotation', summary: 'another reason' }),
    ]);
    assert.deepEqual(
      blocks.map(({ checks }) => checks),
      [['kms.missing', 'kms.rotation'], ['kms.rotation']],
    );
  });

  it('come with the worst first, otherwise as they were found', () => {
    const verdicts = ['info', 'unknown', 'warn', 'fail', 'warn'] as const;
    const blocks = blocksOf(verdicts.map((verdict, index) => fault({ verdict, summary: String(index) })));
    assert.deepEqual(
      blocks.map(({ verdict, summary }) => `${verdict} ${summary}`),
      ['fail 3', 'warn 2', 'warn 4', 'unknown 1', 'info 0'],
    );
  });

  describe('that are caused by others', () => {
    const cause = fault({ check: 'vpc.endpoint-ssm', subject: 'vpc-1' });
    const lost = ['Inactive', 'ConnectionLost'].map((summary, index) =>
      fault({ check: 'instance.ping-lost', subject: `i-${index}`, summary }),
    );
    const closed = fault({ check: 'instance.not-connected', subject: 'i-0' });
    const family: Family = new Map<Finding, readonly Finding[]>([
      ...lost.map((one) => [one, [cause]] as const),
      [closed, lost.slice(0, 1)] as const,
    ]);

    it('are beneath them, those of one check as one, and in turn have what they cause', () => {
      const [first, ...rest] = blocksOf([closed, ...lost, cause], family);
      assert.deepEqual(rest, []);
      const [beneath, ...others] = first?.symptoms ?? [];
      assert.deepEqual([beneath?.checks, beneath?.subjects, others], [['instance.ping-lost'], ['i-0', 'i-1'], []]);
      assert.deepEqual(
        beneath?.symptoms?.map(({ checks }) => checks),
        [['instance.not-connected']],
      );
    });

    it('are by themselves where the cause is elsewhere, and counted there', () => {
      assert.equal(blocksOf(lost, family).length, 2);
      const [block] = blocksOf([cause], family);
      assert.deepEqual([...(block?.elsewhere ?? [])], [['instance.ping-lost', 2]]);
      assert.equal(block?.symptoms, undefined);
    });

    it('lift their cause to where they would be', () => {
      const mild = { ...cause, verdict: 'warn' } as const;
      const blocks = blocksOf([fault({ verdict: 'warn' }), mild, ...lost], new Map(lost.map((one) => [one, [mild]])));
      assert.deepEqual(
        blocks.map(({ checks }) => checks[0]),
        ['vpc.endpoint-ssm', 'kms.disabled'],
      );
    });
  });

  it('know what their subjects are called, where that is known', () => {
    const long = 'x'.repeat(70);
    const found = ['i-1', 'i-2', 'i-3'].map((subject, index) =>
      fault({ subject, ...[{ name: 'web' }, {}, { name: long }][index] }),
    );
    const [block] = blocksOf(found);
    assert.deepEqual(block && namedSubjects(block), ['i-1 (web)', 'i-2', `i-3 (${'x'.repeat(59)}…)`]);
    assert.deepEqual(namedSubjects({ subjects: ['i-2'] }), ['i-2']);
  });

  it('are none where all is ok', () => {
    assert.deepEqual(blocksOf(fine(3)), []);
    assert.equal(okCount([fault(), ...fine(3)]), 3);
  });
});
