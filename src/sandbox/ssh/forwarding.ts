import { connect } from 'node:net';
import type { ServerChannel } from 'ssh2';

/** Carries a connection to a port of this machine: whatever host was asked for, there is no other one here. */
export function connectLocally(port: number, accept: () => ServerChannel, reject: () => void): void {
  const socket = connect(port, '127.0.0.1');
  socket.once('error', reject);
  socket.once('connect', () => {
    socket.off('error', reject);
    socket.on('error', () => channel.destroy());
    const channel = accept();
    channel.on('error', () => socket.destroy());
    channel.on('close', () => socket.destroy());
    channel.pipe(socket).pipe(channel);
  });
}
