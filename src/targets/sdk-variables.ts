import type { Settings } from '../aws/config-files.ts';
import { brokenRule, invalid } from '../inputs/values.ts';
import type { Rule } from '../inputs/input.ts';

const YES_OR_NO: Rule = [['true', 'false'], 'it must be true or false'];

/**
 * The values that the SDK's own variables take, and the settings of profiles, which are named alike: `max_attempts`. It would pass over others without a word, or fail in the middle of a run.
 * https://docs.aws.amazon.com/sdkref/latest/guide/settings-reference.html
 */
const VARIABLES: Readonly<Record<string, Rule>> = {
  AWS_MAX_ATTEMPTS: [/^[1-9]\d{0,3}$/, 'it must be a whole number from 1'],
  AWS_RETRY_MODE: [['legacy', 'standard', 'adaptive'], 'it must be standard, adaptive or legacy'],
  AWS_USE_FIPS_ENDPOINT: YES_OR_NO,
  AWS_USE_DUALSTACK_ENDPOINT: YES_OR_NO,
  AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: YES_OR_NO,
  AWS_STS_REGIONAL_ENDPOINTS: [['legacy', 'regional'], 'it must be regional or legacy'],
  AWS_DEFAULTS_MODE: [
    ['auto', 'cross-region', 'in-region', 'legacy', 'mobile', 'standard'],
    'it must be auto, cross-region, in-region, legacy, mobile or standard',
  ],
};

/** Checks the SDK's variables that are set. Throws a UserError for the first value that is not allowed. */
export function checkSdkVariables(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(VARIABLES)) check(name, name, environment[name]);
}

/** Checks the SDK's settings in a profile. Throws a UserError that names profile and setting for the first value that is not allowed. */
export function checkSdkSettings(profile: string, settings: Settings): void {
  for (const name of Object.keys(VARIABLES)) {
    const setting = name.replace('AWS_', '').toLowerCase();
    check(name, `${setting} of profile ${profile}`, settings[setting]);
  }
}

function check(name: string, label: string, value: string | undefined): void {
  const rule = VARIABLES[name];
  if (rule === undefined || value === undefined || value === '') return;
  const why = brokenRule([rule], value);
  if (why !== undefined) throw invalid(label, value, why);
}
