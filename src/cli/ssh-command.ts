import { dirname } from 'node:path';
import { NOT_REACHED, TargetError, UserError } from '../errors.ts';
import { ownProgram, flagWords, followName, type WayFlags } from './proxy-flags.ts';
import { placeIn, requireName, SessionCommand } from './session-command.ts';

/** The flags of the commands that run ssh, scp or sftp. */
export interface SshFlags extends WayFlags {
  readonly port?: string | undefined;
  readonly identity?: string | undefined;
  readonly key: boolean;
  readonly noop: boolean;
}

/** A node by its id, and the flags that lead to it. */
interface Located {
  readonly node: string;
  readonly flags: readonly string[];
}

/** The base of the commands that run the system's own ssh, scp or sftp over a session. */
export abstract class SshCommand extends SessionCommand {
  static override enableJsonFlag = false;

  protected override failed = NOT_REACHED;

  protected override terse = true;

  /** Divides a command line: what stands behind `--` is for the program. */
  protected words(): readonly [ours: string[], theirs: readonly string[]] {
    const at = this.argv.indexOf('--');
    return at < 0 ? [this.argv, []] : [this.argv.slice(0, at), this.argv.slice(at + 1)];
  }

  /** Finds nodes, and makes the options that lead ssh there; a name that was not given is asked for. `bringsKey`: the user has a key for ssh. */
  protected async way(
    flags: SshFlags,
    names: readonly (string | undefined)[],
    bringsKey = false,
  ): Promise<{ readonly nodes: readonly string[]; readonly options: readonly string[] }> {
    const { identity } = flags;
    await checkIdentity(identity);
    const [first, ...others] = await Promise.all(names.map((name) => this.locate(flags, name)));
    if (!first) throw new UserError('usage', 'a node is missing');
    if (others.some((other) => other.flags.join('\0') !== first.flags.join('\0'))) {
      throw new UserError('conflict', `${names.join(' and ')} are in different regions or accounts: copy in two steps`);
    }
    const [{ sshOptions }, { ownPlaces }, { privateFolder }] = await Promise.all([
      import('../session/ssh-options.ts'),
      import('./own-places.ts'),
      import('../session/private-folder.ts'),
    ]);
    const nodes = [first, ...others].map(({ node }) => node);
    const places = ownPlaces();
    if (!flags.noop) privateFolder(dirname(places.knownHosts));
    const key = flags.key && identity === undefined && !bringsKey && nodes.some((node) => !node.startsWith('mi-'));
    const options = sshOptions({ program: ownProgram(), flags: first.flags, key, host: '%h' }, places);
    return {
      nodes,
      options: [
        ...options.flatMap(([name, value]) => ['-o', `${name}=${value}`]),
        ...(identity === undefined ? [] : ['-i', identity]),
      ],
    };
  }

  /** Looks a name up, unless it is an id in the only region. */
  private async locate(given: SshFlags, text: string | undefined): Promise<Located> {
    requireName(text, !given.noop);
    const { name, flags } = await followName(given, text ?? '');
    if (flags.noop) return { node: name, flags: flagWords(flags) };
    const [{ parseInputs }, { parseName }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../session/find-node.ts'),
    ]);
    const inputs = parseInputs({});
    const scope = await this.scopeOf(flags, inputs);
    const isOne = (list: readonly unknown[] | 'all' | undefined): boolean => list === undefined || list.length === 1;
    const isOnePlace = isOne(scope.regions) && isOne(scope.accounts) && isOne(scope.profiles);
    if (parseName(name).by === 'id' && isOnePlace) return { node: name, flags: flagWords(flags) };
    const connection = await this.connection(flags, scope, 'fleet');
    const order = { inputs, scope, flags, connection };
    const { target, node } = await placeIn(order, text === undefined ? undefined : name);
    const { region, account, profile } = target;
    const there = {
      ...flags,
      regions: [region],
      ...(profile !== undefined && { profiles: [profile] }),
      ...(flags.accounts !== undefined && { accounts: [account] }),
    };
    return { node, flags: flagWords(there) };
  }

  /** Runs a program on this terminal, and ends as it does. */
  protected async hand(program: string, words: readonly string[], flags: SshFlags): Promise<void> {
    if (flags.noop) {
      const { shellWord } = await import('../aws/shell-word.ts');
      return this.log([program, ...words].map(shellWord).join(' '));
    }
    const externalId = flags['external-id'];
    const env = { ...process.env, ...(externalId !== undefined && { SESSION_MANAGER_EXTERNAL_ID: externalId }) };
    const { runProgram } = await import('./program.ts');
    process.exitCode = await runProgram(program, words, env).catch((error: NodeJS.ErrnoException) => {
      throw cannotRun(program, error);
    });
    return undefined;
  }
}

async function checkIdentity(path: string | undefined): Promise<void> {
  if (path === undefined || path.includes('%') || path.startsWith('~')) return;
  const { existsSync } = await import('node:fs');
  if (!existsSync(path))
    throw new UserError('invalid-value', `--identity ${JSON.stringify(path)}: there is no such file`);
}

/** Says what is wrong with a program that could not be started. */
function cannotRun(program: string, error: NodeJS.ErrnoException): TargetError {
  const why = error.code === 'ENOENT' ? 'is not on PATH' : `cannot be run (${error.code})`;
  return new TargetError('NoProgram', `${program} ${why}`, 'install the client of OpenSSH', { cause: error });
}
