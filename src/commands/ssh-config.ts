import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { isTyped } from '../cli/environment.ts';
import { sessionFlags, sshConfigFlags, targetFlags } from '../cli/flags.ts';
import { ownPlaces } from '../cli/own-places.ts';
import { anyAccount, endsOfNames, flagWords, ownProgram, type WayFlags } from '../cli/proxy-flags.ts';
import { SessionCommand } from '../cli/session-command.ts';
import { UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { sessionInputs } from '../inputs/tables/session.ts';
import type { Installation } from '../session/ssh-install.ts';

const OWN = '~/.session-manager/ssh_config';

export default class SshConfig extends SessionCommand {
  static override summary = "let the system's own ssh, scp and sftp reach nodes by their ids and names";

  static override description = `Prints what has to be in the configuration of ssh; --install writes it to ~/.session-manager/ssh_config, and one Include line to ~/.ssh/config. Then ssh ec2-user@i-0123456789abcdef0 works, and so do scp, sftp, rsync, git and editors that use ssh; with profiles in ~/.aws also ssh ec2-user@web-1.eu-west-1.prod.
The flags for regions, accounts and profiles go with it: ids are looked for there. --uninstall leaves everything as it was.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %>',
    '<%= config.bin %> <%= command.id %> --install',
    '<%= config.bin %> <%= command.id %> --install --profiles prod --regions eu-west-1,eu-central-1',
    '<%= config.bin %> <%= command.id %> --install --sandbox',
    '<%= config.bin %> <%= command.id %> --uninstall',
  ];

  static override enableJsonFlag = false;

  protected override terse = true;

  static override flags = { ...targetFlags, ...sessionFlags, ...sshConfigFlags };

  async run(): Promise<void> {
    const { flags } = await this.parse(SshConfig);
    if (flags.install && flags.uninstall)
      throw new UserError('conflict', '--install and --uninstall: give one of them');
    const isOwnHome = homedir() === userInfo().homedir;
    const files: Installation = {
      own: join(homedir(), OWN.slice(2)),
      // ssh takes ~ for the home that the system knows, whatever HOME says.
      include: isOwnHome ? OWN : join(homedir(), OWN.slice(2)),
      config: join(homedir(), '.ssh', 'config'),
    };
    if (flags.uninstall) return this.uninstall(files);
    const stanza = await this.stanza(flags);
    if (!flags.install) return this.log(stanza.trimEnd());
    await this.install(files, stanza);
    if (!isOwnHome) {
      const read = join(userInfo().homedir, '.ssh', 'config');
      await this.say(`HOME is not the home that ssh knows, so it reads ${read}: call ssh -F ${files.config}`);
    }
    return undefined;
  }

  private async stanza(flags: WayFlags & { readonly key: boolean }): Promise<string> {
    if (isTyped('external-id', {}, this.argv)) {
      throw new UserError(
        'conflict',
        '--external-id is a secret, which is not written into files: set SESSION_MANAGER_EXTERNAL_ID where ssh is called',
      );
    }
    readerOf(sessionInputs, flags)('reason');
    const [{ stanzaText }, { parseInputs }] = await Promise.all([
      import('../session/ssh-stanza.ts'),
      import('../inputs/inputs.ts'),
    ]);
    await this.scopeOf({ ...flags, noop: true }, parseInputs({}));
    return stanzaText(
      {
        program: ownProgram(),
        flags: flagWords(flags),
        nameFlags: flagWords({ ...flags, ...anyAccount, regions: undefined }),
        key: flags.key,
        profiles: await endsOfNames(flags),
      },
      ownPlaces(),
    );
  }

  private async install(files: Installation, stanza: string): Promise<void> {
    const [{ installStanza }, { othersIn }, { readSshConfig }] = await Promise.all([
      import('../session/ssh-install.ts'),
      import('../session/ssh-stanza.ts'),
      import('../facts/ssh/config.ts'),
    ]);
    const { added } = installStanza(files, stanza);
    this.log(`${files.own} is written`);
    this.log(added ? `${files.config} includes it` : `${files.config} includes it already`);
    const places = { home: homedir(), system: '/etc/ssh/ssh_config', environment: process.env };
    for (const place of othersIn(await readSshConfig(places), OWN)) {
      await this.say(`${place} has a ProxyCommand for such ids, too: ours comes first, and that one has no effect now`);
    }
  }

  private async uninstall(files: Installation): Promise<void> {
    const { uninstallStanza } = await import('../session/ssh-install.ts');
    const { removed } = uninstallStanza(files);
    this.log(removed ? `${files.own} is removed, and ${files.config} is as it was` : 'nothing is installed');
  }
}
