import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import { smux, type StreamEvents } from '../../channel/smux.ts';
import type { Outlet, Port, Work } from './task.ts';

/** The sandbox's nodes are this machine: whatever host is asked for, its port is looked for here, and nowhere else. */
const HOST = '127.0.0.1';

/** The hosts to which no agent connects: those of the instance itself. */
const FORBIDDEN: ReadonlySet<string> = new Set([
  '169.254.169.123',
  '169.254.169.250',
  '169.254.169.251',
  '169.254.169.253',
  '169.254.169.254',
  'fd00:ec2::123',
  'fd00:ec2::240',
  'fd00:ec2::253',
  'fd00:ec2::254',
]);

/** Connects to a port of a node. */
export type Dial = (port: number) => Duplex;

/** Connects to a port of this machine. */
const dialHere: Dial = (port) => connect(port, HOST);

/**
 * Connects to a port: once, for SSH; for a forwarded port once for each stream of the client. `dialNode`: how the ports of the
 * node itself are reached, where they are not simply those of this machine.
 */
export function openPort(task: Port, outlet: Outlet, dialNode: Dial = dialHere): Work {
  if (task.host !== undefined && FORBIDDEN.has(task.host)) {
    return refused(outlet, `Forwarding to IP address ${task.host} is forbidden.`);
  }
  const isNode = task.host === undefined || LOOPBACK.has(task.host);
  const dial = isNode ? dialNode : dialHere;
  return task.forwarding ? manyConnections(task, outlet, dial) : oneConnection(task, outlet, dial);
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

function refused(outlet: Outlet, reason: string): Work {
  setImmediate(() => outlet.end(reason));
  return { input: ignore, resize: ignore, disconnect: ignore, room: ignore, stop: ignore };
}

const ignore = (): void => undefined;

function oneConnection({ port }: Port, outlet: Outlet, dial: Dial): Work {
  const socket = dial(port);
  let reason = '';
  socket.on('data', (data: Buffer) => {
    if (!outlet.output(data)) socket.pause();
  });
  socket.on('error', ({ code, message, syscall }: NodeJS.ErrnoException) => {
    const why = code === 'ECONNREFUSED' ? `dial tcp ${HOST}:${port}: connect: connection refused` : message;
    reason = syscall === 'connect' ? `Unable to connect to specified port: ${why}` : message;
  });
  socket.on('close', () => outlet.end(reason));
  return {
    input: (data) => socket.write(data),
    resize: ignore,
    disconnect: () => socket.end(),
    room: () => socket.resume(),
    stop() {
      socket.removeAllListeners('close');
      socket.destroy();
    },
  };
}

function manyConnections({ port }: Port, outlet: Outlet, dial: Dial): Work {
  const sockets = new Set<Duplex>();
  let room = true;
  const mux = smux({
    end: 'agent',
    send(bytes) {
      room = outlet.output(bytes);
      if (!room) for (const socket of sockets) socket.pause();
    },
    accept(stream): StreamEvents {
      const socket = dial(port);
      sockets.add(socket);
      if (!room) socket.pause();
      socket.on('data', (data: Buffer) => stream.write(data));
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.syscall === 'connect') outlet.portError();
      });
      socket.on('close', () => {
        sockets.delete(socket);
        stream.end();
      });
      return { onData: (data) => void socket.write(Buffer.from(data)), onEnd: () => socket.destroy() };
    },
  });
  return {
    input: mux.take,
    resize: ignore,
    disconnect: ignore,
    room() {
      room = true;
      for (const socket of sockets) socket.resume();
    },
    stop() {
      for (const socket of sockets) socket.destroy();
    },
  };
}
