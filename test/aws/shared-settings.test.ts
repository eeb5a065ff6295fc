import assert from 'node:assert/strict';
import { sharedSettingsOf } from '../../src/aws/shared-settings.ts';

/** Two services. */
const KMS = {};
const SSM = {};

describe('shared settings', () => {
  const config = (name: string): Record<string, unknown> => ({
    retryMode: `retry mode of ${name}`,
    credentials: `credentials of ${name}`,
  });

  it('hand what the first client of a service looked up to the later ones, and nothing else', () => {
    const run = {};
    sharedSettingsOf(run, KMS).learnFrom(config('first'));
    const { shared } = sharedSettingsOf(run, KMS);
    assert.equal(shared['retryMode'], 'retry mode of first');
    assert.ok(!('credentials' in shared));
  });

  it('are those of the first client, whatever the later ones make of them', () => {
    const run = {};
    for (const name of ['first', 'second', 'third']) sharedSettingsOf(run, KMS).learnFrom(config(name));
    assert.equal(sharedSettingsOf(run, KMS).shared['retryMode'], 'retry mode of first');
  });

  it('are apart for each service, each profile and each run', () => {
    const run = {};
    sharedSettingsOf(run, KMS).learnFrom(config('first'));
    assert.deepEqual(sharedSettingsOf(run, SSM).shared, {});
    assert.deepEqual(sharedSettingsOf(run, KMS, 'dev').shared, {});
    assert.deepEqual(sharedSettingsOf({}, KMS).shared, {});
  });
});
