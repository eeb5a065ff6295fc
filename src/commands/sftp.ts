import * as Args from '@oclif/core/args';
import { noopFlag, sessionFlags, sftpFlags, targetFlags } from '../cli/flags.ts';
import { SshCommand } from '../cli/ssh-command.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import { sftpInputs } from '../inputs/tables/ssh.ts';

export default class Sftp extends SshCommand {
  static override summary = "look through the files of a node by the system's own sftp";

  static override description = `As ssh, for files: [user@]node, or [user@]node:path. Options of sftp come behind --.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> ec2-user@web-1',
    '<%= config.bin %> <%= command.id %> ec2-user@web-1:/var/log -- -b commands.txt',
    '<%= config.bin %> <%= command.id %> ec2-user@web-1 --sandbox',
  ];

  static override args = { target: Args.string({ description: '[user@]node[:path]', required: true }) };

  static override flags = { ...targetFlags, ...noopFlag, ...sessionFlags, ...sftpFlags };

  async run(): Promise<void> {
    const [ours, theirs] = this.words();
    const { args, flags } = await this.parse(Sftp, ours);
    const port = readerOf(sftpInputs, flags)('port');
    readerOf(sessionInputs, flags)('reason');
    const [{ readRemoteFile, readTarget, writeRemoteFile }, { readSshWords }] = await Promise.all([
      import('../session/ssh-target.ts'),
      import('../session/ssh-words.ts'),
    ]);
    const target = readRemoteFile(args.target) ?? readTarget(args.target);
    const way = await this.way(flags, [target.name], readSshWords(theirs).bringsKey);
    const words = [
      ...theirs,
      ...way.options,
      ...(port === undefined ? [] : ['-P', String(port)]),
      '--',
      writeRemoteFile(target, way.nodes[0] ?? ''),
    ];
    await this.hand('sftp', words, flags);
  }
}
