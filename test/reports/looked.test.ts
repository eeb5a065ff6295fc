import assert from 'node:assert/strict';
import type { Finding } from '../../src/checks/check.ts';
import type { Report } from '../../src/engine/report.ts';
import { type Asked, lookedIn } from '../../src/reports/looked.ts';
import { diagnosis, fault, setupReport, target } from './reports.ts';

const ONE = '111111111111';
const asked = (extra: Partial<Asked> = {}): Asked => ({
  check: 'kms.disabled',
  scope: 'region',
  account: ONE,
  region: 'us-east-1',
  subject: 'key/1',
  ...extra,
});
const fine = (check: string, scope: Finding['scope'] = 'region'): Finding => ({
  check,
  scope,
  verdict: 'ok',
  summary: 'nothing found',
});
const looked = (report: Report, extra: Partial<Asked> = {}): boolean => lookedIn(report)(asked(extra));

describe('a run has looked', () => {
  it('in the places that are in the report and have not failed', () => {
    const report = diagnosis(
      target(ONE),
      target('222222222222', {
        status: 'failed',
        error: { code: 'x', message: 'y' },
        findings: [fine('kms.disabled')],
      }),
    );
    assert.ok(looked(report));
    assert.ok(!looked(report, { region: 'eu-west-1' }));
    assert.ok(!looked(report, { account: '222222222222' }));
    assert.ok(!looked(report, { scope: 'account', region: 'eu-west-1' }), 'it may be about that region');
  });

  it('by the checks that were asked for, and that this version has', () => {
    assert.ok(looked({ ...diagnosis(target(ONE)), selected: ['kms.disabled'] }));
    assert.ok(!looked({ ...diagnosis(target(ONE)), selected: ['kms.missing'] }));
    assert.ok(!looked(diagnosis(target(ONE)), { check: 'kms.of-another-version' }));
  });

  it('of a setup, by the checks that say something', () => {
    assert.ok(!looked(setupReport(target(ONE))));
    assert.ok(looked(setupReport(target(ONE, { findings: [fine('kms.disabled')] }))));
  });

  it('but not where a check could not, at that thing or at all', () => {
    const unread = fault({ verdict: 'unknown', subject: 'key/1' });
    const { subject: _subject, ...whole } = unread;
    const report = (finding: Finding) => diagnosis(target(ONE, { findings: [finding] }));
    assert.ok(!looked(report(unread)));
    assert.ok(looked(report(unread), { subject: 'key/2' }));
    assert.ok(!looked(report(whole), { subject: 'key/2' }));
  });

  it('but not at nodes that were not asked', () => {
    const check = 'instance.not-connected';
    const sampled = [{ check, asked: 50, of: 2000, doubtful: 0 }];
    assert.ok(!looked(diagnosis(target(ONE, { sampled })), { check, subject: 'i-1' }));
  });

  it('at the machine, where anything is said of one', () => {
    const machine = { check: 'client.cli', scope: 'machine' } as const;
    assert.ok(!looked(diagnosis(target(ONE)), machine));
    assert.ok(looked(diagnosis(target(ONE, { findings: [fine('client.plugin', 'machine')] })), machine));
  });
});
