import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { othersIn, stanzaText } from '../../src/session/ssh-stanza.ts';

const PLACES = { knownHosts: '/home/ann/known_hosts', sockets: '/home/ann/ssh' };
const STANZA = {
  program: ['/usr/bin/node', '/opt/main.cjs'],
  flags: ['--regions', 'eu-west-1,us-east-1'],
  nameFlags: ['--debug'],
  key: true,
  profiles: ['prod', 'team one', 'Dev.x', '*'],
};

describe('the stanza for ssh', () => {
  it('has a block for instances, one for hybrid nodes, and one for names', () => {
    const text = stanzaText(STANZA, PLACES);
    assert.deepEqual(text.match(/^Host .*$/gm), ['Host i-*', 'Host mi-*', 'Host *.*-*-?.prod *.*-*-?.Dev.x']);
    assert.doesNotMatch(text.split('Host mi-*')[1]?.split('Host ')[0] ?? '', /Identity|identity/);
    assert.match(text, /^\S.*\n(  \S.*\n)+\n\S.*\n(  \S.*\n)+\n\S.*\n(  \S.*\n)+$/);
  });

  it('has one for both where nobody gets a key, and none for names where there are no profiles', () => {
    const text = stanzaText({ ...STANZA, key: false, profiles: [] }, PLACES);
    assert.deepEqual(text.match(/^Host .*$/gm), ['Host i-* mi-*']);
    assert.doesNotMatch(text, /Identity|identity/);
  });

  it('is what ssh takes it for', function () {
    if (spawnSync('ssh', ['-V']).error) return this.skip();
    const folder = mkdtempSync(join(tmpdir(), 'stanza-'));
    writeFileSync(join(folder, 'config'), `${stanzaText(STANZA, PLACES)}\nHost *\n  ProxyCommand other\n`);
    const ask = (host: string): string =>
      spawnSync('ssh', ['-F', join(folder, 'config'), '-G', host], { encoding: 'utf8' }).stdout;
    for (const [host, command, known] of [
      [
        'i-0123',
        /^proxycommand .* ssh-proxy --regions eu-west-1,us-east-1 .*%C\.sock --user '%r' -- '%h' '%p'$/m,
        /\/known_hosts$/m,
      ],
      ['mi-0123', /^proxycommand .* ssh-proxy --regions eu-west-1,us-east-1 -- '%h' '%p'$/m, /\/known_hosts$/m],
      [
        'Web-1.eu-west-1.prod',
        /^proxycommand .* ssh-proxy --debug .* --user '%r' -- '%n' '%p'$/m,
        /\/ssh\/[\da-f]{40}\.hosts$/m,
      ],
      ['db.us-gov-west-1.Dev.x', /^proxycommand .* ssh-proxy --debug /m, /\.hosts$/m],
      ['ec2-1-2-3-4.eu-west-1.compute.amazonaws.com', /^proxycommand other$/m, /known_hosts/],
    ] as const) {
      const settings = ask(host);
      assert.match(settings, command, host);
      assert.match(/^userknownhostsfile (.*)$/m.exec(settings)?.[1] ?? '', known, host);
    }
    rmSync(folder, { recursive: true, force: true });
    return undefined;
  });

  it('knows lines that lead ids elsewhere', () => {
    const setting = (line: number, words: readonly string[], keyword = 'proxycommand', file = '~/.ssh/config') => ({
      file,
      line,
      keyword,
      value: 'x',
      within: [{ file, line: line - 1, kind: 'host' as const, words }],
    });
    const settings = [
      setting(2, ['i-*', 'mi-*'], 'proxycommand', '~/.session-manager/ssh_config'),
      setting(12, ['i-*', 'mi-*']),
      setting(14, ['mi-????????']),
      setting(16, ['*']),
      setting(18, ['i-love-this-host']),
      setting(20, ['i-*'], 'user'),
      setting(22, ['web', 'i-*'], 'proxyjump', '~/.ssh/more'),
    ];
    assert.deepEqual(othersIn({ settings }, '~/.session-manager/ssh_config'), [
      '~/.ssh/config, line 12',
      '~/.ssh/config, line 14',
      '~/.ssh/more, line 22',
    ]);
  });
});
