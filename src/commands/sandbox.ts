import { Flags } from '@oclif/core';
import { BaseCommand } from '../command.ts';
import { UserError } from '../errors.ts';
import { wholeNumber } from '../values.ts';

interface SandboxResult {
  readonly state: string;
  readonly url?: string;
  readonly reset?: true;
}

export default class Sandbox extends BaseCommand {
  static override summary = 'serve the local, made-up AWS on loopback, for other tools';

  static override description = `Prints the environment variables to set, then serves until Ctrl-C. It is the AWS that --sandbox works on, with the same state.
It knows the calls that session-manager makes, and no others. SESSION_MANAGER_SANDBOX_STATE chooses another state file.`;

  static override examples = [
    '<%= config.bin %> <%= command.id %> --port 4567',
    '<%= config.bin %> <%= command.id %> --reset',
  ];

  static override flags = {
    port: Flags.string({
      description: 'port on 127.0.0.1, or 0 for any free one [default: 4567]',
      env: 'SESSION_MANAGER_PORT',
      helpValue: 'n',
    }),
    reset: Flags.boolean({ description: 'empty the sandbox instead of serving it' }),
  };

  async run(): Promise<SandboxResult | undefined> {
    const { flags } = await this.parse(Sandbox);
    const port = wholeNumber('--port', flags.port ?? '4567', 0, 65_535);
    const { sandboxOptions } = await import('../sandbox/connection.ts');
    const { createSandbox } = await import('../sandbox/sandbox.ts');
    const options = sandboxOptions(this.config.dataDir, process.env);
    const state = options.file ?? '';
    const sandbox = createSandbox(options);
    if (flags.reset) {
      await sandbox.reset();
      this.log(`the sandbox is empty: ${state}`);
      return { state, reset: true };
    }
    const { serveSandbox } = await import('../sandbox/server.ts');
    const { url, close } = await serveSandbox(sandbox, { port }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') throw error;
      throw new UserError('invalid-value', `--port "${port}": it is taken; --port 0 finds a free one`);
    });
    if (this.jsonEnabled()) this.logJson({ state, url } satisfies SandboxResult);
    this.log(`export AWS_ENDPOINT_URL=${url}
export AWS_ACCESS_KEY_ID=sandbox
export AWS_SECRET_ACCESS_KEY=sandbox
export AWS_REGION=us-east-1
export AWS_DEFAULT_REGION=us-east-1`);
    process.stderr.write(`serving ${state}; Ctrl-C ends it\n`);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    await close();
    return undefined;
  }
}
