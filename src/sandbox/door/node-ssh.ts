import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { duplexPair } from '../agent/duplex-pair.ts';
import type { Dial } from '../agent/port.ts';
import type { State } from '../state/state.ts';
import type { SshServer } from '../ssh/server.ts';
import type { Node } from './node-calls.ts';
import { dialWeb, WEB } from './node-web.ts';
import type { Sandbox } from './sandbox.ts';

/** The port behind which the SSH server of a node is. */
const SSH = 22;

/** Connects to the ports of a node: those of this machine, but for that of SSH, whose server is the sandbox's own, and that of the web where this machine has no server. */
export const dialNode =
  (sandbox: Sandbox, node: Node): Dial =>
  (port) => {
    if (port === SSH) return dialSsh(sandbox, node);
    return port === WEB ? dialWeb(port, node.id) : connect(port, '127.0.0.1');
  };

/** Where ssh2 is missing, the port is closed. */
function dialSsh(sandbox: Sandbox, node: Node): Duplex {
  const [near, far] = duplexPair();
  serverOf(sandbox, node).then(
    (server) => server.accept(far),
    () => near.destroy(Object.assign(new Error('refused'), { code: 'ECONNREFUSED', syscall: 'connect' })),
  );
  return near;
}

async function serverOf(sandbox: Sandbox, node: Node): Promise<SshServer> {
  const { makeHostKey, sshServer } = await import('../ssh/server.ts');
  let hostKey = hostKeyOf(await sandbox.snapshot(), node);
  if (hostKey === undefined) {
    await sandbox.edit((state) => {
      const here = state.accounts[node.account]?.[node.region];
      if (here) (here.hostKeys ??= {})[node.id] ??= makeHostKey();
    });
    hostKey = hostKeyOf(await sandbox.snapshot(), node);
  }
  if (hostKey === undefined) throw new Error('the node is gone');
  return sshServer({
    hostKey,
    async isAllowed(user, key) {
      const { accounts } = await sandbox.snapshot();
      const pushed = accounts[node.account]?.[node.region]?.pushedKeys?.[node.id] ?? [];
      return pushed.some(
        (one) => one.user === user && one.key.split(' ')[1] === key && Date.parse(one.until) > Date.now(),
      );
    },
  });
}

const hostKeyOf = ({ accounts }: State, { account, region, id }: Node): string | undefined =>
  accounts[account]?.[region]?.hostKeys?.[id];
