import { createServer } from 'node:http';
import { connect } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { duplexPair } from '../agent/duplex-pair.ts';

/** The port behind which the web server of a node is. */
export const WEB = 80;

/** Connects to a port of this machine; where nothing listens there, to a web server that leaves no process and says whose it is. */
export function dialWeb(port: number, id: string): Duplex {
  const [near, far] = duplexPair();
  const socket = connect(port, '127.0.0.1');
  socket.once('connect', () => {
    socket.off('error', answer);
    pipeline(far, socket, far, () => undefined);
  });
  socket.once('error', answer);
  near.once('close', () => socket.destroy());
  return near;

  function answer(error: NodeJS.ErrnoException): void {
    if (error.code === 'ECONNREFUSED') pageOf(id).emit('connection', far);
    else near.destroy(error);
  }
}

const pageOf = (id: string): ReturnType<typeof createServer> =>
  createServer((_request, response) => {
    response.setHeader('content-type', 'text/plain; charset=utf-8');
    response.end(`${id}, a node of the sandbox\n`);
  });
