import { randomUUID } from 'node:crypto';
import { closeSync, existsSync, openSync, statSync, unlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connection } from '../aws/connection.ts';
import { UserError } from '../errors.ts';
import { preferenceInputs } from '../inputs/tables/preferences.ts';
import { type Faults, parseFaults } from '../sandbox/door/faults.ts';
import { sandboxHandler } from '../sandbox/door/handler.ts';
import type { Relay } from '../sandbox/relay/relay.ts';
import { createSandbox, type SandboxOptions } from '../sandbox/door/sandbox.ts';

/** Reads from the environment where the sandbox keeps its state, and which faults it has on purpose. */
export function sandboxOptions(
  dataDir: string,
  environment: NodeJS.ProcessEnv,
): SandboxOptions & { readonly file: string } {
  const faults = environment['SESSION_MANAGER_SANDBOX_FAULTS'];
  const named = environment['SESSION_MANAGER_SANDBOX_STATE'];
  const file = named || join(dataDir, 'sandbox.json');
  checkWritable(file, named ? 'SESSION_MANAGER_SANDBOX_STATE' : 'the state of the sandbox');
  return {
    file,
    // A preference that is newer than the sandbox can be tried out on it.
    sessionInputs: Object.values(preferenceInputs),
    ...(faults && { faults: faultsOf(faults) }),
  };
}

/** Checks that a file is there, or can be made. Throws a UserError if not. */
function checkWritable(file: string, what: string): void {
  const refused = (why: string, cause?: unknown): UserError =>
    new UserError('invalid-value', `${what} ${JSON.stringify(file)}: ${why}`, [], { cause });
  try {
    const found = statSync(file, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw refused('it is a folder, and must be a file');
    if (found) return;
    // Node never comes back from making folders below /proc, so a file is tried where there is a folder.
    let folder = dirname(file);
    while (!existsSync(folder)) folder = dirname(folder);
    const trial = join(folder, `.${randomUUID()}`);
    closeSync(openSync(trial, 'wx', 0o600));
    unlinkSync(trial);
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw refused(`no file can be made there (${(error as NodeJS.ErrnoException).code})`, error);
  }
}

function faultsOf(text: string): Faults {
  try {
    return parseFaults(text);
  } catch (error) {
    throw new UserError('invalid-value', `SESSION_MANAGER_SANDBOX_FAULTS: ${(error as Error).message}`, [], {
      cause: error,
    });
  }
}

/** Credentials that no AWS account knows. */
const CREDENTIALS = { accessKeyId: 'AKIASANDBOXSANDBOX00', secretAccessKey: 'sandbox' };

/** Leads every call into the sandbox. */
export interface SandboxConnection extends Required<Pick<Connection, 'handler' | 'credentials'>> {
  /** A line for the user, where there was no state file before. */
  readonly firstUse?: string;
}

/** Connects to the sandbox as it is; on first use it is empty or, for a command that only looks, holds the fleet. `sessions`: its nodes are this machine. */
export async function sandboxConnection(
  dataDir: string,
  environment: NodeJS.ProcessEnv,
  onFirstUse: 'empty' | 'fleet',
  sessions = false,
): Promise<SandboxConnection> {
  const options = sandboxOptions(dataDir, environment);
  let relay: Relay | undefined;
  const sandbox = createSandbox({ ...options, relay: () => relay });
  if (sessions) {
    const { serveSessions } = await import('../sandbox/door/sessions.ts');
    relay = await serveSessions(sandbox, options.faults, {
      secrets: { [CREDENTIALS.accessKeyId]: CREDENTIALS.secretAccessKey },
    });
  }
  const way = {
    handler: sandboxHandler(sandbox),
    credentials: () => Promise.resolve(CREDENTIALS),
  };
  if (existsSync(options.file)) return way;
  if (onFirstUse === 'empty') {
    return {
      ...way,
      firstUse: 'the sandbox is empty; session-manager sandbox --seed fleet puts a made-up fleet into it',
    };
  }
  const { fleetState } = await import('../sandbox/fleet/fleet.ts');
  const filled = await sandbox.begin(fleetState());
  return filled
    ? { ...way, firstUse: `the sandbox was never used: it holds a made-up fleet now, in ${options.file}` }
    : way;
}
