import * as Args from '@oclif/core/args';
import { noopFlag, scpFlags, sessionFlags } from '../cli/flags.ts';
import { SshCommand } from '../cli/ssh-command.ts';
import { UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import { scpInputs } from '../inputs/tables/ssh.ts';

export default class Scp extends SshCommand {
  static override summary = "copy files to and from nodes by the system's own scp";

  static override description = `As ssh, for files: [user@]node:path is on a node, everything else on this machine. -r is for folders, as in scp itself. Other options of scp come behind --.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> notes.txt ec2-user@web-1:/tmp/',
    '<%= config.bin %> <%= command.id %> -r ec2-user@web-1:/var/log/nginx .',
    '<%= config.bin %> <%= command.id %> notes.txt ec2-user@web-1.eu-west-1.prod: -- -p',
    '<%= config.bin %> <%= command.id %> notes.txt ec2-user@web-1:/tmp/ --sandbox',
  ];

  static override strict = false;

  static override args = {
    files: Args.string({ description: 'files, and where they go: two or more', required: true }),
  };

  static override flags = { ...scpFlags, ...noopFlag, ...sessionFlags };

  async run(): Promise<void> {
    const [ours, theirs] = this.words();
    const { argv, flags } = await this.parse(Scp, ours);
    const port = readerOf(scpInputs, flags)('port');
    readerOf(sessionInputs, flags)('reason');
    const [{ readRemoteFile, writeRemoteFile }, { readSshWords }] = await Promise.all([
      import('../session/ssh-target.ts'),
      import('../session/ssh-words.ts'),
    ]);
    const files = (argv as string[]).map((word) => ({ word, remote: readRemoteFile(word) }));
    if (files.length < 2) throw new UserError('usage', 'give a file, and where it goes: one of them is node:path');
    const names = [...new Set(files.flatMap(({ remote }) => remote?.name ?? []))];
    if (names.length === 0) {
      throw new UserError('usage', `none of ${files.map(({ word }) => word).join(', ')} is on a node: write node:path`);
    }
    const way = await this.way(flags, names, readSshWords(theirs).bringsKey);
    const words = [
      ...theirs,
      ...way.options,
      ...(port === undefined ? [] : ['-P', String(port)]),
      ...(flags.recursive ? ['-r'] : []),
      '--',
      ...files.map(({ word, remote }) =>
        remote ? writeRemoteFile(remote, way.nodes[names.indexOf(remote.name)] ?? '') : word,
      ),
    ];
    await this.hand('scp', words, flags);
  }
}
