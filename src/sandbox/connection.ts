import { join } from 'node:path';
import type { Connection } from '../aws/connection.ts';
import { UserError } from '../errors.ts';
import { type Faults, parseFaults } from './faults.ts';
import { sandboxHandler } from './handler.ts';
import { createSandbox, type SandboxOptions } from './sandbox.ts';

/** Where the sandbox keeps its state, and what it does wrong on purpose: both can be chosen by a variable. */
export function sandboxOptions(dataDir: string, environment: NodeJS.ProcessEnv): SandboxOptions {
  const faults = environment['SESSION_MANAGER_SANDBOX_FAULTS'];
  return {
    file: environment['SESSION_MANAGER_SANDBOX_STATE'] || join(dataDir, 'sandbox.json'),
    ...(faults && { faults: faultsOf(faults) }),
  };
}

function faultsOf(text: string): Faults {
  try {
    return parseFaults(text);
  } catch (error) {
    throw new UserError('invalid-value', `SESSION_MANAGER_SANDBOX_FAULTS: ${(error as Error).message}`);
  }
}

/** Credentials that no AWS account knows. */
const CREDENTIALS = { accessKeyId: 'AKIASANDBOXSANDBOX00', secretAccessKey: 'sandbox' };

/** Leads every call into the sandbox. */
export const sandboxConnection = (
  dataDir: string,
  environment: NodeJS.ProcessEnv,
): Pick<Connection, 'handler' | 'credentials'> => ({
  handler: sandboxHandler(createSandbox(sandboxOptions(dataDir, environment))),
  credentials: () => Promise.resolve(CREDENTIALS),
});
