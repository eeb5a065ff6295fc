import { handle } from '@oclif/core/handle';
import type { Logger } from '@oclif/core/interfaces';
import { run } from '@oclif/core/run';
import { commandLine } from './command-line.ts';
import { written } from './written.ts';

const HOOKS = { init: './hooks/init', command_not_found: './hooks/command-not-found' };

/** Runs a command of the bundle, which is in this folder. */
export async function start(root: string, pjson: { readonly oclif: object }): Promise<void> {
  // The SDK would print nine lines about Node 20 at the first client; the README says it once.
  process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';
  settleColours(process.env);
  const oclif = { ...pjson.oclif, commands: './commands', hooks: HOOKS };
  // oclif loads a logging package even when nobody reads the log.
  const logger = process.env['DEBUG'] ? {} : { logger: silent('oclif') };
  const args = [...(await commandLine(process.argv.slice(2)))];
  // oclif's execute ends a run with an error where what was printed has not been read after ten seconds, as less does not.
  await run(args, { root, isRoot: true, pjson: { ...pjson, oclif } as never, ...logger }).catch(handle);
  await Promise.all([written(process.stdout), written(process.stderr)]);
  // Reads that were given up, and programs that credentials come from, must not keep a run alive that is over.
  if (process.exitCode) process.exit();
}

// The library that colours --help takes an empty NO_COLOR for a full one, and lets it win over FORCE_COLOR.
function settleColours(environment: NodeJS.ProcessEnv): void {
  const { NO_COLOR, FORCE_COLOR } = environment;
  if (NO_COLOR === '' || FORCE_COLOR) delete environment['NO_COLOR'];
  else if (NO_COLOR) delete environment['FORCE_COLOR'];
}

const silent = (namespace: string): Logger => ({
  namespace,
  child: (name, delimiter = ':') => silent(`${namespace}${delimiter}${name}`),
  debug() {},
  error() {},
  info() {},
  trace() {},
  warn() {},
});
