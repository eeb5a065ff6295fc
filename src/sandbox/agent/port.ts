import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Clock } from '../../channel/clock.ts';
import { keepAlive } from '../../channel/keep-alive.ts';
import { smux, type StreamEvents } from '../../channel/smux.ts';
import type { PortManner } from './port-manner.ts';
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

interface Options {
  readonly manner: PortManner;
  readonly clock: Clock;
  /** How the ports of the node itself are reached, where they are not simply those of this machine. */
  readonly dial?: Dial | undefined;
}

/** Connects to a port: once, for SSH; for a forwarded port as agent and client can, once for each stream of the client or again and again. */
export function openPort(task: Port, outlet: Outlet, { manner, clock, dial: dialNode = dialHere }: Options): Work {
  if (task.host !== undefined && FORBIDDEN.has(task.host)) {
    return refused(outlet, `Forwarding to IP address ${task.host} is forbidden.`);
  }
  const isNode = task.host === undefined || LOOPBACK.has(task.host);
  const dial = isNode ? dialNode : dialHere;
  if (!task.forwarding || !manner.isMultiplexed) return oneConnection(task, outlet, dial);
  return manyConnections(task, outlet, dial, manner.keepsAlive ? clock : undefined);
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '::1']);

function refused(outlet: Outlet, reason: string): Work {
  setImmediate(() => outlet.end(reason));
  return { input: ignore, resize: ignore, disconnect: ignore, room: ignore, stop: ignore };
}

const ignore = (): void => undefined;

/** A forwarded port is connected to again when the client says something after one of both ends has closed the connection. */
function oneConnection({ port, forwarding }: Port, outlet: Outlet, dial: Dial): Work {
  let current: Duplex | undefined;

  function begin(): Duplex {
    const socket = dial(port);
    let reason = '';
    let isRefused = false;
    current = socket;
    socket.on('data', (data: Buffer) => {
      if (current === socket && !outlet.output(data)) socket.pause();
    });
    socket.on('error', ({ code, message, syscall }: NodeJS.ErrnoException) => {
      isRefused = syscall === 'connect';
      const why = code === 'ECONNREFUSED' ? `dial tcp ${HOST}:${port}: connect: connection refused` : message;
      reason = isRefused ? `Unable to connect to specified port: ${why}` : message;
    });
    socket.on('close', () => {
      if (current !== socket) return;
      current = undefined;
      if (!forwarding || isRefused) outlet.end(reason);
    });
    return socket;
  }
  begin();

  const leave = (): void => {
    const socket = current;
    current = undefined;
    socket?.destroy();
  };
  return {
    input: (data) => (current ?? begin()).write(data),
    resize: ignore,
    disconnect() {
      if (forwarding) leave();
      else current?.end();
    },
    room: () => current?.resume(),
    stop: leave,
  };
}

function manyConnections({ port }: Port, outlet: Outlet, dial: Dial, aliveBy: Clock | undefined): Work {
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
  const stopKeeping = aliveBy && keepAlive(aliveBy, outlet.output);
  return {
    input: mux.take,
    resize: ignore,
    disconnect: ignore,
    room() {
      room = true;
      for (const socket of sockets) socket.resume();
    },
    stop() {
      stopKeeping?.();
      for (const socket of sockets) socket.destroy();
    },
  };
}
