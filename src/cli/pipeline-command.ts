import type { Pipeline } from '../export/pipeline/pipeline.ts';
import { UserError } from '../errors.ts';
import { readerOf } from '../inputs/reader.ts';
import { exportPipelineInputs } from '../inputs/tables/export-pipeline.ts';
import { visible } from '../render/visible.ts';
import { BaseCommand } from './base-command.ts';
import { isTyped } from './environment.ts';
import { exportPipelineFlags, manyFlags, setupFlags, targetFlags } from './flags.ts';

interface Exported {
  readonly file: string;
}

/** The base of the commands that print a pipeline: what is typed goes into it, checked, and nothing is called. */
export abstract class PipelineCommand extends BaseCommand {
  static override flags = { ...targetFlags, ...manyFlags, ...setupFlags, ...exportPipelineFlags };

  /** Writes the pipeline in the words of its system. */
  protected abstract write(pipeline: Pipeline): Promise<string>;

  async run(): Promise<Exported> {
    const { flags } = await this.parse({ flags: PipelineCommand.flags, enableJsonFlag: true });
    const [{ parseInputs }, { variablesOf }, { homeOf }] = await Promise.all([
      import('../inputs/inputs.ts'),
      import('../export/pipeline/variables.ts'),
      import('../engine/export-place.ts'),
    ]);
    if (flags.profiles) {
      const why = 'a pipeline has no profiles: its roles enter the accounts; leave out --profiles';
      throw new UserError('conflict', why);
    }
    if (flags.shard !== undefined && this.isTyped('shard')) {
      throw new UserError(
        'conflict',
        'each job of a pipeline gets its own shard: give --shards n, and leave out --shard',
      );
    }
    const scope = await this.scopeOf({ ...flags, noop: true }, parseInputs(flags));
    const read = readerOf(exportPipelineInputs, flags);
    const [readRole, setupRole] = [read('read-role'), read('setup-role')];
    const given = Object.fromEntries(Object.entries(flags).filter(([name]) => this.goesIn(name)));
    const file = await this.write({
      made: await this.commandLine(flags['external-id']),
      variables: variablesOf(given, PipelineCommand.flags),
      externalId: flags['external-id'] !== undefined,
      shards: read('shards'),
      ...(readRole !== undefined && { readRole }),
      ...(setupRole !== undefined && { setupRole }),
      branch: read('branch'),
      nightly: read('nightly'),
      package: read('package') ?? `./session-manager-cli-${this.config.version}.tgz`,
      region: homeOf(scope),
      sandbox: flags.sandbox ?? false,
    });
    if (!this.jsonEnabled()) process.stdout.write(file);
    return { file };
  }

  // What comes from this machine's environment is not meant for another one.
  private goesIn(name: string): boolean {
    return !LEFT_OUT.includes(name) && this.isTyped(name);
  }

  private isTyped(name: string): boolean {
    const flag = (PipelineCommand.flags as Record<string, { char?: string; env?: string }>)[name];
    return flag !== undefined && isTyped(name, flag, this.argv);
  }

  /** Writes the command line as it was typed, in one line, without what is secret. */
  private async commandLine(secret: string | undefined): Promise<string> {
    const { shellWord } = await import('../aws/shell-word.ts');
    const words = [this.config.bin, ...(this.id ?? '').split(':'), ...this.argv];
    const told = words.map((word) => (secret === undefined ? word : word.replace(secret, '…')));
    return visible(told.map((word) => (word.includes('…') ? word : shellWord(word))).join(' '));
  }
}

const LEFT_OUT = ['external-id', 'debug', 'json'];
