import { randomBytes, randomUUID } from 'node:crypto';
import { systemClock } from '../../../src/channel/clock.ts';
import {
  type Closed,
  openSession,
  type Opened,
  type Session,
  type SessionEvents,
} from '../../../src/channel/session.ts';
import { openSocket } from '../../../src/channel/socket.ts';
import { CLIENT_VERSION } from '../../../src/channel/version.ts';
import { type Agent, startAgent } from '../../../src/sandbox/agent/agent.ts';
import type { Task } from '../../../src/sandbox/agent/task.ts';
import { type Relay, serveRelay } from '../../../src/sandbox/relay/relay.ts';
import type { Weather } from '../../../src/sandbox/relay/weather.ts';

/** Sessions over a real relay, on this machine, with a real agent behind it. */
export interface World {
  readonly relay: Relay;
  readonly ended: string[];
  readonly agents: Agent[];
  /** Opens a session; `output` has all that came. */
  open(events?: Partial<SessionEvents>, token?: string): Opening;
  close(): Promise<void>;
}

interface Opening {
  readonly session: Session;
  readonly opened: Promise<Opened>;
  readonly closed: Promise<Closed>;
  output(): string;
  /** Resolves when the output matches. */
  until(pattern: RegExp): Promise<string>;
}

const ID = 'alice-0123456789abcdef0';

export async function world(
  task: Task,
  {
    weather,
    encrypted = false,
    refuse,
    version = '3.3.3050.0',
  }: { weather?: Weather; encrypted?: boolean; refuse?: number; version?: string } = {},
): Promise<World> {
  const key = randomBytes(64);
  const tokens = new Set<string>();
  const ended: string[] = [];
  const agents: Agent[] = [];
  let state = 1;
  const relay = await serveRelay({
    clock: systemClock,
    ...(weather && { weather }),
    random: () => (state = (state * 16_807) % 2_147_483_647) / 2_147_483_647,
    service: {
      admit: async () => refuse,
      takeToken: async (_, token) => tokens.delete(token),
      async start(_, onEnd) {
        const agent = startAgent({
          task,
          clock: systemClock,
          version,
          onEnd,
          ...(encrypted && {
            encryption: { keyId: 'arn:aws:kms:us-east-1:123456789012:key/1', decrypt: async () => key },
          }),
        });
        agents.push(agent);
        return agent;
      },
      ended: async (id) => void ended.push(id),
    },
  });

  function open(events: Partial<SessionEvents> = {}, fixed?: string): Opening {
    const clientId = randomUUID();
    const dial: Parameters<typeof openSession>[0]['open'] = (socketEvents) => {
      const token = randomUUID();
      tokens.add(token);
      return openSocket(
        { url: `${relay.url}/v1/data-channel/${ID}?role=publish_subscribe`, token: fixed ?? token },
        { clock: systemClock, clientId, clientVersion: CLIENT_VERSION, headers: async () => ({}) },
        socketEvents,
      );
    };
    let text = '';
    const waiting = new Set<() => void>();
    let isOpen: (opened: Opened) => void = () => undefined;
    const opened = new Promise<Opened>((resolve) => {
      isOpen = resolve;
    });
    const session = openSession(
      {
        open: dial,
        reopen: dial,
        dataKey: async ({ challenge }) => ({
          plaintext: key,
          ciphertext: Buffer.from('encrypted'),
          challenged: challenge !== undefined,
        }),
      },
      {
        ...events,
        onOpen(how) {
          isOpen(how);
          events.onOpen?.(how);
        },
        onOutput(data) {
          events.onOutput?.(data);
          if (events.onOutput) return;
          text += data.toString('latin1');
          for (const check of waiting) check();
        },
      },
      systemClock,
    );
    return {
      session,
      opened,
      closed: session.closed,
      output: () => text,
      until: (pattern) =>
        new Promise((resolve) => {
          const check = (): void => {
            if (!pattern.test(text)) return;
            waiting.delete(check);
            resolve(text);
          };
          waiting.add(check);
          check();
        }),
    };
  }

  return { relay, ended, agents, open, close: () => relay.close() };
}
