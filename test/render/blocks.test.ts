import assert from 'node:assert/strict';
import { blocksOf, okCount } from '../../src/render/blocks.ts';
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

  it('are none where all is ok', () => {
    assert.deepEqual(blocksOf(fine(3)), []);
    assert.equal(okCount([fault(), ...fine(3)]), 3);
  });
});
