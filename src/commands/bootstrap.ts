import { homedir } from 'node:os';
import type { Bootstrapped } from '../bootstrap/bootstrap.ts';
import { BaseCommand } from '../cli/base-command.ts';
import { bootstrapFlags } from '../cli/flags.ts';
import { goneSignal } from '../cli/signals.ts';
import { readerOf } from '../inputs/reader.ts';
import { bootstrapInputs } from '../inputs/tables/bootstrap.ts';
import { visible } from '../render/visible.ts';

export default class Bootstrap extends BaseCommand {
  static override summary = 'install or update the official Session Manager plugin, verified and without sudo';

  static override description = `For aws ssm start-session and start --plugin: start, forward and ssh need no plugin.
It goes to ~/.session-manager/bin. Its signature is verified first, where AWS publishes one: for Linux.
Nothing is done where one as new is on the PATH.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --dry-run',
    '<%= config.bin %> <%= command.id %> --version 1.2.835.0 --force',
  ];

  static override flags = bootstrapFlags;

  async run(): Promise<Bootstrapped> {
    const { flags } = await this.parse(Bootstrap);
    const version = readerOf(bootstrapInputs, flags)('version');
    const { bootstrap, plannedBootstrap } = await import('../bootstrap/bootstrap.ts');
    const say = (line: string): void => {
      if (!this.jsonEnabled()) this.log(visible(line));
    };
    const wish = { version, force: flags.force, allowUnsigned: flags['allow-unsigned'] };
    const machine = {
      system: process.platform,
      architecture: process.arch,
      home: process.env['HOME'] ?? homedir(),
      environment: process.env,
      // What has been written by then is removed.
      signal: goneSignal(),
      say,
    };
    if (!flags['dry-run']) return bootstrap(wish, machine);
    const plan = plannedBootstrap(wish, machine);
    for (const url of plan.urls) say(`NOOP: downloading ${url}`);
    say(
      plan.signed
        ? 'NOOP: verifying its signature'
        : 'NOOP: AWS publishes no signature for this system: --allow-unsigned is needed',
    );
    say(`NOOP: installing ${plan.path}`);
    say(
      'session-manager start, forward and ssh do not need it: it is for aws ssm start-session, and for start --plugin',
    );
    return plan;
  }

  protected override async catch(thrown: Error): Promise<unknown> {
    const { exitCode } = process;
    await super.catch(thrown);
    // That of a signal.
    if (exitCode !== undefined) process.exitCode = exitCode;
    return undefined;
  }
}
