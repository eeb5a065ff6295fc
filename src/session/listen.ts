import { createServer, type Server, type Socket } from 'node:net';
import { UserError } from '../errors.ts';

/** A port of this machine that listens; connections wait until somebody takes them. */
export interface Listener {
  readonly port: number;
  /** Hands over connections, which are paused: those that wait, and all that come. */
  take(onConnection: (socket: Socket) => void): void;
  close(): void;
}

/** Listens on 127.0.0.1, which nobody else can reach. Throws a UserError if the port is taken or not allowed. */
export async function listenOn(port: number): Promise<Listener> {
  const waiting: Socket[] = [];
  let carry = (socket: Socket): void => void waiting.push(socket);
  // A connection that is half closed still waits for its answer. Whether its other end is only silent, or gone, is found out by
  // keepalives.
  const server: Server = createServer({ ...HALF_CLOSED, pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    carry(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(port, error)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    take(onConnection) {
      carry = onConnection;
      for (const socket of waiting.splice(0)) carry(socket);
    },
    close() {
      server.close();
      for (const socket of waiting) socket.destroy();
    },
  };
}

const HALF_CLOSED = { allowHalfOpen: true, keepAlive: true, keepAliveInitialDelay: 30_000 };

function refusal(port: number, error: NodeJS.ErrnoException): Error {
  const why =
    error.code === 'EADDRINUSE' ? 'it is taken' : error.code === 'EACCES' ? 'it needs more rights' : error.message;
  return new UserError('invalid-value', `port ${port} of this machine: ${why}; 0 finds a free one`, [], {
    cause: error,
  });
}
