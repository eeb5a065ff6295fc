import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inConfig, pathFor, sshOptions, sshPlaces } from '../../src/session/ssh-options.ts';

/** The agent that `ssh -G` says it will ask. */
const agentOf = (settings: string): string => /^identityagent (.*)$/m.exec(settings)?.[1] ?? '';

const WAY = {
  program: ['/usr/bin/node', '/opt/main.cjs'],
  flags: ['--regions', 'eu-west-1'],
  key: true,
  host: '%h',
} as const;
const PLACES = { knownHosts: '/home/ann/.session-manager/known_hosts', sockets: '/home/ann/.session-manager/ssh' };

describe('where ssh keeps things', () => {
  it('is below the home', () => assert.deepEqual(sshPlaces('/home/ann', '/run/user/1', 1), PLACES));

  it('is elsewhere for sockets whose path would be too long, by a byte', () => {
    const home = (length: number): string => `/${'h'.repeat(length - 1)}`;
    // The folders, a slash, 40 characters and `.sock`.
    const longest = 103 - '/.session-manager/ssh'.length - 1 - 45;
    assert.equal(sshPlaces(home(longest), '/run/user/1', 1).sockets, `${home(longest)}/.session-manager/ssh`);
    assert.equal(sshPlaces(home(longest + 1), '/run/user/1', 1).sockets, '/run/user/1/session-manager');
    assert.equal(sshPlaces(home(longest + 1), undefined, 7).sockets, '/tmp/session-manager-7');
    assert.equal(sshPlaces(`/${'é'.repeat(20)}`, undefined, 7).sockets, '/tmp/session-manager-7');
    assert.equal(sshPlaces(home(200), `/run/${'x'.repeat(80)}`, 7).sockets, '/tmp/session-manager-7');
  });
});

describe('the options of ssh', () => {
  it('lead it through us, with a key', () => {
    assert.deepEqual(sshOptions(WAY, PLACES), [
      [
        'ProxyCommand',
        "/usr/bin/node /opt/main.cjs ssh-proxy --regions eu-west-1 --identity-socket /home/ann/.session-manager/ssh/%%C.sock --user '%r' -- '%h' '%p'",
      ],
      ['IdentityAgent', '/home/ann/.session-manager/ssh/%C.sock'],
      ['IdentitiesOnly', 'no'],
      ['UserKnownHostsFile', '/home/ann/.session-manager/known_hosts'],
      ['HashKnownHosts', 'no'],
      ['StrictHostKeyChecking', 'accept-new'],
    ]);
  });

  it('leave the keys to the user where none is wanted', () => {
    const options = sshOptions({ ...WAY, key: false, host: '%n' }, PLACES);
    assert.deepEqual(options[0], [
      'ProxyCommand',
      "/usr/bin/node /opt/main.cjs ssh-proxy --regions eu-west-1 --host-keys /home/ann/.session-manager/ssh/%%C.hosts --user '%r' -- '%n' '%p'",
    ]);
    assert.deepEqual(
      options.map(([name]) => name),
      ['ProxyCommand', 'UserKnownHostsFile', 'HashKnownHosts', 'StrictHostKeyChecking'],
    );
  });

  it('reach the shell as they were, and ssh as paths, whatever they hold', function () {
    if (spawnSync('ssh', ['-V']).error) return this.skip();
    const home = mkdtempSync(join(tmpdir(), 'options-'));
    const odd = `it's 100%h "q" \\ $HOME \`x\` #; é`;
    const script = join(home, 'tell.mjs');
    writeFileSync(
      script,
      `import { writeFileSync } from 'node:fs';
      writeFileSync(${JSON.stringify(join(home, 'told'))}, JSON.stringify(process.argv.slice(2)));`,
    );
    const options = sshOptions(
      { ...WAY, program: [process.execPath, script], flags: ['--reason', odd] },
      { knownHosts: `/k/${odd}`, sockets: `/s/${odd}` },
    );
    const words = options.flatMap(([name, value]) => ['-o', `${name}=${value}`]);
    const { stdout } = spawnSync('ssh', ['-F', 'none', '-G', ...words, 'i-1'], { encoding: 'utf8' });
    assert.match(stdout, /^identityagent \/s\/it's 100%h "q" \\ \$HOME `x` #; é\/[\da-f]{40}\.sock$/m);
    assert.match(stdout, /^userknownhostsfile \/k\/it's 100%h "q" \\ \$HOME `x` #; é$/m);
    spawnSync('ssh', ['-F', 'none', ...words, '-p', '2222', 'ann@i-1'], { stdio: 'ignore' });
    const told = spawnSync('cat', [join(home, 'told')], { encoding: 'utf8' }).stdout;
    rmSync(home, { recursive: true, force: true });
    const [command, flag, reason, , path = '', , user = '', , host = '', port = ''] = JSON.parse(
      told,
    ) as readonly string[];
    assert.deepEqual([command, flag, reason, user, host, port], ['ssh-proxy', '--reason', odd, 'ann', 'i-1', '2222']);
    const socket = pathFor(path, { machine: hostname(), host, port, user });
    assert.equal(
      agentOf(spawnSync('ssh', ['-F', 'none', '-G', ...words, '-p', '2222', 'ann@I-1'], { encoding: 'utf8' }).stdout),
      socket,
    );
    return undefined;
  });

  it('are quoted only where they have to be', () => {
    assert.equal(inConfig('/a/b'), '/a/b');
    assert.equal(inConfig('/a b'), '"/a b"');
    assert.equal(inConfig('/a"b\\c'), String.raw`"/a\"b\\c"`);
  });
});
