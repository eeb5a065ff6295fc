import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';
import * as Flags from '@oclif/core/flags';

export default class Help extends Command {
  static override description = 'Display help for <%= config.bin %>.';

  static override args = { command: Args.string({ description: 'Command to show help for.' }) };

  static override flags = {
    'nested-commands': Flags.boolean({ char: 'n', description: 'Include all nested commands in the output.' }),
  };

  // Words after the first name a command below it.
  static override strict = false;

  async run(): Promise<void> {
    const { argv, flags } = await this.parse(Help);
    const { loadHelpClass } = await import('@oclif/core/help');
    const HelpClass = await loadHelpClass(this.config);
    await new HelpClass(this.config, { all: flags['nested-commands'] }).showHelp(argv as string[]);
  }
}
