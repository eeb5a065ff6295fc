import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import type { Unread } from '../../src/engine/unread.ts';
import { toldUnread, unreadLines, unreadNote, unreadPlaces } from '../../src/render/unread.ts';
import { report } from './reports.ts';

const entry = (more: Partial<Unread> = {}): Unread => ({
  reason: 'kms:DescribeKey is denied to these credentials',
  checks: ['kms.missing', 'kms.disabled'],
  places: ['111122223333/us-east-1'],
  remedy: hint('allow it'),
  ...more,
});
const WHOLE = entry({ checks: [] });

describe('words for what could not be looked at', () => {
  const { summary } = report([]);

  it('count checks and targets, and say nothing where there are none', () => {
    assert.equal(unreadNote(summary), '');
    assert.equal(unreadNote({ ...summary, unread: 5 }), '; not looked at: 5 checks');
    assert.equal(unreadNote({ ...summary, unread: 1, unreadTargets: 2 }), '; not looked at: 1 check and 2 targets');
    assert.equal(unreadNote({ ...summary, unreadTargets: 1 }), '; not looked at: 1 target');
  });

  it('say why, where, at what, and what would help', () => {
    assert.deepEqual(unreadLines({ unread: [entry(), entry({ reason: 'it took too long' })] }, 80), [
      'Not looked at:',
      '1. kms:DescribeKey is denied to these credentials',
      '   in 111122223333/us-east-1: kms.missing, kms.disabled',
      '   try: allow it',
      '2. it took too long',
      '   in 111122223333/us-east-1: kms.missing, kms.disabled',
      '   try: allow it',
    ]);
    assert.deepEqual(unreadLines({}, 80), []);
  });

  it('leave out targets of which nothing is known: these say so themselves', () => {
    assert.deepEqual(toldUnread({ unread: [WHOLE, entry()] }), [entry()]);
    assert.deepEqual(unreadLines({ unread: [WHOLE] }, 80), []);
  });

  it('name three places and eight checks', () => {
    const names = Array.from({ length: 10 }, (_, index) => String(index));
    assert.equal(
      unreadPlaces(entry({ checks: names, places: names })),
      'in 0, 1, 2 and 7 more: 0, 1, 2, 3, 4, 5, 6, 7 and 2 more',
    );
  });
});
