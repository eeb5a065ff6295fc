import * as Args from '@oclif/core/args';
import { noopFlag, sessionFlags, targetFlags } from '../cli/flags.ts';
import { type Reach, SessionCommand } from '../cli/session-command.ts';
import { goneSignal } from '../cli/signals.ts';
import { TargetError, UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import type { SessionRequest } from '../session/access.ts';
import type { Forwarding } from '../session/forward.ts';
import type { Listener } from '../session/listen.ts';
import type { PortPair } from '../session/ports.ts';

export default class Forward extends SessionCommand {
  static override summary = 'forward ports of this machine to a node, or through it';

  static override description = `Listens on 127.0.0.1 until Ctrl-C, one session for each port. PORTS are local:remote or local:host:remote; local 0 finds a free one.
A connection of the session that is lost is looked for, and no byte is lost: it can stay for days.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> web-1 8080:80',
    '<%= config.bin %> <%= command.id %> web-1 8080:80 5432:db.internal:5432 --regions eu-west-1',
  ];

  static override enableJsonFlag = false;

  static override strict = false;

  static override args = {
    target: Args.string({ description: 'the node', required: true }),
    ports: Args.string({ description: 'local:remote or local:host:remote; several at once', required: true }),
  };

  static override flags = { ...targetFlags, ...noopFlag, ...sessionFlags };

  async run(): Promise<void> {
    const { argv, args, flags } = await this.parse(Forward);
    const read = readerOf(sessionInputs, flags);
    const reason = read('reason');
    this.asksWhy = read('diagnose');
    const [{ parsePorts, portRequest }, { listenOn }] = await Promise.all([
      import('../session/ports.ts'),
      import('../session/listen.ts'),
    ]);
    const pairs = (argv as string[]).slice(1).map(parsePorts);
    const taken = pairs
      .map(({ local }) => local)
      .filter((port, index, all) => port !== 0 && all.indexOf(port) !== index);
    if (taken.length > 0) throw new UserError('conflict', `port ${taken[0]} of this machine is given twice`);
    const because = reason !== undefined && { reason };
    const wishes = pairs.map((pair): Wish => ({ pair, request: { ...portRequest(pair), ...because } }));
    const requests = wishes.map(({ request }) => request);
    if (flags.noop) return this.tellRequests(flags, args.target, requests);
    if (flags.plugin) {
      const reach = await this.reach(flags, args.target);
      await settled(requests.map((request) => this.plugIn(reach, request)));
      return undefined;
    }
    // A port that is taken is told before anything is begun.
    const listeners: Listener[] = [];
    try {
      for (const { local } of pairs) listeners.push(await listenOn(local));
      const reach = await this.reach(flags, args.target);
      await this.carry(reach, wishes, listeners);
    } finally {
      for (const listener of listeners) listener.close();
    }
    return undefined;
  }

  private async carry(reach: Reach, wishes: readonly Wish[], listeners: readonly Listener[]): Promise<void> {
    const gone = goneSignal();
    const carried: Carried[] = [];
    try {
      await settled(
        wishes.map(async (wish, index) => {
          const one = await this.open(reach, wish);
          carried[index] = one;
          const over = await Promise.race([one.forwarding.opened, aborted(gone)]);
          if (over) await this.requireBegun(over);
        }),
      );
      for (const [index, { forwarding, label }] of gone.aborted ? [] : carried.entries()) {
        const listener = listeners[index];
        listener?.take(forwarding.carry);
        this.log(`127.0.0.1:${listener?.port} -> ${label}`);
      }
      const ended = await Promise.race([aborted(gone), ...carried.map(endOf)]);
      if (ended) throw new TargetError('SessionFailed', ended.message);
    } finally {
      await Promise.all(
        Object.values(carried).map(async ({ forwarding, terminate }) => {
          await forwarding.end();
          await terminate();
        }),
      );
    }
  }

  /** Opens the session of one port. */
  private async open(reach: Reach, { pair, request }: Wish): Promise<Carried> {
    const [{ openForwarding }, { systemClock }, { silenceText }] = await Promise.all([
      import('../session/forward.ts'),
      import('../channel/clock.ts'),
      import('../session/silence.ts'),
    ]);
    const { access, terminate } = await this.begin(reach, request);
    const label = labelOf(pair, reach.node);
    const say = (text: string): void => void this.say(`${label}: ${text}`);
    const forwarding = openForwarding(
      access,
      {
        onRefused: () => say('the node cannot connect to it'),
        onConnection: (state, why) =>
          say(state === 'lost' ? `the connection is lost (${why}): looking for it` : 'it is back'),
        onSilence: (isSilent) => say(silenceText(isSilent)),
      },
      systemClock,
      pair.host !== undefined,
    );
    return { forwarding, terminate, label };
  }
}

/** A port, and the session that is asked for to carry it. */
interface Wish {
  readonly pair: PortPair;
  readonly request: Omit<SessionRequest, 'node'>;
}

/** The session of a port. */
interface Carried {
  readonly forwarding: Forwarding;
  readonly label: string;
  terminate(): Promise<void>;
}

/** Waits for all, also where one has failed: what they began is known then. Rejects with the first failure. */
async function settled(all: readonly Promise<void>[]): Promise<void> {
  const results = await Promise.allSettled(all);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** Resolves to undefined when the signal fires. */
const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });

const labelOf = ({ host, remote }: PortPair, node: string): string =>
  host === undefined ? `${node}:${remote}` : `${host}:${remote} by ${node}`;

async function endOf({ forwarding, label }: Carried): Promise<{ readonly message: string }> {
  const { reason } = await forwarding.closed;
  return { message: `${label}: ${reason || 'the session is over'}` };
}
