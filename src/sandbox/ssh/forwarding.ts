import { connect, type Socket, type TcpNetConnectOpts } from 'node:net';
import type { ServerChannel } from 'ssh2';

/** What one end may close for writing while it still reads. */
const HALF_CLOSED = { allowHalfOpen: true };

/** Carries a connection to a port of this machine, whatever host was asked for, since there is no other one here; or to a socket, by its path. */
export function connectLocally(to: number | string, accept: () => ServerChannel, reject: () => void): void {
  const place: TcpNetConnectOpts | { readonly path: string } =
    typeof to === 'string' ? { path: to } : { port: to, host: '127.0.0.1' };
  const socket = connect({ ...place, ...HALF_CLOSED });
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    join(socket, accept());
  });
}

/** Joins a connection of this machine and a channel; whichever fails ends the other. */
export function join(socket: Socket, channel: ServerChannel): void {
  socket.on('error', () => channel.destroy());
  channel.on('error', () => socket.destroy());
  channel.on('close', () => socket.destroy());
  channel.pipe(socket).pipe(channel);
}
