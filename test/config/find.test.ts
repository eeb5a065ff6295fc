import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { findFile, namedFile } from '../../src/config/find.ts';

describe('the configuration file', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'config-'));
    mkdirSync(join(root, 'a', 'b'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const put = (path: string, text: string | Buffer): string => {
    writeFileSync(join(root, path), text);
    return join(root, path);
  };
  const below = (): string => join(root, 'a', 'b');

  it('is the nearest one, from here upwards, and is called as one would from here', () => {
    assert.equal(findFile(below()), undefined);
    put('session-manager.yaml', 'kms: true');
    assert.deepEqual(findFile(below()), {
      file: '../../session-manager.yaml',
      folder: root,
      text: 'kms: true',
      form: 'yaml',
      named: false,
    });
    put('a/session-manager.json', '{}');
    assert.equal(findFile(below())?.file, '../session-manager.json');
    put('a/b/session-manager.yml', '');
    assert.equal(findFile(below())?.file, 'session-manager.yml');
  });

  it('is a member of package.json where that has it, and no other package.json stops the search', () => {
    put('package.json', '{"name": "x", "sessionManager": {"kms": true}}');
    put('a/package.json', '{"name": "a", "description": "\\"sessionManager\\" is elsewhere"}');
    put('a/b/package.json', 'what is this');
    assert.equal(findFile(below())?.file, '../../package.json');
    assert.equal(findFile(below())?.form, 'package');
  });

  it('is one: of two in a folder neither is taken', () => {
    put('a/session-manager.yaml', '');
    put('a/session-manager.yml', '');
    const both = '../session-manager.yaml and ../session-manager.yml: keep one of them, or name it with --config';
    assert.throws(() => findFile(below()), { message: both, code: 'invalid-config' });
    rmSync(join(root, 'a/session-manager.yml'));
    put('a/package.json', '{"sessionManager": {}}');
    assert.throws(() => findFile(below()), /session-manager\.yaml and .*package\.json: keep one/);
  });

  it('is not taken from whom anybody could be', () => {
    const path = put('session-manager.yaml', '');
    chmodSync(path, 0o666);
    assert.throws(
      () => findFile(below()),
      /session-manager\.yaml can be written by everybody on this machine: name it/,
    );
    assert.equal(namedFile(path, root).named, true, 'whoever names it has looked at it');
  });

  it('is not passed over where it is there and cannot be read', () => {
    mkdirSync(join(root, 'session-manager.yaml'));
    assert.throws(() => findFile(below()), /session-manager\.yaml is a folder, and no file; --no-config reads none/);
    rmSync(join(root, 'session-manager.yaml'), { recursive: true });
    symlinkSync('nowhere', join(root, 'session-manager.yaml'));
    assert.throws(() => findFile(below()), /session-manager\.yaml: there is no such file; --no-config reads none/);
    rmSync(join(root, 'session-manager.yaml'));
    if (spawnSync('mkfifo', [join(root, 'session-manager.yaml')]).status === 0) {
      assert.throws(() => findFile(below()), /is no regular file/, 'nobody waits for ever');
    }
  });

  it('has to be UTF-8, and says where it is not', () => {
    const path = put('latin.yaml', Buffer.from('kms: true\nlog-group: s\u00E9\xFF', 'latin1'));
    assert.throws(() => namedFile(path, root), { message: `${path}:2:13: this is not UTF-8` });
    assert.equal(namedFile(put('bom.yaml', '\uFEFFkms: true'), root).text, 'kms: true');
    assert.throws(() => namedFile(put('wide.yaml', Buffer.from('\uFEFFkms: true', 'utf16le')), root), /:1:1: this is/);
  });

  it('is not read where it is no configuration by its size, or never ends', () => {
    const path = put('large.yaml', '');
    truncateSync(path, 50 * 1024 * 1024 * 1024);
    assert.throws(() => namedFile(path, root), /is larger than 1 MiB/);
    assert.throws(() => namedFile('/dev/zero', root), /\/dev\/zero is larger than 1 MiB/);
  });

  it('may be named from anywhere, by any name', () => {
    put('a/fleet.json', '{}');
    const { form, folder, file } = namedFile('../fleet.json', below());
    assert.deepEqual([form, folder, file], ['json', join(root, 'a'), '../fleet.json']);
    assert.throws(() => namedFile('nope', root), { message: 'nope: there is no such file' });
    assert.throws(() => namedFile('a', root), { message: 'a is a folder, and no file' });
  });
});
