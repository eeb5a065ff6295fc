import { createServer, type Server } from 'node:net';
import type { Connection, ServerChannel } from 'ssh2';
import { join } from './forwarding.ts';

/** What a client asks for by a global request. https://www.rfc-editor.org/rfc/rfc4254#section-7.1 */
type RemoteRequest =
  | {
      readonly name: 'tcpip-forward' | 'cancel-tcpip-forward';
      readonly info: { readonly bindAddr: string; readonly bindPort: number };
    }
  | {
      readonly name: 'streamlocal-forward@openssh.com' | 'cancel-streamlocal-forward@openssh.com';
      readonly info: { readonly socketPath: string };
    };

/** Answers a global request; a port that was chosen is told. */
interface RemoteAnswer {
  accept(chosenPort?: number): void;
  reject(): void;
}

/**
 * Serves `ssh -R`: ports and sockets of this machine whose connections are carried to the client, until it cancels them or leaves.
 * Ports are on 127.0.0.1, whatever address is asked for, as of an sshd without GatewayPorts.
 */
export function remoteForwarding(client: Connection): (request: RemoteRequest, answer: RemoteAnswer) => void {
  const servers = new Map<string, Server>();
  client.on('close', () => {
    for (const server of servers.values()) server.close();
  });

  function listen(
    where: { readonly port: number; readonly host: string } | { readonly path: string },
    carry: (port: number, onChannel: (error: Error | undefined, channel: ServerChannel) => void) => void,
    answer: RemoteAnswer,
  ): void {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (socket) => {
      carry(portOf(server), (error, channel) => {
        if (error) return void socket.destroy();
        join(socket, channel);
        return undefined;
      });
    });
    // What keeps the process alive is the client.
    server.unref();
    server.once('error', answer.reject);
    server.listen(where, () => {
      server.off('error', answer.reject);
      servers.set('path' in where ? where.path : String(portOf(server)), server);
      answer.accept(portOf(server));
    });
  }

  function cancel(key: string, { accept, reject }: RemoteAnswer): void {
    const server = servers.get(key);
    servers.delete(key);
    if (!server) return reject();
    server.close();
    return accept();
  }

  return ({ name, info }, answer) => {
    switch (name) {
      case 'tcpip-forward': {
        const { bindAddr, bindPort } = info;
        listen(
          { port: bindPort, host: '127.0.0.1' },
          (port, onChannel) => client.forwardOut(bindAddr, port, '127.0.0.1', 0, onChannel),
          answer,
        );
        return undefined;
      }
      case 'cancel-tcpip-forward':
        return cancel(String(info.bindPort), answer);
      case 'streamlocal-forward@openssh.com': {
        const { socketPath } = info;
        listen(
          { path: socketPath },
          (_port, onChannel) => client.openssh_forwardOutStreamLocal(socketPath, onChannel),
          answer,
        );
        return undefined;
      }
      case 'cancel-streamlocal-forward@openssh.com':
        return cancel(info.socketPath, answer);
    }
  };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
