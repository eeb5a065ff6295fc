import assert from 'node:assert/strict';
import type { Finding, Verdict } from '../../src/checks/check.ts';
import { hint } from '../../src/checks/remedy.ts';
import { assess } from '../../src/compliance/assess.ts';
import type { Assessed } from '../../src/compliance/standing.ts';
import type { FrameworkName } from '../../src/compliance/index.ts';
import { createDiagnosis, type TargetReport } from '../../src/engine/report.ts';

const fine = (check: string): Finding => ({ check, scope: 'region', verdict: 'ok', summary: 'nothing found' });
const fault = (check: string, verdict: Exclude<Verdict, 'ok'> = 'fail'): Finding => ({
  check,
  scope: 'region',
  verdict,
  summary: 'wrong',
  remedy: hint('right it'),
});

const target = (findings: readonly Finding[], extra: Partial<TargetReport> = {}): TargetReport => ({
  account: '111122223333',
  region: 'us-east-1',
  status: 'unchanged',
  changes: [],
  findings,
  ...extra,
});

const assessed = (
  framework: FrameworkName,
  targets: readonly TargetReport[],
  selected?: readonly string[],
): ReadonlyMap<string, Assessed> =>
  new Map(
    assess(createDiagnosis(targets, selected && { selected }), framework).controls.map((control) => [
      control.id,
      control,
    ]),
  );

const standing = (control: Assessed | undefined): readonly unknown[] => [control?.standing, control?.reason];

const LOGS = ['prefs.missing', 'prefs.unlogged', 'log-group.missing', 'instance.logs-permissions'].map(fine);

describe('a diagnosis, by the controls of a framework', () => {
  it('satisfies a control against which nothing was found', () => {
    const found = assessed('nist-800-53', [target(LOGS)]);
    assert.deepEqual(standing(found.get('AU-12')), ['satisfied', undefined]);
  });

  it('does not satisfy one of whose checks a single one found something, in a single target', () => {
    const elsewhere = target([fault('instance.logs-permissions'), fault('instance.logs-permissions', 'warn')], {
      region: 'eu-west-1',
    });
    const control = assessed('nist-800-53', [target(LOGS), elsewhere]).get('AU-12');
    assert.equal(control?.standing, 'not-satisfied');
    assert.deepEqual(control.against, [
      { check: 'instance.logs-permissions', verdict: 'fail', findings: 2, places: ['111122223333/eu-west-1'] },
    ]);
  });

  it('counts what somebody has accepted', () => {
    const accepted = { ...fault('prefs.unlogged', 'warn'), accepted: { reason: 'a test account' } };
    const control = assessed('pci-dss', [target([accepted, fault('prefs.unlogged', 'warn')])]).get('10.2.1');
    assert.equal(control?.standing, 'not-satisfied');
    assert.deepEqual([control.against[0]?.findings, control.against[0]?.accepted], [2, 1]);
  });

  it('says in which accounts what is about a whole account is, the worst first', () => {
    const whole = { ...fault('instance.logs-permissions'), scope: 'account' as const };
    const control = assessed('nist-800-53', [target([fault('prefs.unlogged', 'warn'), whole])]).get('AU-12');
    assert.deepEqual(
      control?.against.map(({ check, places }) => [check, places]),
      [
        ['instance.logs-permissions', ['account 111122223333']],
        ['prefs.unlogged', ['111122223333/us-east-1']],
      ],
    );
  });

  it('counts hints only where the control names what they look at', () => {
    const found = assessed('nist-800-53', [target([fault('kms.rotation', 'info'), fault('log-group.class', 'info')])]);
    assert.equal(found.get('SC-12')?.standing, 'not-satisfied');
    assert.equal(found.get('AU-12')?.standing, 'satisfied');
  });

  it('never satisfies what its checks can only refute', () => {
    const found = assessed('nist-800-53', [target([fine('log-group.retention')])]);
    const reason = 'its checks can only show that it is not met, and they found nothing';
    assert.deepEqual(standing(found.get('AU-11')), ['not-assessed', reason]);
    const differs = assessed('nist-800-53', [target([fault('log-group.retention', 'warn')])]);
    assert.deepEqual(standing(differs.get('AU-11')), ['not-satisfied', undefined]);
  });

  it('knows nothing where there was nothing to look at', () => {
    const found = assessed('cis-aws', [target(LOGS)]);
    assert.deepEqual(standing(found.get('3.6')), ['not-assessed', 'there was nothing for its checks to look at']);
  });

  it('knows nothing where a check could not tell', () => {
    const found = assessed('nist-800-53', [target([...LOGS, fault('dhmc.role-without-logs', 'unknown')])]);
    assert.deepEqual(standing(found.get('AU-12')), ['not-assessed', 'unknown: dhmc.role-without-logs']);
  });

  it('knows nothing where a target could not be looked at, but closed regions have no sessions', () => {
    const ended = (status: TargetReport['status'], code: string): TargetReport =>
      target([], { region: 'eu-west-1', status, error: { code, message: 'no' } });
    for (const [status, code] of [
      ['failed', 'AccessDenied'],
      ['not-run', 'NotRun'],
      ['skipped', 'ManagementAccount'],
    ] as const) {
      const found = assessed('nist-800-53', [target(LOGS), ended(status, code)]);
      assert.deepEqual(standing(found.get('AU-12')), ['not-assessed', '1 of 2 targets could not be looked at'], code);
    }
    const closed = assessed('nist-800-53', [target(LOGS), ended('skipped', 'RegionNotEnabled')]);
    assert.equal(closed.get('AU-12')?.standing, 'satisfied');
  });

  it('knows nothing where not all of its checks were made', () => {
    const found = assessed('cis-aws', [target([fine('instance.no-profile')])], ['instance.no-profile']);
    assert.deepEqual(standing(found.get('1.17')), [
      'not-assessed',
      'not all of its checks were made: instance.profile-without-role',
    ]);
  });

  it('counts', () => {
    const { summary, controls } = assess(
      createDiagnosis([target([...LOGS, fault('kms.rotation', 'info')])]),
      'iso-27001',
    );
    assert.equal(summary['not-satisfied'] + summary.satisfied + summary['not-assessed'], controls.length);
    assert.equal(summary['not-satisfied'], 1);
    assert.equal(summary.satisfied, 1);
  });
});
