import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SendSSHPublicKeyCommand } from '@aws-sdk/client-ec2-instance-connect';
import { prepareLogin } from '../../src/session/login.ts';
import { awsError, mockAws, testTarget } from '../aws.ts';
import { virtualClock } from '../channel/virtual-clock.ts';

/** The first answer of an agent that is asked what it holds. */
async function heldAt(path: string): Promise<Buffer> {
  const client = connect(path);
  client.write(Buffer.from('000000010b', 'hex'));
  const [answer] = (await once(client, 'data')) as [Buffer];
  client.destroy();
  return answer;
}

describe('the login of ssh', () => {
  const aws = mockAws();
  let home: string;
  let path: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'login-'));
    path = join(home, 'c.sock');
  });
  afterEach(() => rmSync(home, { recursive: true, force: true }));

  let said: string[] = [];
  beforeEach(() => (said = []));
  const begun = (node: string, ownAgent?: string, hasKeys = false) =>
    prepareLogin(
      testTarget(),
      {
        node,
        user: 'ec2-user',
        path,
        ownAgent,
        hasOwnKeys: () => Promise.resolve(hasKeys),
        say: (line) => void said.push(line),
      },
      virtualClock(),
    );

  it('is by a key that the instance has before the agent does', async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<{ Success: boolean }>((resolve) => (arrive = () => resolve({ Success: true })));
    let asked: () => void = () => undefined;
    const pushing = new Promise<void>((resolve) => (asked = resolve));
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).callsFake(() => {
      asked();
      return arrived;
    });
    const login = begun('i-0123456789abcdef0', '/nowhere');
    await pushing;
    assert.equal(existsSync(path), false);
    arrive();
    await login.ready;
    const [{ SSHPublicKey: line }] = aws.inputs('ec2InstanceConnect.SendSSHPublicKey') as [{ SSHPublicKey: string }];
    assert.ok((await heldAt(path)).includes(Buffer.from(line.slice(12), 'base64')));
    await login.close();
    assert.equal(existsSync(path), false);
  });

  it('is not there where the key was refused', async () => {
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).rejects(awsError('EC2InstanceNotFoundException', 'no'));
    const login = begun('i-0123456789abcdef0');
    await assert.rejects(login.ready, { code: 'EC2InstanceNotFoundException' });
    await login.close();
    assert.equal(existsSync(path), false);
  });

  for (const [code, why] of [
    ['AccessDeniedException', 'the caller may not use ec2-instance-connect:SendSSHPublicKey on it for this user'],
    ['EC2InstanceNotFoundException', 'EC2 knows no such instance'],
    ['EC2InstanceStateInvalidException', 'the instance is not running'],
  ] as const) {
    it(`is by the keys of the user, who is told so, where there are some and the key was refused: ${code}`, async () => {
      aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).rejects(awsError(code, 'no'));
      const own = join(home, 'own.sock');
      const server = createServer((client) => client.once('data', (data) => client.end(data)));
      server.listen(own);
      await once(server, 'listening');
      const login = begun('i-0123456789abcdef0', own, true);
      await login.ready;
      assert.equal((await heldAt(path)).toString('hex'), '000000010b');
      await login.close();
      server.close();
      const line = `the one-time key for ec2-user@i-0123456789abcdef0 (eu-west-1): ${why}`;
      assert.deepEqual(said, [`${line}; ssh goes on with your own keys`]);
    });
  }

  it('leaves ssh to the files of the user where the key was refused and there is no agent', async () => {
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).rejects(awsError('AccessDeniedException', 'no'));
    const login = begun('i-0123456789abcdef0', undefined, true);
    await login.ready;
    assert.equal(existsSync(path), false);
    assert.equal(said.length, 1);
    await login.close();
  });

  it('is by the agent of the user where no key can be pushed', async () => {
    const own = join(home, 'own.sock');
    const server = createServer((client) => client.once('data', (data) => client.end(Buffer.concat([data, data]))));
    server.listen(own);
    await once(server, 'listening');
    const login = begun('mi-0123456789abcdef0', own);
    await login.ready;
    assert.equal((await heldAt(path)).toString('hex'), '000000010b000000010b');
    await login.close();
    server.close();
    assert.deepEqual(aws.names(), []);
  });

  it('leaves ssh to its files where there is no agent', async () => {
    const login = begun('mi-0123456789abcdef0');
    await login.ready;
    assert.equal(existsSync(path), false);
    await login.close();
  });

  it('leaves nothing behind that is being made when it is closed', async () => {
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).resolves({ Success: true });
    const login = begun('i-0123456789abcdef0');
    while (readdirSync(home).length === 0) await new Promise(setImmediate);
    await login.close();
    assert.deepEqual(readdirSync(home), []);
  });

  it('leaves nothing behind that is made while it is closed', async () => {
    aws.ec2InstanceConnect.on(SendSSHPublicKeyCommand).resolves({ Success: true });
    const login = begun('i-0123456789abcdef0');
    await login.close();
    await login.ready;
    assert.equal(existsSync(path), false);
  });
});
