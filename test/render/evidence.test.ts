import assert from 'node:assert/strict';
import type { EvidencedSession, EvidenceListing } from '../../src/engine/evidence.ts';
import { EVIDENCE_FORMATS } from '../../src/render/evidence.ts';
import { evidenced, evidenceOf } from './listed.ts';
import { PLAIN } from './reports.ts';

const OPTIONS = { width: 80, paint: PLAIN, now: Date.parse('2026-08-01T12:00:00Z') };
const listing = (...sessions: readonly EvidencedSession[]): EvidenceListing => {
  const all = evidenceOf(sessions);
  return { ...all, targets: all.targets.map((target) => ({ ...target, profile: 'my prod' })) };
};
const STREAM = { kind: 'log-group', name: 'sessions', stream: 'x' } as const;
const OBJECT = { kind: 'bucket', name: 'logs', key: 'ssm/x.log', bytes: 3 } as const;
const text = (...sessions: readonly EvidencedSession[]): string => EVIDENCE_FORMATS.text(listing(...sessions), OPTIONS);

describe('evidence', () => {
  it('has what is not recorded first, with what to look at, and counts all', () => {
    const printed = text(
      evidenced({ where: [STREAM, OBJECT] }),
      evidenced({ state: 'missing', reason: 'log-group/x does not exist', check: 'log-group.missing' }),
      evidenced({ state: 'missing', reason: 'not in log-group/x' }),
    );
    const lines = printed.split('\n');
    assert.equal(lines[0], 'not recorded (1): log-group/x does not exist');
    assert.equal(
      lines[1],
      "  see: session-manager doctor --only log-group.missing --regions us-east-1 --profiles 'my prod'",
    );
    assert.match(printed, /^ {2}see: session-manager doctor --only instance,log-group,s3,vpc --regions us-east-1/m);
    assert.match(printed, /^recorded \(1\)\n[^]*\n {2}in log-group\/sessions and s3:\/\/logs\/ssm\/x\.log$/m);
    assert.equal(lines.at(-1), '1 target: 3 sessions: 2 not recorded, 1 recorded');
  });

  it('says once what many have in common', () => {
    const alike = { state: 'unknown', reason: 'denied' } as const;
    assert.match(
      text(evidenced(alike), evidenced(alike, { id: 'bob-1' })),
      /^unknown \(2\): denied\n[^]*jane@[^]*bob-1/,
    );
  });

  it('fits the width, and shows what a terminal obeys', () => {
    const reason = `log-group/${'x'.repeat(20)} could not be read: \u001B[2J ${'not allowed '.repeat(10)}`;
    for (const line of text(evidenced({ state: 'unknown', reason })).split('\n')) assert.ok(line.length <= 80, line);
    assert.match(text(evidenced({ state: 'unknown', reason })), /\\x1b\[2J/);
  });

  it('has a row each in the other formats, the worst first', () => {
    const both = listing(
      evidenced({ where: [OBJECT] }),
      evidenced({ state: 'missing', reason: 'gone', check: 's3.missing' }),
    );
    const rows = `${EVIDENCE_FORMATS.csv(both, OPTIONS)}\n`.split('\r\n');
    assert.match(rows[0] ?? '', /,recording,where,why,check$/);
    assert.match(rows[1] ?? '', /,missing,,gone,s3\.missing$/);
    assert.match(rows[2] ?? '', /,recorded,s3:\/\/logs\/ssm\/x\.log,,$/);
    assert.match(EVIDENCE_FORMATS.markdown(both, OPTIONS), /\| recorded \| `s3:\/\/logs\/ssm\/x\.log` \|/);
    assert.match(EVIDENCE_FORMATS.markdown(both, OPTIONS), /^1 target: 2 sessions: 1 not recorded, 1 recorded$/m);
  });
});
