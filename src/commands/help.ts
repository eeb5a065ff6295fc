import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';
import { UserError } from '../errors.ts';

export default class Help extends Command {
  static override description = 'Display help for <%= config.bin %>.';

  static override args = { command: Args.string({ description: 'Command to show help for.' }) };

  static override flags = {
    'nested-commands': Flags.boolean({ char: 'n', description: 'Include all nested commands in the output.' }),
    json: Flags.boolean({ hidden: true }),
  };

  // Words after the first name a command below it.
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Help);
    const topic = (argv as string[]).join(':');
    if (topic !== '' && !this.config.findCommand(topic) && !this.config.findTopic(topic)) {
      const { noSuchCommand } = await import('../cli/refusal.ts');
      throw noSuchCommand(topic, this.config.commandIDs);
    }
    if (flags.json) throw new UserError('usage', 'help is text: leave out --json');
    const { loadHelpClass } = await import('@oclif/core/help');
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, { all: flags['nested-commands'] }).showHelp(argv as string[]);
  }

  protected override async catch(error: Error): Promise<void> {
    const { refuse } = await import('../cli/refusal.ts');
    process.exitCode = refuse(error, this.argv);
  }
}
