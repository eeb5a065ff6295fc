import { BaseCommand } from '../cli/base-command.ts';
import { sandboxFlags } from '../cli/flags.ts';
import { SIGNAL_EXIT, UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { sandboxInputs } from '../inputs/tables/sandbox.ts';
import { invalid } from '../inputs/values.ts';
import type { Sandbox as MadeUpAws } from '../sandbox/door/sandbox.ts';
import type { Relay } from '../sandbox/relay/relay.ts';

interface SandboxResult {
  readonly state: string;
  readonly url?: string;
  readonly reset?: true;
  /** `fleet`, `organization`, or the file that the state comes from. */
  readonly seed?: string;
}

/** Nobody gets a shell of this machine who has not asked for one. */
const NO_SESSIONS =
  'This sandbox opens no sessions, which would be shells of this machine: serve it with session-manager sandbox --sessions.';

export default class Sandbox extends BaseCommand {
  static override summary = 'serve the local, made-up AWS on loopback, for other tools';

  static override description = `Prints the environment variables to set, then serves until Ctrl-C. It is the AWS that --sandbox works on, with the same state.
It knows the calls that session-manager makes, and no others. SESSION_MANAGER_SANDBOX_STATE chooses another state file.
--seed fleet fills it with a small made-up fleet, in which doctor finds something of every kind; --seed organization, with a large
organization around it; --seed with a file, with one of your own: docs/sandbox.md has an example, schema/sandbox-state.json every member.
--sessions also serves sessions, for start, the AWS CLI with its plugin, and any other client on this machine: shells, files and
ports of this machine, for whoever has a token.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --port 4567',
    '<%= config.bin %> <%= command.id %> --seed fleet',
    '<%= config.bin %> <%= command.id %> --sessions',
    '<%= config.bin %> <%= command.id %> --reset',
  ];

  static override flags = sandboxFlags;

  async run(): Promise<SandboxResult | undefined> {
    const { flags } = await this.parse(Sandbox);
    const port = readerOf(sandboxInputs, flags)('port');
    if (flags.seed !== undefined && flags.reset) {
      throw new UserError('conflict', '--seed and --reset: give only one of them');
    }
    const { sandboxOptions } = await import('../cli/sandbox-connection.ts');
    const { createSandbox } = await import('../sandbox/door/sandbox.ts');
    const options = sandboxOptions(this.config.dataDir, process.env);
    const state = options.file;
    let relay: Relay | undefined;
    const sandbox = createSandbox({
      ...options,
      relay: () => relay,
      ...(!flags.sessions && { noSessions: NO_SESSIONS }),
    });
    if (flags.reset) {
      await sandbox.reset();
      this.log(`the sandbox is empty: ${state}`);
      return { state, reset: true };
    }
    const { seed } = flags;
    if (seed !== undefined) {
      const { seedInWords, stateNamed } = await import('../sandbox/seed/named.ts');
      await sandbox.reset(
        await stateNamed(seed).catch((error: Error) => {
          throw invalid('--seed', seed, error.message, [], { cause: error });
        }),
      );
      const line = `the sandbox holds ${seedInWords(seed)}: ${state}`;
      if (flags.port === undefined && !flags.sessions) {
        this.log(line);
        return { state, seed };
      }
      // What is printed on stdout while it serves is for a shell.
      process.stderr.write(`${line}\n`);
    }
    if (flags.sessions) {
      const { serveSessions } = await import('../sandbox/door/sessions.ts');
      relay = await serveSessions(sandbox, options.faults, { unsigned: true, secrets: { sandbox: 'sandbox' } });
      process.stderr.write('sessions open shells, files and ports of this machine, for clients on it\n');
    }
    await this.serve(sandbox, state, port);
    await relay?.close();
    return undefined;
  }

  /** Serves until Ctrl-C, or until it gets SIGTERM or SIGHUP. */
  private async serve(sandbox: MadeUpAws, state: string, port: number): Promise<void> {
    const { serveSandbox } = await import('../sandbox/door/server.ts');
    const { url, close } = await serveSandbox(sandbox, { port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      const message = `--port "${port}": it is taken; --port 0 finds a free one`;
      throw new UserError('invalid-value', message, [], { cause: error });
    });
    // A program that reads what is printed can end it at once.
    const ended = new Promise<void>((resolve) => {
      for (const signal of Object.keys(SIGNAL_EXIT)) process.once(signal, () => resolve());
    });
    if (this.jsonEnabled()) this.logJson({ state, url } satisfies SandboxResult);
    this.log(`export AWS_ENDPOINT_URL=${url}
export AWS_ACCESS_KEY_ID=sandbox
export AWS_SECRET_ACCESS_KEY=sandbox
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1`);
    process.stderr.write(`serving ${state}; Ctrl-C ends it\n`);
    await ended;
    await close();
  }
}
