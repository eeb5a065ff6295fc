import assert from 'node:assert/strict';
import { nodeText, ownerText, sessionLines, timeText } from '../../src/render/session-line.ts';
import { session } from './listed.ts';

const NOW = Date.parse('2026-08-01T12:00:00Z');
const lines = (width: number, ...given: readonly Parameters<typeof session>[0][]): readonly string[] =>
  sessionLines(given.map(session), { width, now: NOW }, ({ status }) => status.toLowerCase());

describe('the lines of a session', () => {
  it('are its time and node, and beneath them its id, whose it is and why', () => {
    assert.deepEqual(lines(80, {}), [
      'began (UTC)       for     kind   state       node',
      '2026-08-01 09:00  30 min  shell  terminated  i-0123456789abcdef0 (web-1)',
      '  jane@example.com-0a1b2c3d4e5f67890 by Admin/jane@example.com: disk is full',
    ]);
  });

  it('say how long it has been open, and by which document it was begun where that is all that is known', () => {
    assert.match(lines(80, { ended: null, status: 'Connected' })[1] ?? '', /^2026-08-01 09:00 {2}3 h /);
    assert.match(lines(80, { kind: 'custom', document: 'team-shell', reason: null })[2] ?? '', / with team-shell$/);
  });

  it('fit the width, and show what a terminal obeys', () => {
    const long = { reason: `because\u001B[2J ${'of this and that '.repeat(12)}`, nodeName: 'n'.repeat(60) };
    for (const width of [80, 120]) for (const line of lines(width, long)) assert.ok(line.length <= width, line);
    assert.match(lines(80, long).join('\n'), /because\\x1b\[2J/);
  });

  it('of none are none', () => assert.deepEqual(lines(80), []));

  it('shorten what all owners have in common', () => {
    assert.equal(ownerText('arn:aws:sts::1:assumed-role/Admin/jane'), 'Admin/jane');
    assert.equal(ownerText('arn:aws-cn:iam::123456789012:user/team/bob'), 'team/bob');
    assert.equal(ownerText('arn:aws:iam::123456789012:root'), 'root');
    assert.equal(ownerText('somebody'), 'somebody');
  });

  it('name a node by its name and its id, a time in UTC', () => {
    assert.equal(nodeText({ node: 'i-1', nodeName: null }), 'i-1');
    assert.equal(nodeText({ node: '', nodeName: null }), '-');
    assert.equal(timeText(null), '-');
  });
});
