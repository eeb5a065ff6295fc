import { connect, type Socket } from 'node:net';
import type { Clock } from '../channel/clock.ts';
import type { Target } from '../targets/target.ts';
import { type AgentSocket, serveAgentAt } from './agent-socket.ts';
import { serveKey } from './key-agent.ts';
import { type PushedKey, pushedKey } from './pushed-key.ts';

/** The agent that ssh asks for its key. */
export interface Login {
  /** Resolves when ssh may ask. Rejects with a TargetError. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

interface Way {
  readonly node: string;
  /** The user of the node. */
  readonly user: string;
  /** Where ssh looks for its agent. */
  readonly path: string;
  /** The user's own agent. */
  readonly ownAgent: string | undefined;
  /** Tells whether ssh may find keys of the user. */
  hasOwnKeys(): Promise<boolean>;
  /** Tells the user something beside the connection. */
  say(line: string): void;
}

/**
 * Lets ssh in: by a one-time key, which the instance and ssh's agent get, or by the keys of the user where the node is no instance of
 * EC2, to which nobody can push a key, and where it was refused one.
 */
export function prepareLogin(
  target: Pick<Target, 'ec2InstanceConnect' | 'region'>,
  { node, user, path, ownAgent, hasOwnKeys, say }: Way,
  clock: Clock,
): Login {
  const pushed = node.startsWith('i-') ? pushedKey(target, { node, user }, clock) : undefined;
  let closed = false;
  let serving: Promise<AgentSocket> | undefined;
  /** Gives the key, once the instance has it; undefined: there are only those of the user. */
  const offered = async (): Promise<PushedKey | undefined> => {
    try {
      await pushed?.ready();
      return pushed;
    } catch (error) {
      if (closed || !(await hasOwnKeys())) throw error;
      say(`${(error as Error).message}; ssh goes on with your own keys`);
      return undefined;
    }
  };
  const ready = (async () => {
    // Whoever comes to the socket may have any process answer that serves it: a key has to be there before its socket.
    const key = await offered();
    if (closed || (!key && !ownAgent)) return;
    serving = serveAgentAt(path, (client) => (key ? serveKey(client, key.key, key.ready) : passOn(client, ownAgent)));
    await serving;
  })();
  // Nobody may be waiting for it yet.
  ready.catch(() => undefined);
  return {
    ready,
    async close() {
      closed = true;
      // Whoever fails meanwhile ends this process as soon as this resolves: a socket that is half made would stay.
      const socket = await serving?.catch(() => undefined);
      await socket?.close();
    },
  };
}

function passOn(client: Socket, agent = ''): void {
  const own = connect(agent);
  client.on('error', () => own.destroy());
  own.on('error', () => client.destroy());
  client.pipe(own).pipe(client);
}
