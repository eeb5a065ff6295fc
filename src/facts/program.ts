import { spawn } from 'node:child_process';
import { access, constants, lstat, readFile, stat } from 'node:fs/promises';
import { delimiter, isAbsolute, join } from 'node:path';
import { TargetError } from '../errors.ts';

/** The conditions under which a program is asked. */
export interface Asking {
  readonly environment: NodeJS.ProcessEnv;
  /** Milliseconds that it may take. */
  readonly timeout: number;
  /** When it fires, the program is ended. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks a program on the PATH for its version, such as `2.17.3`; undefined if there is no such program. Throws a
 * TargetError for one that is there and does not say it: it cannot be started, fails, or does not end.
 */
export async function versionOf(program: string, asking: Asking): Promise<string | undefined> {
  const command = `${program} --version`;
  const failure = (what: string): TargetError =>
    new TargetError('ProgramFailed', `${what}: it is installed, but does not work`, `run ${command}, and see why`);
  const end = await endOf(program, ['--version'], asking);
  if ('error' in end) {
    if (end.error === 'ENOENT' && !(await isOnPath(program, asking.environment))) return undefined;
    if (end.error === 'ENOENT') throw failure(`${program} cannot be started: what it leads to is missing`);
    throw failure(`${program} cannot be started (${end.error})`);
  }
  const { code, signal, output, errors } = end;
  if (end.late) throw failure(`${command} did not end within ${asking.timeout / 1000} s`);
  const reason = errors.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? '';
  if (signal !== null) throw failure(`${command} was ended by ${signal}`);
  if (code !== 0) throw failure(`${command} failed with exit code ${code}${reason && ` (${reason})`}`);
  const version = /\d+(?:\.\d+)+/.exec(`${output}${errors}`)?.[0];
  if (version === undefined) throw failure(`${command} told no version`);
  return version;
}

// Also a link that leads nowhere, and a script whose interpreter is gone, which the system takes for a program that is missing.
async function isOnPath(program: string, { PATH = '' }: NodeJS.ProcessEnv): Promise<boolean> {
  for (const folder of PATH.split(delimiter)) {
    if (folder !== '' && (await lstat(join(folder, program)).catch(() => undefined))) return true;
  }
  return false;
}

/** A program that can be started, and its text, if it is a script. */
export interface Program {
  readonly path: string;
  readonly script?: string;
}

/** The most bytes that a script may have to be read. */
const MOST_SCRIPT = 65_536;

/**
 * Finds a program, by its path or on the PATH, without starting it; undefined: there is none that can be started. `~` is the home.
 * A script of JavaScript is for node, which has to read it only.
 */
export async function findProgram(
  name: string,
  { environment, home }: { readonly environment: NodeJS.ProcessEnv; readonly home: string },
): Promise<Program | undefined> {
  const written = name.replace(/^(?:~|\$HOME|\$\{HOME\})(?=[/\\])/, () => home);
  const isPath = /[/\\]/.test(written);
  const isForNode = isPath && /\.[cm]?js$/.test(written);
  const folders = isPath ? [''] : (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['', '.exe', '.cmd', '.bat'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = isAbsolute(written) || folder === '' ? `${written}${ending}` : join(folder, `${written}${ending}`);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile() || !(await access(path, isForNode ? constants.R_OK : constants.X_OK).then(ok, no))) continue;
      const script = found.size > MOST_SCRIPT ? undefined : await readFile(path, 'latin1').catch(() => undefined);
      return { path, ...(script?.startsWith('#!') && { script }) };
    }
  }
  return undefined;
}

const ok = (): true => true;
const no = (): false => false;

/** The end of a program: the code of the error with which it could not be started, or how it ended and what it wrote. */
type End =
  | { readonly error: string }
  | {
      readonly code: number | null;
      readonly signal: NodeJS.Signals | null;
      /** True if it was ended because it took too long. */
      readonly late: boolean;
      readonly output: string;
      readonly errors: string;
    };

/** More than any version takes. */
const MOST_TEXT = 65_536;

/** Runs a program to its end, without input, and keeps what it writes. */
export function endOf(
  program: string,
  options: readonly string[],
  { environment, timeout, signal: ended }: Asking,
): Promise<End> {
  return new Promise((resolve) => {
    // A group of its own, so that what it has started ends with it.
    const detached = process.platform !== 'win32';
    const child = spawn(program, options, { env: environment, stdio: ['ignore', 'pipe', 'pipe'], detached });
    let late = false;
    const written = { output: '', errors: '' };
    const kill = (): void => {
      try {
        if (detached && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
        else child.kill('SIGKILL');
      } catch {
        // It has just ended by itself.
      }
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const timer = setTimeout(() => {
      late = true;
      kill();
    }, timeout);
    ended?.addEventListener('abort', kill, { once: true });
    const settle = (end: End): void => {
      clearTimeout(timer);
      ended?.removeEventListener('abort', kill);
      resolve(end);
    };
    child.stdout.on('data', (chunk) => (written.output = `${written.output}${chunk}`.slice(0, MOST_TEXT)));
    child.stderr.on('data', (chunk) => (written.errors = `${written.errors}${chunk}`.slice(-MOST_TEXT)));
    child.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => settle({ error: code }));
    child.on('close', (code, signal) => settle({ code, signal, late, ...written }));
  });
}
