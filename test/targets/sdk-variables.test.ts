import assert from 'node:assert/strict';
import { UserError } from '../../src/errors.ts';
import { checkSdkSettings, checkSdkVariables } from '../../src/targets/sdk-variables.ts';

const WRONG: readonly (readonly [name: string, ...values: readonly string[]])[] = [
  ['AWS_MAX_ATTEMPTS', 'abc', '0', '-1', '1.5', '10 '],
  ['AWS_RETRY_MODE', 'turbo', 'Standard'],
  ['AWS_USE_FIPS_ENDPOINT', 'yes', '1'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 'on'],
  ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'TRUE'],
  ['AWS_STS_REGIONAL_ENDPOINTS', 'global'],
  ['AWS_DEFAULTS_MODE', 'fast'],
];

describe("the SDK's own variables", () => {
  for (const [name, ...values] of WRONG) {
    it(`are checked before any call: ${name}`, () => {
      for (const value of values) {
        const check = (): void => checkSdkVariables({ [name]: value });
        assert.throws(check, (error) => error instanceof UserError && error.message.startsWith(`${name} "${value}": `));
      }
    });

    const setting = name.replace('AWS_', '').toLowerCase();
    it(`are checked in a profile, too: ${setting}`, () => {
      for (const value of values) {
        const check = (): void => checkSdkSettings('dev', { [setting]: value });
        const start = `${setting} of profile dev "${value}": it must be `;
        assert.throws(check, (error) => error instanceof UserError && error.message.startsWith(start));
      }
    });
  }

  it('may hold what the SDK takes, or nothing', () => {
    checkSdkVariables({});
    checkSdkSettings('dev', { max_attempts: '3', use_fips_endpoint: 'true', retry_mode: '', region: 'x' });
    checkSdkVariables({ AWS_MAX_ATTEMPTS: '', AWS_RETRY_MODE: '' });
    checkSdkVariables({ AWS_MAX_ATTEMPTS: '1', AWS_RETRY_MODE: 'adaptive', AWS_USE_FIPS_ENDPOINT: 'false' });
    checkSdkVariables({ AWS_STS_REGIONAL_ENDPOINTS: 'legacy', AWS_DEFAULTS_MODE: 'in-region' });
  });
});
