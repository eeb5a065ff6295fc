// The system's own ssh, scp and sftp with a node of the sandbox, by the real binary.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EC2InstanceConnectClient, SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { sandboxHandler } from '../../src/sandbox/door/handler.ts';
import { createSandbox } from '../../src/sandbox/door/sandbox.ts';
import { BINARY, emptyHome, type Home, words } from './cli.ts';

const NODE = 'i-073d9645cca9c53f4';
const HAS_SSH = ['/usr/bin/ssh', '/usr/bin/scp', '/usr/bin/sftp', '/usr/bin/ssh-keygen'].every((path) =>
  existsSync(path),
);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('ssh to a node of the sandbox', function () {
  this.timeout(60_000);
  let home: Home;
  const running = new Set<ChildProcess>();

  before(async function () {
    if (!HAS_SSH) this.skip();
    home = emptyHome();
    await home.run(words('sandbox --seed fleet'));
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home.folder, 'key')]);
    const proxy = `${process.execPath} ${BINARY} ssh-proxy %h %p --sandbox --regions us-east-1`;
    const lines = [
      'Host *',
      'User ec2-user',
      `IdentityFile ${join(home.folder, 'key')}`,
      'IdentitiesOnly yes',
      `UserKnownHostsFile ${join(home.folder, 'known')}`,
      'StrictHostKeyChecking accept-new',
      `ProxyCommand ${proxy}`,
    ];
    writeFileSync(join(home.folder, 'config'), `${lines.join('\n')}\n`);
  });

  after(() => {
    for (const child of running) child.kill('SIGKILL');
    home?.clear();
  });

  const push = (InstanceOSUser: string) =>
    new EC2InstanceConnectClient({
      region: 'us-east-1',
      credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
      requestHandler: sandboxHandler(createSandbox({ file: home.stateFile })),
    }).send(
      new SendSSHPublicKeyCommand({
        InstanceId: NODE,
        InstanceOSUser,
        SSHPublicKey: readFileSync(join(home.folder, 'key.pub'), 'utf8'),
      }),
    );

  /** Runs one of the system's programs. */
  function by(program: string, args: readonly string[], input = ''): Promise<Ended> {
    const child = spawn(program, ['-F', join(home.folder, 'config'), ...args], {
      env: {
        PATH: process.env['PATH'],
        HOME: home.folder,
        SHELL: '/bin/sh',
        AWS_EC2_METADATA_DISABLED: 'true',
        SESSION_MANAGER_SANDBOX_STATE: home.stateFile,
      },
    });
    running.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
    return new Promise((resolve) => {
      child.on('close', (code) => {
        running.delete(child);
        resolve({ code, stdout, stderr });
      });
    });
  }

  it('is refused with a key that was not pushed, or for another user', async () => {
    assert.match((await by('ssh', [NODE, 'true'])).stderr, /Permission denied \(publickey\)/);
    await push('ubuntu');
    assert.match((await by('ssh', [NODE, 'true'])).stderr, /Permission denied \(publickey\)/);
  });

  it('runs a command, with input and exit code, and knows the node again', async () => {
    await push('ec2-user');
    const { code, stdout } = await by('ssh', [NODE, 'cat; exit 7'], 'input');
    assert.deepEqual([code, stdout], [7, 'input']);
    assert.equal(readFileSync(join(home.folder, 'known'), 'utf8').trim().split('\n').length, 1);
  });

  it('copies files by scp in both of its ways, and by sftp', async () => {
    await push('ec2-user');
    const bytes = randomBytes(3_000_000);
    writeFileSync(join(home.folder, 'file'), bytes);
    const [up, old] = await Promise.all([
      by('scp', ['-q', join(home.folder, 'file'), `${NODE}:up`]),
      by('scp', ['-q', '-O', join(home.folder, 'file'), `${NODE}:old`]),
    ]);
    assert.deepEqual([up.code, old.code], [0, 0], up.stderr + old.stderr);
    assert.equal((await by('scp', ['-q', `${NODE}:up`, join(home.folder, 'down')])).code, 0);
    assert.equal((await by('sftp', ['-q', '-b', '-', NODE], `get up ${join(home.folder, 'got')}\n`)).code, 0);
    for (const name of ['up', 'old', 'down', 'got'])
      assert.ok(readFileSync(join(home.folder, name)).equals(bytes), name);
  });
});
