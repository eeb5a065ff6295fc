import assert from 'node:assert/strict';
import { settingsOf } from '../../src/aws/shared-settings.ts';

describe('shared settings', () => {
  const config = (name: string): Record<string, unknown> => ({
    retryMode: `retry mode of ${name}`,
    serviceConfiguredEndpoint: `endpoint of ${name}`,
    credentials: `credentials of ${name}`,
  });

  it('hand what the first client of a service looked up to the later ones, and nothing else', () => {
    const run = {};
    settingsOf(run, 'KMS').learnFrom(config('first'));
    const { shared } = settingsOf(run, 'KMS');
    assert.equal(shared['retryMode'], 'retry mode of first');
    assert.ok(!('credentials' in shared));
    const second = config('second');
    settingsOf(run, 'KMS').learnFrom(second);
    assert.equal(second['serviceConfiguredEndpoint'], 'endpoint of first');
    assert.equal(second['credentials'], 'credentials of second');
  });

  it('are apart for each service and each run', () => {
    const run = {};
    settingsOf(run, 'KMS').learnFrom(config('first'));
    assert.deepEqual(settingsOf(run, 'SSM').shared, {});
    assert.deepEqual(settingsOf({}, 'KMS').shared, {});
  });
});
