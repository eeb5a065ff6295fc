import * as Args from '@oclif/core/args';
import { noopFlag, sessionFlags, targetFlags } from '../cli/flags.ts';
import { SessionCommand } from '../cli/session-command.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import { UserError } from '../errors.ts';

/** A failure, as ssh has it. */
const FAILED = 255;

export default class SshProxy extends SessionCommand {
  static override summary = 'carry the connection of ssh, scp or sftp to a node';

  static override description = `For ssh's ProxyCommand: stdin and stdout are the connection, and nothing else is printed there. The node needs no open port and no public address.`;

  static override examples = [
    `ssh -o ProxyCommand='<%= config.bin %> <%= command.id %> %h %p' ec2-user@i-0123456789abcdef0`,
  ];

  static override enableJsonFlag = false;

  static override args = {
    host: Args.string({ description: 'the node', required: true }),
    port: Args.string({ description: 'the port of its SSH server', default: '22' }),
  };

  static override flags = { ...targetFlags, ...noopFlag, ...sessionFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(SshProxy);
    const reason = readerOf(sessionInputs, flags)('reason');
    this.failed = FAILED;
    this.terse = true;
    const port = Number(args.port);
    if (!/^\d+$/.test(args.port) || port < 1 || port > 65_535) {
      throw new UserError(
        'invalid-value',
        `the port ${JSON.stringify(args.port)}: it must be a number from 1 to 65535`,
      );
    }
    const [{ runTunnel, SSH_DOCUMENT }, { systemClock }, { goneSignal }] = await Promise.all([
      import('../session/tunnel.ts'),
      import('../channel/clock.ts'),
      import('../cli/signals.ts'),
    ]);
    const request = {
      document: SSH_DOCUMENT,
      parameters: { portNumber: [args.port] },
      ...(reason !== undefined && { reason }),
    };
    if (flags.noop) return this.tellRequests(flags, args.host, [request]);
    const reach = await this.reach(flags, args.host);
    if (flags.plugin) return this.plugIn(reach, request);
    const { access, terminate } = await this.begin(reach, request);
    const { stdin: input, stdout: output } = process;
    const closed = await runTunnel(access, { input, output, gone: goneSignal() }, systemClock);
    await terminate();
    await this.requireBegun(closed);
    if (closed.reason === '' && closed.how !== 'lost') return undefined;
    process.exitCode ??= FAILED;
    return this.say(closed.reason);
  }
}
