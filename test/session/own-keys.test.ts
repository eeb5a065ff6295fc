import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasOwnKeys } from '../../src/session/own-keys.ts';

describe('the keys of a user', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'own-keys-'));
    mkdirSync(join(home, '.ssh'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const found = (agent?: string) => hasOwnKeys({ home, agent, environment: {} });
  const write = (name: string, text = ''): void => writeFileSync(join(home, '.ssh', name), text);

  it('are none in an empty home, and none in files that ssh does not look for', async () => {
    assert.equal(await found(), false);
    write('id_ed25519.pub');
    write('known_hosts');
    write('config', 'Host *\n  IdentityFile none\n');
    assert.equal(await found(), false);
  });

  for (const name of ['id_ed25519', 'id_rsa', 'id_ecdsa_sk']) {
    it(`are in ~/.ssh/${name}`, async () => {
      write(name);
      assert.equal(await found(), true);
    });
  }

  for (const line of ['IdentityFile ~/keys/work', 'PKCS11Provider /usr/lib/card.so']) {
    it(`are where the configuration says: ${line}`, async () => {
      write('config', `Host *.internal\n  ${line}\n`);
      assert.equal(await found(), true);
    });
  }

  it('are not known of a configuration that cannot be read', async () => {
    mkdirSync(join(home, '.ssh', 'config'));
    assert.equal(await found(), false);
  });

  for (const [what, answer, holds] of [
    ['that holds two', '000000050c00000002', true],
    ['that is empty', '000000050c00000000', false],
    ['that is locked', '0000000105', false],
    ['that says nothing', '', false],
  ] as const) {
    it(`are ${holds ? '' : 'not '}in an agent ${what}`, async () => {
      const path = join(home, 'agent');
      const server = createServer((client) => client.once('data', () => client.end(Buffer.from(answer, 'hex'))));
      server.listen(path);
      await once(server, 'listening');
      assert.equal(await found(path), holds);
      server.close();
    });
  }

  it('are not in an agent that is gone', async () => {
    assert.equal(await found(join(home, 'nobody')), false);
  });
});
