import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { SeedError } from '../../../src/sandbox/seed/mistakes.ts';
import { stateNamed } from '../../../src/sandbox/seed/named.ts';

describe('sandbox: seeds by name', () => {
  it('are the fleet, or a file', async () => {
    assert.ok(Object.keys((await stateNamed('fleet')).accounts).length > 0);
    await assert.rejects(stateNamed('no/such.json'), { message: /a file that can be read/ });
  });

  it('are no folder, and no device, which may never end', async function () {
    if (!existsSync('/dev/zero')) this.skip();
    for (const name of ['/', '/dev/zero', '/dev/full']) await assert.rejects(stateNamed(name), SeedError, name);
  });
});
