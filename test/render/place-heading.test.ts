import assert from 'node:assert/strict';
import { hint } from '../../src/checks/remedy.ts';
import type { Report, TargetReport } from '../../src/engine/report.ts';
import { createReport } from '../../src/engine/report.ts';
import { FORMATS } from '../../src/render/formats.ts';
import { NODE_FORMATS } from '../../src/render/nodes.ts';
import { nameBehind, placeHeading, shortName } from '../../src/render/place-heading.ts';
import { SESSION_FORMATS } from '../../src/render/sessions.ts';
import { reportText } from '../../src/render/text.ts';
import { PLAIN } from './reports.ts';

const EVIL = 'pay\u001B[31m\n::error::';
const SHOWN = String.raw`pay\x1b[31m\n`;

const target = (account: string, accountName?: string): TargetReport => ({
  account,
  ...(accountName !== undefined && { accountName }),
  region: 'us-east-1',
  status: 'unchanged',
  changes: [{ resource: 'log-group', action: 'none', status: 'unchanged', summary: 'it exists', differences: [] }],
  findings: [{ check: 'kms.disabled', scope: 'region', verdict: 'ok', summary: 'it is enabled' }],
});
const report = (...targets: readonly TargetReport[]): Report => createReport('doctor', false, targets);
const OPTIONS = { strict: false, version: '1', width: 100, environment: {}, isTerminal: false, now: 0 };

describe('names of accounts', () => {
  it('stand behind the place, no longer than AWS takes', () => {
    const place = { account: '111122223333', region: 'us-east-1' };
    assert.equal(placeHeading(place), '111122223333/us-east-1');
    assert.equal(placeHeading({ ...place, accountName: 'payments' }), '111122223333/us-east-1 (payments)');
    assert.equal(nameBehind(undefined), '');
    assert.equal(Array.from(shortName('😀'.repeat(100))).length, 60);
    assert.equal(shortName('a'.repeat(60)), 'a'.repeat(60));
  });

  it('are in the headings and the table of a report, visible', () => {
    const text = reportText(report(target('111122223333', EVIL), target('444455556666')), PLAIN, 120);
    assert.ok(text.includes(`111122223333/us-east-1 (${SHOWN}`), text);
    assert.match(text, /^account +name +region +status/m);
    assert.match(text, /^444455556666 +- +us-east-1/m);
    assert.ok(!text.includes('\u001B') && !/^::error::/m.test(text));
  });

  it('leave reports as they were where the organization was not asked', () => {
    const text = reportText(report(target('111122223333'), target('444455556666')), PLAIN, 120);
    assert.match(text, /^account +region +status/m);
    assert.match(text, /^111122223333\/us-east-1$/m);
  });

  for (const format of ['text', 'markdown', 'junit'] as const) {
    it(`are in a diagnosis as ${format}, visible`, async () => {
      const render = await FORMATS[format]();
      const printed = render(report(target('111122223333', EVIL), target('444455556666', 'shared')), OPTIONS);
      assert.match(printed, /444455556666\/us-east-1 (?:\\?\()shared/);
      assert.match(printed, /111122223333\/us-east-1 \\?\(pay/);
      assert.ok(!printed.includes('\u001B') && !/^::error::/m.test(printed));
    });
  }

  it('are a property of results in SARIF', async () => {
    const fault = {
      check: 'kms.disabled',
      scope: 'region',
      verdict: 'fail',
      summary: 'it is disabled',
      remedy: hint('enable it'),
    } as const;
    const found = { ...target('111122223333', 'payments'), findings: [fault] };
    const render = await FORMATS.sarif();
    assert.match(render(report(found), OPTIONS), /"accountName": "payments"/);
  });

  it('are a column of lists only where one is known', () => {
    const head = { account: '111122223333', region: 'us-east-1', status: 'listed' } as const;
    const summary = { targets: 1, listed: 1, failed: 0, skipped: 0, nodes: 1, online: 1, sessions: 0, active: 0 };
    const node = {
      id: 'i-0123456789abcdef0',
      name: null,
      state: 'online' as const,
      lastPing: null,
      platform: 'Linux',
      system: null,
      agentVersion: '3',
      address: null,
      computer: null,
    };
    const options = { width: 80, paint: PLAIN, now: 0 };
    const named = { ...head, accountName: EVIL, nodes: [node], sessions: [] };
    const nodes = NODE_FORMATS.csv({ command: 'nodes', targets: [named], summary }, options);
    assert.ok(nodes.startsWith(`account,account name,region,id,`) && nodes.includes(`111122223333,${SHOWN}`), nodes);
    const unnamed = NODE_FORMATS.csv({ command: 'nodes', targets: [{ ...head, nodes: [node] }], summary }, options);
    assert.match(unnamed, /^account,region,id,/);
    assert.match(
      SESSION_FORMATS.csv({ command: 'sessions', since: null, targets: [named], summary }, options),
      /^account,account name,region,session,/,
    );
    const text = NODE_FORMATS.text({ command: 'nodes', targets: [named, named], summary }, options);
    assert.ok(text.includes(`111122223333/us-east-1 (${SHOWN}`), text);
  });
});
