import assert from 'node:assert/strict';
import { CATALOGUE } from '../../src/checks/catalogue.ts';
import { checksOf, type Framework } from '../../src/compliance/framework.ts';
import { controlsOf, FRAMEWORKS } from '../../src/compliance/index.ts';
import { doctorInputs } from '../../src/inputs/tables/doctor.ts';

const ALL = Object.values<Framework>(FRAMEWORKS);

describe('the frameworks of --compliance', () => {
  it('are those of the flag', () => assert.deepEqual(Object.keys(FRAMEWORKS), [...doctorInputs.compliance.options]));

  it('name checks that there are', () => {
    const named = ALL.flatMap(({ controls }) => controls.flatMap(checksOf));
    assert.deepEqual(
      [...new Set(named)].filter((check) => !(check in CATALOGUE)),
      [],
    );
  });

  it('name a check once for a control, and a control once', () => {
    for (const { title, controls } of ALL) {
      assert.equal(new Set(controls.map(({ id }) => id)).size, controls.length, title);
      for (const control of controls) {
        const checks = checksOf(control);
        assert.ok(checks.length > 0, control.id);
        assert.equal(new Set(checks).size, checks.length, `${title} ${control.id}`);
      }
    }
  });

  it('count hints only of checks that give evidence, and can give hints', () => {
    for (const control of ALL.flatMap(({ controls }) => controls)) {
      for (const check of control.byHints ?? []) {
        assert.ok(checksOf(control).includes(check), `${control.id}: ${check}`);
        assert.ok(CATALOGUE[check]?.verdicts.includes('info'), `${control.id}: ${check}`);
      }
    }
  });

  it('count no check that can only give hints, unless hints count', () => {
    for (const control of ALL.flatMap(({ controls }) => controls)) {
      for (const check of checksOf(control)) {
        const { verdicts = [] } = CATALOGUE[check] ?? {};
        const canFail = verdicts.some((verdict) => verdict === 'fail' || verdict === 'warn');
        assert.ok(canFail || control.byHints?.includes(check), `${control.id}: ${check}`);
      }
    }
  });

  it('are listed for a check', () => {
    const found = controlsOf('kms.rotation').map(({ framework, control }) => `${framework.title} ${control.id}`);
    assert.deepEqual(found, [
      'NIST SP 800-53 Rev. 5 SC-12',
      'CIS AWS Foundations Benchmark v5.0.0 3.6',
      'ISO/IEC 27001:2022 Annex A A.8.24',
    ]);
    assert.deepEqual(controlsOf('client.cli'), []);
  });
});
