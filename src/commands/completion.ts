import * as Args from '@oclif/core/args';
import { Command } from '@oclif/core/command';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

type Shell = (typeof SHELLS)[number];

export default class Completion extends Command {
  static override summary = 'print a script that completes command lines in bash, zsh or fish';

  static override description = `Commands, flags and their values: regions, profiles, checks, formats, files; in lists after each comma, too.
Nothing is called, neither now nor when a line is completed: profiles are read from ~/.aws by the shell itself.
It can be loaded when a shell starts, as below, or written once into a file: docs/reports.md says which.`;

  static override examples = [
    'eval "$(<%= config.bin %> <%= command.id %> bash)"',
    'eval "$(<%= config.bin %> <%= command.id %> zsh)"',
    '<%= config.bin %> <%= command.id %> fish | source',
  ];

  static override args = {
    shell: Args.custom<Shell>({ options: [...SHELLS], description: 'the shell' })({ required: true }),
  };

  async run(): Promise<void> {
    const { args } = await this.parse(Completion);
    const [{ completedCommands }, { SCRIPTS }] = await Promise.all([
      import('../completion/model.ts'),
      import('../completion/scripts.ts'),
    ]);
    const { bin, commands } = this.config;
    process.stdout.write(SCRIPTS[args.shell](completedCommands(commands, bin), bin));
  }

  protected override async catch(error: Error): Promise<void> {
    const { refuse } = await import('../cli/refusal.ts');
    process.exitCode = refuse(error, this.argv);
  }
}
