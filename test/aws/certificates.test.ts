import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trustOnly } from '../../src/aws/certificates.ts';
import { badInput } from '../aws.ts';
import { tlsFile } from '../loopback.ts';

describe('certificates', () => {
  let folder = '';
  before(() => (folder = mkdtempSync(join(tmpdir(), 'session-manager-certificates-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const setting = 'AWS_CA_BUNDLE';
  const file = (text: string): string => {
    const path = join(folder, 'bundle.pem');
    writeFileSync(path, text);
    return path;
  };
  const pem = (name: string): string => readFileSync(tlsFile(name), 'utf8');

  it('are read from a bundle of several, with whatever stands between them', () => {
    const path = file(`# corp\r\n${pem('authority.pem').replaceAll('\n', '\r\n')}\n# more\n${pem('other.pem')}`);
    assert.ok(trustOnly({ path, setting }, {}).context);
  });

  it('go without NODE_EXTRA_CA_CERTS if that cannot be read', () => {
    const path = tlsFile('authority.pem');
    for (const extra of [folder, '/nowhere', tlsFile('other.pem')]) {
      assert.ok(trustOnly({ path, setting }, { NODE_EXTRA_CA_CERTS: extra }).context);
    }
  });

  it('are refused with the setting, the file and the reason', () => {
    const refuse = (path: string, why: string): unknown =>
      badInput(
        () => trustOnly({ path, setting: 'ca_bundle of profile lab' }, {}),
        'ca_bundle of profile lab',
        path,
        why,
      );
    refuse(join(folder, 'none.pem'), 'there is no such file');
    refuse(folder, 'it is a directory');
    refuse(file(''), 'there is no certificate in it');
    refuse(tlsFile('server-key.pem'), 'there is no certificate in it');
    refuse(file(`${pem('authority.pem')}${pem('other.pem').replace(/^M.{8}/m, 'MAAAAAAAA')}`), 'certificate 2 in it');
  });
});
