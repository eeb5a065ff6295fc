import * as Args from '@oclif/core/args';
import type { SessionAccess } from '../channel/session.ts';
import { noopFlag, startFlags, targetFlags } from '../cli/flags.ts';
import { SessionCommand } from '../cli/session-command.ts';
import { NOT_REACHED, TargetError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { startInputs } from '../inputs/tables/session.ts';

export default class Start extends SessionCommand {
  static override summary = 'open a shell on a node, or run a command there';

  static override description = `Needs neither the AWS CLI nor the Session Manager plugin.
TARGET is an instance id, a Name tag, tag:Key=Value, a private address, or ecs:cluster_task_runtime. Without one, choose the node from a list, on a terminal.
~. at the beginning of a line leaves, also when the node is dead. A connection that is lost is looked for, and no byte is lost.
--command exits with the exit code of the command, and with 255 where it could not be run.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> i-0123456789abcdef0 --regions eu-west-1',
    '<%= config.bin %> <%= command.id %> web-1',
    '<%= config.bin %> <%= command.id %> --regions all',
    `<%= config.bin %> <%= command.id %> web-1 --command 'df -h'`,
    `<%= config.bin %> <%= command.id %> web-1 --interactive-command 'sudo less /var/log/messages'`,
    '<%= config.bin %> <%= command.id %> web-1 --sandbox',
  ];

  static override enableJsonFlag = false;

  static override args = { target: Args.string({ description: 'the node; without it, choose it from a list' }) };

  static override flags = { ...targetFlags, ...noopFlag, ...startFlags };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(Start);
    const read = readerOf(startInputs, flags);
    const { wishOf } = await import('../session/wish.ts');
    const { request, isCommand } = wishOf({
      command: read('command'),
      'interactive-command': read('interactive-command'),
      document: read('document'),
      reason: read('reason'),
    });
    this.asksWhy = read('diagnose');
    if (isCommand) this.failed = NOT_REACHED;
    if (flags.noop) return this.tellRequests(flags, args.target, [request]);
    const reach = await this.reach(flags, args.target);
    if (flags.plugin) return this.plugIn(reach, request);
    const { access, terminate } = await this.begin(reach, request);
    try {
      await (isCommand ? this.command(access) : this.shell(access));
    } finally {
      await terminate();
    }
    return undefined;
  }

  private async shell(access: SessionAccess): Promise<void> {
    const [{ runShell }, { processTerminal }, { systemClock }] = await Promise.all([
      import('../session/shell.ts'),
      import('../cli/terminal.ts'),
      import('../channel/clock.ts'),
    ]);
    const terminal = processTerminal();
    const onSilent = async (): Promise<void> => {
      const { SILENT } = await import('../session/failure.ts');
      const text = await this.why(SILENT).catch(() => undefined);
      if (text !== undefined) terminal.print(text);
    };
    const closed = await runShell(access, terminal, systemClock, () => void onSilent());
    await this.requireBegun(closed);
    if (closed.how === 'lost') throw new TargetError('SessionFailed', closed.reason);
    if (closed.how === 'left') await this.say('the session was left');
    else if (closed.reason !== '') await this.say(closed.reason);
  }

  private async command(access: SessionAccess): Promise<void> {
    const [{ runCommand }, { processOutput }, { systemClock }] = await Promise.all([
      import('../session/command.ts'),
      import('../cli/terminal.ts'),
      import('../channel/clock.ts'),
    ]);
    const { closed, exitCode, tooOld } = await runCommand(access, processOutput(), systemClock);
    // A signal that ended it has set the exit code.
    process.exitCode = exitCode ?? process.exitCode ?? NOT_REACHED;
    if (exitCode === undefined) await this.requireBegun(closed);
    if (exitCode === undefined && closed.how !== 'left') {
      await this.say(closed.reason || (tooOld ?? 'the session ended without an exit code'));
    }
  }
}
