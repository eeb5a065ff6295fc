import * as Args from '@oclif/core/args';
import { sshFlags } from '../cli/flags.ts';
import { SshCommand } from '../cli/ssh-command.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import { sshInputs } from '../inputs/tables/ssh.ts';

export default class Ssh extends SshCommand {
  static override summary = "open a shell by the system's own ssh, with a key that is good once";

  static override description = `Runs ssh over a session: the node needs no open port, no public address, and no key of yours. An instance gets a key by EC2 Instance Connect that is good for a minute; the other half of it is in no file.
Behind the node comes a command, as for ssh itself, or -- and options of ssh. Without a user it is the one that ssh takes. What ssh exits with is what this exits with; 255 is a failure to get there.
TARGET is an instance id, a Name tag, tag:Key=Value, a private address, or name.region.profile.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> ec2-user@web-1',
    '<%= config.bin %> <%= command.id %> ec2-user@web-1 uname -a',
    '<%= config.bin %> <%= command.id %> ec2-user@web-1.eu-west-1.prod -- -N -L 8080:localhost:80',
    '<%= config.bin %> <%= command.id %> -i ~/.ssh/id_ed25519 admin@mi-0123456789abcdef0',
    '<%= config.bin %> <%= command.id %> ec2-user@web-1 --sandbox -- uname -a',
  ];

  static override args = { target: Args.string({ description: '[user@]node; without it, choose it from a list' }) };

  static override flags = sshFlags;

  async run(): Promise<void> {
    const [{ readTarget, writeTarget }, { readSshWords }] = await Promise.all([
      import('../session/ssh-target.ts'),
      import('../session/ssh-words.ts'),
    ]);
    const [ours, theirs] = this.words();
    const { args, flags } = await this.parse(Ssh, ours);
    const read = readerOf(sshInputs, flags);
    const [port, user] = [read('port'), read('login-name')];
    readerOf(sessionInputs, flags)('reason');
    const target = args.target === undefined ? undefined : readTarget(args.target);
    const { options, command, bringsKey } = readSshWords(theirs);
    const way = await this.way(flags, [target?.name], bringsKey);
    const words = [
      ...options,
      ...way.options,
      ...(port === undefined ? [] : ['-p', String(port)]),
      // As for ssh, which takes the first that it is told.
      writeTarget({ ...target, ...(user !== undefined && { user }) }, way.nodes[0] ?? ''),
      ...(command.length === 0 ? [] : ['--', ...command]),
    ];
    await this.hand('ssh', words, flags);
  }
}
