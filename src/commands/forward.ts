import * as Args from '@oclif/core/args';
import { sessionFlags, targetFlags } from '../cli/flags.ts';
import { type Reach, SessionCommand } from '../cli/session-command.ts';
import { SIGNAL_EXIT, TargetError, UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
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

  static override flags = { ...targetFlags, ...sessionFlags };

  async run(): Promise<void> {
    const { argv, args, flags } = await this.parse(Forward);
    const reason = readerOf(sessionInputs, flags)('reason');
    const [{ parsePorts }, { listenOn }] = await Promise.all([
      import('../session/ports.ts'),
      import('../session/listen.ts'),
    ]);
    const pairs = (argv as string[]).slice(1).map(parsePorts);
    const taken = pairs
      .map(({ local }) => local)
      .filter((port, index, all) => port !== 0 && all.indexOf(port) !== index);
    if (taken.length > 0) throw new UserError('conflict', `port ${taken[0]} of this machine is given twice`);
    // A port that is taken is told before anything is begun.
    const listeners: Listener[] = [];
    try {
      for (const { local } of pairs) listeners.push(await listenOn(local));
      const reach = await this.reach(flags, args.target);
      await this.carry(reach, pairs, listeners, reason);
    } finally {
      for (const listener of listeners) listener.close();
    }
  }

  private async carry(
    reach: Reach,
    pairs: readonly PortPair[],
    listeners: readonly Listener[],
    reason: string | undefined,
  ): Promise<void> {
    const [{ openForwarding }, { portRequest }, { systemClock }] = await Promise.all([
      import('../session/forward.ts'),
      import('../session/ports.ts'),
      import('../channel/clock.ts'),
    ]);
    const interrupted = signalled();
    const carried = await Promise.all(
      pairs.map(async (pair, index) => {
        const started = await this.begin(reach, { ...portRequest(pair), ...(reason !== undefined && { reason }) });
        const label = labelOf(pair, reach.node);
        const forwarding = openForwarding(
          started.access,
          {
            onRefused: () => void this.say(`${label}: the node cannot connect to it`),
            onConnection: (state, why) =>
              void this.say(
                `${label}: ${state === 'lost' ? `the connection is lost (${why}): looking for it` : 'it is back'}`,
              ),
          },
          systemClock,
        );
        const listener = listeners[index];
        await forwarding.opened;
        listener?.take(forwarding.carry);
        return { ...started, forwarding, label, port: listener?.port };
      }),
    );
    for (const { label, port } of carried) this.log(`127.0.0.1:${port} -> ${label}`);
    const ended = await Promise.race([
      interrupted,
      ...carried.map(({ forwarding, label }) => endOf(forwarding, label)),
    ]);
    await Promise.all(
      carried.map(async ({ forwarding, terminate }) => {
        await forwarding.end();
        await terminate();
      }),
    );
    if (typeof ended === 'number') process.exitCode = ended;
    else throw new TargetError('SessionFailed', ended.message);
  }
}

const labelOf = ({ host, remote }: PortPair, node: string): string =>
  host === undefined ? `${node}:${remote}` : `${host}:${remote} by ${node}`;

async function endOf({ closed }: Forwarding, label: string): Promise<{ readonly message: string }> {
  const { reason } = await closed;
  return { message: `${label}: ${reason || 'the session is over'}` };
}

/** Resolves to the exit code of the signal that ends the run. */
const signalled = (): Promise<number> =>
  new Promise((resolve) => {
    for (const [signal, code] of Object.entries(SIGNAL_EXIT)) process.once(signal, () => resolve(code));
  });
