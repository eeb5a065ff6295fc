import type { Duplex } from 'node:stream';
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from 'ssh2';
import { connectLocally } from './forwarding.ts';
import { runProgram } from './program.ts';
import { remoteForwarding } from './remote-forwarding.ts';
import { serveFiles } from './files.ts';

/** The SSH server of a node, which is this machine. It listens nowhere: it takes the connections that it is given. */
export interface SshServer {
  accept(socket: Duplex): void;
}

interface Options {
  /** The private key by which it is known. */
  readonly hostKey: string;
  /** Tells whether this user may log in with a key, whose bytes are given in base64. */
  isAllowed(user: string, key: string): Promise<boolean>;
}

/** Makes the private key of a server, in OpenSSH's format. */
export const makeHostKey = (): string => ssh2.utils.generateKeyPairSync('ed25519').private;

/** Makes an SSH server: commands, shells, files, and ports of this machine. */
export function sshServer({ hostKey, isAllowed }: Options): SshServer {
  const server = new ssh2.Server({ hostKeys: [hostKey], ident: 'sandbox' }, (client) => {
    let user = '';
    client.on('error', () => undefined);
    client.on('authentication', (context) => {
      user = context.username;
      void decide(context, isAllowed);
    });
    client.on('ready', () => serve(client, () => user));
  });
  return { accept: (socket) => server.injectSocket(socket as Parameters<typeof server.injectSocket>[0]) };
}

async function decide(context: AuthContext, isAllowed: Options['isAllowed']): Promise<void> {
  const admitted = await admits(context, isAllowed).catch(() => false);
  if (admitted) context.accept();
  else context.reject(['publickey']);
}

/** A client asks first whether a key would do, and then shows that it has it. */
async function admits(context: AuthContext, isAllowed: Options['isAllowed']): Promise<boolean> {
  if (context.method !== 'publickey') return false;
  const { key, blob, signature, hashAlgo, username } = context;
  if (!(await isAllowed(username, key.data.toString('base64')))) return false;
  if (!signature || !blob) return true;
  const parsed = ssh2.utils.parseKey(`${key.algo} ${key.data.toString('base64')}`);
  const [one] = [parsed].flat();
  if (one === undefined || one instanceof Error) return false;
  // Unlike its types say, it can also return an error.
  const verified: unknown = one.verify(blob, signature, hashAlgo);
  return verified === true;
}

function serve(client: Connection, user: () => string): void {
  client.on('session', (accept) => serveSession(accept(), user()));
  client.on('tcpip', (accept, reject, { destPort }) => connectLocally(destPort, accept, reject));
  client.on('openssh.streamlocal', (accept, reject, { socketPath }) => connectLocally(socketPath, accept, reject));
  const forward = remoteForwarding(client);
  client.on('request', (accept: ((port?: number) => void) | undefined, reject: (() => void) | undefined, name, info) =>
    forward({ name, info }, { accept: (port) => accept?.(port), reject: () => reject?.() }),
  );
}

function serveSession(session: Session, user: string): void {
  const environment: Record<string, string> = { USER: user, LOGNAME: user };
  let terminal: { columns: number; rows: number } | undefined;
  let resize: (columns: number, rows: number) => void = () => undefined;
  let kill: (signal: string) => void = () => undefined;

  session.on(
    'env',
    (accept: (() => void) | undefined, _reject: unknown, { key, val }: { key: string; val: string }) => {
      if (!KEPT.has(key) && /^[A-Za-z_]\w*$/.test(key)) environment[key] = val;
      accept?.();
    },
  );
  session.on('pty', (accept: (() => void) | undefined, _reject: unknown, { cols, rows, ...info }) => {
    // Who has no terminal, but asks for one, has one of no size.
    terminal = { columns: cols || 80, rows: rows || 24 };
    const { term } = info as { readonly term?: string };
    if (term) environment['TERM'] = term;
    accept?.();
  });
  session.on('window-change', (accept: (() => void) | undefined, _reject: unknown, { cols, rows }) => {
    resize(cols, rows);
    accept?.();
  });
  session.on('signal', (accept: (() => void) | undefined, _reject: unknown, { name }) => {
    kill(name);
    accept?.();
  });
  const run = (channel: ServerChannel, command?: string): void => {
    ({ resize, kill } = runProgram(channel, {
      environment,
      ...(command !== undefined && { command }),
      ...(terminal && { terminal }),
    }));
  };
  session.on('exec', (accept, _reject, { command }) => run(accept(), command));
  session.on('shell', (accept) => run(accept()));
  session.on('sftp', (accept) => serveFiles(accept()));
}

/** What no client may set for a program. */
const KEPT: ReadonlySet<string> = new Set(['PATH', 'HOME', 'SHELL', 'LD_PRELOAD', 'LD_LIBRARY_PATH', 'NODE_OPTIONS']);
