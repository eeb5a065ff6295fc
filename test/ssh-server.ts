import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2, { type Server } from 'ssh2';

/** Tells whether a public key, as a line of `authorized_keys` without a comment, lets this user in now. */
export type Admission = (user: string, line: string) => boolean;

/** An SSH server on 127.0.0.1 that runs commands, and nothing else. */
export interface SshServer {
  readonly port: number;
  /** The host key, as a line of `known_hosts` has it. */
  readonly hostKey: string;
  close(): Promise<void>;
}

const { utils } = ssh2;

/** Makes a key for a server. */
export const hostKey = (): string =>
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'pem', type: 'sec1' }).toString();

/** Serves SSH to whoever has one of these keys. */
export async function serveSsh(admits: Admission, key = hostKey()): Promise<SshServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-server-'));
  const clients = new Set<{ end(): void }>();
  const server: Server = new ssh2.Server({ hostKeys: [key] }, (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => undefined);
    client.on('authentication', (attempt) => {
      if (attempt.method !== 'publickey') return attempt.reject(['publickey']);
      const { algo, data } = attempt.key;
      if (!admits(attempt.username, `${algo} ${data.toString('base64')}`)) return attempt.reject(['publickey']);
      if (!attempt.signature || !attempt.blob) return attempt.accept();
      const parsed = utils.parseKey(`${algo} ${data.toString('base64')}`);
      const isSigned = !(parsed instanceof Error) && parsed.verify(attempt.blob, attempt.signature, attempt.hashAlgo);
      return isSigned ? attempt.accept() : attempt.reject(['publickey']);
    });
    client.on('session', (accept) => {
      accept().on('exec', (acceptExec, _reject, { command }) => {
        const stream = acceptExec();
        const child = spawn('/bin/sh', ['-c', command], { cwd: folder });
        child.stdin.on('error', () => undefined);
        stream.pipe(child.stdin);
        child.stdout.pipe(stream, { end: false });
        child.stderr.pipe(stream.stderr, { end: false });
        child.on('close', (code) => {
          stream.exit(code ?? 255);
          stream.end();
        });
        stream.on('close', () => child.kill());
      });
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const parsed = utils.parseKey(key);
  if (parsed instanceof Error) throw parsed;
  return {
    port: (server.address() as { port: number }).port,
    hostKey: `${parsed.type} ${parsed.getPublicSSH().toString('base64')}`,
    async close() {
      for (const client of clients) client.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
