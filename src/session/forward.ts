import type { Socket } from 'node:net';
import { type Clock, within } from '../channel/clock.ts';
import { keepAlive } from '../channel/keep-alive.ts';
import { type Closed, openSession, type Session, type SessionAccess } from '../channel/session.ts';
import { smux, type Smux } from '../channel/smux.ts';
import { canDo, isTooOld, SINCE } from '../channel/version.ts';
import { watchSilence } from './silence.ts';

/** A session that carries connections to one port. */
export interface Forwarding {
  /** Carries a connection, which is paused until then; it waits until the session is open. */
  carry(socket: Socket): void;
  /** Resolves when the session is open; to its end where it is over before that. */
  readonly opened: Promise<Closed | undefined>;
  /** Resolves when it is over. */
  readonly closed: Promise<Closed>;
  /** Ends it, and all of its connections. */
  end(): Promise<void>;
}

export interface ForwardingEvents {
  /** The node cannot connect to the port. */
  onRefused(): void;
  onConnection(state: 'lost' | 'back', reason: string): void;
  /** The node has not answered for ten seconds, or answers again. */
  onSilence(isSilent: boolean): void;
}

/** One frame of smux in one message. */
const FRAME = 1016;

/** What may wait for slow readers before nothing more is read, in bytes, over all connections of a session. */
const MOST_WAITING = 16 * 1024 * 1024;

/** How long connections may take what has come for them when the session is over, in milliseconds. */
const LAST_BYTES = 2000;

/**
 * Opens a session that carries many connections or, with agents of 2021 and before, one at a time. `toOtherHost`: of another host, so
 * that an agent which does not know how is refused: it would connect to its own.
 */
export function openForwarding(
  access: SessionAccess,
  events: ForwardingEvents,
  clock: Clock,
  toOtherHost = false,
): Forwarding {
  const all = new Set<Socket>();
  const sockets = new Set<Socket>();
  const waiting: Socket[] = [];
  let take: (data: Buffer) => void = () => undefined;
  let carry: (socket: Socket) => void = (socket) => void waiting.push(socket);
  let isOpen: (over?: Closed) => void;
  const opened = new Promise<Closed | undefined>((resolve) => {
    isOpen = resolve;
  });
  let stopKeeping = (): void => undefined;
  let stalled = false;
  let full = false;
  // What was handed to sockets that have not taken it yet, in bytes.
  let untaken = 0;

  const session = openSession(
    access,
    {
      onOpen({ handshake }) {
        const version = handshake?.agentVersion ?? '';
        if (toOtherHost && isTooOld('otherHosts', version)) {
          const reason = `agent ${version} is too old for ports of other hosts: update it (needs ${SINCE.otherHosts})`;
          isOpen({ how: 'refused', reason });
          return void session.leave(true);
        }
        const many = canDo('multiplexing', version);
        const carrier = many ? manyOver(crowd) : oneOver(session, crowd);
        ({ take, carry } = carrier);
        if (many && !canDo('quietMultiplexing', version)) stopKeeping = keepAlive(clock, session.write);
        for (const socket of waiting.splice(0)) if (!socket.destroyed) carry(socket);
        return isOpen();
      },
      onOutput: (data) => take(data),
      onPortError: () => events.onRefused(),
      onRoom() {
        full = false;
        for (const socket of sockets) socket.resume();
      },
      onConnection: (state, reason) => events.onConnection(state, reason),
    },
    clock,
  );

  const stopLooking = watchSilence(session, clock, events.onSilence);

  const crowd: Crowd = {
    join(socket) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      if (!full) socket.resume();
    },
    send(data) {
      if (session.write(data) || full) return;
      full = true;
      for (const socket of sockets) socket.pause();
    },
    receive(socket, data) {
      // What has to wait must not hold on to all that came in one read of the network.
      const own = socket.writableLength > 0 ? Buffer.from(data) : data;
      untaken += own.length;
      socket.write(own, () => {
        untaken -= own.length;
        if (!stalled || untaken > MOST_WAITING / 2) return;
        stalled = false;
        session.resume();
      });
      if (stalled || untaken < MOST_WAITING) return;
      stalled = true;
      session.pause();
    },
  };

  /** Lets every connection take what has come for it, as long as that is no longer than a moment, and closes it. */
  async function closeAll(): Promise<void> {
    await within(clock, LAST_BYTES, Promise.all([...all].map(closeSoon)));
    for (const socket of all) socket.destroy();
  }

  const ended = session.closed.then((closed) => {
    stopLooking();
    stopKeeping();
    isOpen(closed);
    return closeAll();
  });

  return {
    carry: (socket) => {
      all.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => all.delete(socket));
      carry(socket);
    },
    opened,
    closed: session.closed,
    async end() {
      await session.leave(true);
      await ended;
    },
  };
}

/** Closes a socket when it has taken all that was written to it. Resolves when it is closed. */
const closeSoon = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.closed) return resolve();
    socket.once('close', () => resolve());
    return socket.destroySoon();
  });

/** What all connections of a session share. */
interface Crowd {
  /** Begins to read it. */
  join(socket: Socket): void;
  send(data: Buffer): void;
  receive(socket: Socket, data: Buffer): void;
}

interface Carrier {
  take(data: Buffer): void;
  carry(socket: Socket): void;
}

function manyOver(crowd: Crowd): Carrier {
  const mux: Smux = smux({ end: 'client', send: crowd.send, frameSize: FRAME });
  return {
    take: mux.take,
    carry(socket) {
      crowd.join(socket);
      const stream = mux.open({
        // What comes shares its memory with a frame, which nobody uses again.
        onData: (data) => crowd.receive(socket, data),
        onEnd: () => socket.destroySoon(),
      });
      socket.on('data', (data) => stream.write(data));
      // Not when it is half closed: the agent would close both directions, and the answer be lost.
      socket.on('close', () => stream.end());
    },
  };
}

function oneOver(session: Session, crowd: Crowd): Carrier {
  let current: Socket | undefined;
  const next: Socket[] = [];
  const begin = (socket: Socket): void => {
    current = socket;
    crowd.join(socket);
    socket.on('data', crowd.send);
    // The others wait for it, and the node does not tell when it has no more to say.
    socket.on('end', () => socket.end());
    socket.on('close', () => {
      session.disconnectPort();
      current = undefined;
      const following = next.shift();
      if (following) begin(following);
    });
  };
  return {
    take(data) {
      if (current) crowd.receive(current, data);
    },
    carry(socket) {
      if (current) next.push(socket);
      else begin(socket);
    },
  };
}
