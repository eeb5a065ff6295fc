import assert from 'node:assert/strict';
import { partitionOf } from '../../src/aws/regions.ts';
import { createTarget } from '../../src/targets/target.ts';
import { placeLabel } from '../../src/aws/place.ts';
import { ACCOUNT, CREDENTIALS, NOWHERE } from '../aws.ts';

const target = (interrupt?: AbortSignal) => {
  const place = { account: ACCOUNT, profile: 'dev', region: 'eu-west-1', partition: partitionOf('eu-west-1') };
  return createTarget(place, () => Promise.resolve(CREDENTIALS), { ...NOWHERE, ...(interrupt && { interrupt }) });
};

describe('target', () => {
  it('is called by its account, else its profile, else default', () => {
    assert.equal(placeLabel({ account: ACCOUNT, profile: 'dev', region: 'eu-west-1' }), `${ACCOUNT}/eu-west-1`);
    assert.equal(placeLabel({ profile: 'dev', region: 'eu-west-1' }), 'dev/eu-west-1');
    assert.equal(placeLabel({ region: 'eu-west-1' }), 'default/eu-west-1');
  });

  it('has one client a service, in its region', async () => {
    const one = target();
    for (const client of [one.kms, one.logs, one.ssm]) {
      assert.equal(await client(), await client());
      assert.equal(await (await client()).config.region(), 'eu-west-1');
    }
  });

  it('ends its waits and its calls when it is aborted', async () => {
    const one = target();
    const waiting = one.wait(60_000);
    one.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await assert.rejects((await one.kms()).describeKey({ KeyId: 'k' }));
  });

  it('lets go of its clients, and makes new ones when it is worked on again', async () => {
    const one = target();
    const client = await one.kms();
    one.release();
    const other = await one.kms();
    assert.notEqual(other, client);
    assert.equal(await one.kms(), other);
    one.abort();
    await assert.rejects(other.describeKey({ KeyId: 'k' }), { name: 'AbortError' });
  });

  it('waits for as long as it is told', async () => {
    await target().wait(1);
    assert.equal(await target().backOff(1), true);
  });

  it('backs off no longer when the run is ended, and says so', async () => {
    const run = new AbortController();
    const one = target(run.signal);
    const pause = one.backOff(60_000);
    run.abort();
    assert.equal(await pause, false);
    assert.equal(await one.backOff(60_000), false);
    one.abort();
    await assert.rejects(one.backOff(60_000), { name: 'AbortError' });
  });
});
