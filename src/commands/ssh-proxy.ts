import { homedir, hostname } from 'node:os';
import * as Args from '@oclif/core/args';
import { hasTerminal, onTerminal } from '../cli/controlling-terminal.ts';
import { noopFlag, sessionFlags, sshProxyFlags, targetFlags } from '../cli/flags.ts';
import { followName } from '../cli/proxy-flags.ts';
import { type Reach, SessionCommand } from '../cli/session-command.ts';
import { checkNeeds, readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import { sshProxyInputs } from '../inputs/tables/ssh-proxy.ts';
import { NOT_REACHED, UserError } from '../errors.ts';
import type { Login } from '../session/login.ts';

export default class SshProxy extends SessionCommand {
  static override summary = 'carry the connection of ssh, scp or sftp to a node';

  static override description = `For ssh's ProxyCommand: stdin and stdout are the connection, and nothing else is printed there. The node needs no open port and no public address.
With --identity-socket an instance gets a key that is good for one login, and ssh finds it at that socket: the option IdentityAgent names it to ssh. The commands ssh, scp, sftp and ssh-config do all of that.`;

  static override examples = [
    `ssh -o ProxyCommand='<%= config.bin %> <%= command.id %> %h %p' ec2-user@i-0123456789abcdef0`,
    `ssh -o IdentityAgent=~/.session-manager/ssh/%C.sock -o ProxyCommand='<%= config.bin %> <%= command.id %> %h %p --user %r --identity-socket ~/.session-manager/ssh/%%C.sock' ec2-user@i-0123456789abcdef0`,
  ];

  static override enableJsonFlag = false;

  /** ssh calls it in any folder, and knows nothing of what is there. */
  protected override findsConfig = false;

  static override args = {
    host: Args.string({ description: 'the node', required: true }),
    port: Args.string({ description: 'the port of its SSH server', default: '22' }),
  };

  static override flags = { ...targetFlags, ...noopFlag, ...sessionFlags, ...sshProxyFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SshProxy);
    const reason = readerOf(sessionInputs, flags)('reason');
    this.failed = NOT_REACHED;
    this.terse = true;
    checkNeeds(sshProxyInputs, flags);
    const read = readerOf(sshProxyInputs, flags);
    const [socket, hostKeys, user = ''] = [read('identity-socket'), read('host-keys'), read('user')];
    const port = Number(args.port);
    if (!/^\d+$/.test(args.port) || port < 1 || port > 65_535) {
      throw new UserError(
        'invalid-value',
        `the port ${JSON.stringify(args.port)}: it must be a number from 1 to 65535`,
      );
    }
    // Ctrl-C is for ssh, which may live on: sftp takes it for the end of a transfer. Whoever called this by hand means us.
    const isCalledBySsh = !process.stdin.isTTY;
    if (isCalledBySsh) process.on('SIGINT', () => undefined);
    const [{ runTunnel, SSH_DOCUMENT }, { systemClock }, { ALL_SIGNALS, goneSignal }] = await Promise.all([
      import('../session/tunnel.ts'),
      import('../channel/clock.ts'),
      import('../cli/signals.ts'),
    ]);
    const request = {
      document: SSH_DOCUMENT,
      parameters: { portNumber: [args.port] },
      ...(reason !== undefined && { reason }),
    };
    const followed = await followName(flags, args.host);
    if (flags.noop) return this.tellRequests(followed.flags, followed.name, [request]);
    const reach = await this.reach(followed.flags, followed.name);
    const { pathFor } = await import('../session/ssh-options.ts');
    const { host } = args;
    const connection = { machine: hostname(), host, port: args.port, user };
    const keep =
      hostKeys === undefined ? undefined : await this.lend(reach, host, args.port, pathFor(hostKeys, connection));
    const login = socket === undefined ? undefined : await this.login(reach, user, pathFor(socket, connection));
    try {
      if (flags.plugin) {
        await login?.ready;
        return await this.plugIn(reach, request);
      }
      const { access, terminate } = await this.begin(reach, request);
      const { stdin: input, stdout: output } = process;
      const gone = goneSignal(ALL_SIGNALS.filter((signal) => !isCalledBySsh || signal !== 'SIGINT'));
      const say = (line: string): void => void this.say(line);
      const ends = { input, output, gone, say, ...(login && { hold: login.ready }) };
      const closed = await runTunnel(access, ends, systemClock);
      await terminate();
      if (closed.how === 'refused') await login?.ready;
      await this.requireBegun(closed);
      if (closed.reason === '' && closed.how !== 'lost') return undefined;
      process.exitCode ??= NOT_REACHED;
      return await this.say(closed.reason);
    } finally {
      await login?.close();
      keep?.();
      // Nothing that is still asked for matters any more.
      reach.target.abort();
    }
  }

  // stdin and stdout are the connection: whoever is at the terminal is asked there, as ssh itself asks.
  protected override asker(): ((question: string) => Promise<string>) | undefined {
    if (process.env['CI'] || !hasTerminal()) return undefined;
    return async (question) => {
      const { askSecretly } = await import('../cli/ask.ts');
      return onTerminal((input, output) => askSecretly(question, input, output, this.interrupt.signal));
    };
  }

  /** Has a key brought to the node, while the session begins. */
  private async login({ target, node }: Reach, user: string, path: string): Promise<Login> {
    const [{ prepareLogin }, { systemClock }] = await Promise.all([
      import('../session/login.ts'),
      import('../channel/clock.ts'),
    ]);
    const ownAgent = process.env['SSH_AUTH_SOCK'];
    const way = {
      node,
      user,
      path,
      ownAgent,
      say: (line: string): void => void this.say(line),
      async hasOwnKeys() {
        const { hasOwnKeys } = await import('../session/own-keys.ts');
        return hasOwnKeys({ home: homedir(), agent: ownAgent, environment: process.env });
      },
    };
    return prepareLogin(target, way, systemClock);
  }

  /** Lets ssh find the host keys of the node, and gives what keeps those that it learns. */
  private async lend({ node }: Reach, host: string, port: string, path: string): Promise<() => void> {
    const [{ lendHostKeys }, { ownPlaces }] = await Promise.all([
      import('../session/host-keys.ts'),
      import('../cli/own-places.ts'),
    ]);
    return lendHostKeys({ path, knownHosts: ownPlaces().knownHosts, host, node, port });
  }
}
