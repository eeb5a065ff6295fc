import { type ChildProcess, spawn } from 'node:child_process';
import { basename } from 'node:path';
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader';

type Done = (error: Error | null, output?: { readonly stdout: string; readonly stderr: string }) => void;

const FAILED = 'credential_process failed: ';

/** The programs that run, and whether each has a group of its own. */
const running = new Map<ChildProcess, boolean>();

/** The commands that were begun last and gave no answer: they still run, or were ended. */
const unanswered = new Set<string>();

/** Tells whether a `credential_process` was begun, and still runs or was ended because it took too long. */
export const isUnanswered = (command: string): boolean => unanswered.has(command);

// In a group of its own it ends with what it has started. But on a terminal it may have to ask somebody, as aws-vault does, and
// such a group has no terminal; there, Ctrl-C reaches all of them.
const isApart = (): boolean => process.platform !== 'win32' && !process.stdin.isTTY;

/** Ends the programs that still run, and what they have started: the process would wait for them. */
export function stopProcesses(): void {
  for (const [child, apart] of running) {
    running.delete(child);
    try {
      if (apart && child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      else child.kill('SIGKILL');
    } catch {
      // It has just ended by itself.
    }
    for (const stream of child.stdio) stream?.destroy();
    child.unref();
  }
}

/** More than any credentials take. */
const MOST_TEXT = 1_048_576;

/**
 * Runs each `credential_process` in place of the SDK, whose error is the whole command line, secrets included, without
 * the exit code. It has no input: it could wait for an answer that never comes.
 */
export function runProcessesHere(): void {
  if (!process.listeners('exit').includes(stopProcesses)) process.on('exit', stopProcesses);
  externalDataInterceptor.interceptToken('exec', (command: string, done: Done) => {
    const detached = isApart();
    const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true, detached });
    const written = { stdout: '', stderr: '' };
    running.set(child, detached);
    unanswered.add(command);
    const settle = (fault: string | undefined): void => {
      const isStopped = !running.delete(child);
      if (!isStopped) unanswered.delete(command);
      const why = isStopped ? 'it gave no answer in time' : fault;
      if (why === undefined) done(null, written);
      else done(new Error(`${FAILED}${why}`));
    };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
        written[name] = `${written[name]}${chunk}`.slice(0, MOST_TEXT);
      });
    }
    child.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => settle(`it cannot be started (${code})`));
    child.on('close', (code, signal) =>
      settle(code === 0 ? faultOf(written.stdout) : whyItFailed({ code, signal }, written.stderr)),
    );
  });
}

// What the SDK does not check: it would sign with the number 5, and take no time at all for one that never comes.
function faultOf(stdout: string): string | undefined {
  const { AccessKeyId: id, SecretAccessKey: secret, SessionToken: token, Expiration: expiry } = printedIn(stdout);
  if ([id, secret, token].some((value) => value !== undefined && value !== null && typeof value !== 'string')) {
    return 'the keys that it printed must be text';
  }
  if (id === '' || secret === '') return LACKS_KEYS;
  const isTime = typeof expiry === 'string' && /^\d{4}-?\d\d-?\d\d/.test(expiry) && !Number.isNaN(Date.parse(expiry));
  if (!expiry || isTime) return undefined;
  return 'the Expiration that it printed is no time, such as 2030-01-31T12:00:00Z';
}

function printedIn(stdout: string): Readonly<Record<string, unknown>> {
  try {
    const printed: unknown = JSON.parse(stdout.trim());
    return printed !== null && typeof printed === 'object' ? (printed as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

const LACKS_KEYS = 'what it printed lacks AccessKeyId or SecretAccessKey';

/** Says why a `credential_process` gave no credentials, from the message of the SDK's error. */
export function processFailure(message: string): string {
  if (message.startsWith(FAILED)) return message.slice(FAILED.length);
  if (/invalid JSON/.test(message)) return 'it printed no JSON';
  if (/Version 1/.test(message)) return 'what it printed lacks "Version": 1';
  if (/expired credentials/.test(message)) return 'the credentials that it printed have expired';
  return LACKS_KEYS;
}

const QUOTED = `"[^"]*"|'[^']*'`;
// Variables before the program, and the program: anything else that a shell understands is not looked into.
const COMMAND = new RegExp(
  String.raw`^\s*(?:\w+=(?:${QUOTED}|\\.|[^\s"'\\$\`;&|<>()])*\s+)*((?:${QUOTED}|\\ |[\w./\\:~+@%$\{\}-])+)(?:\s|$)`,
);

/**
 * Gives the name of the program in a command line; its arguments, and variables before it, can be secret. Empty if the
 * command line does not begin with the name of a program.
 */
export function programOf(command: string): string {
  const word = (COMMAND.exec(command)?.[1] ?? '').replaceAll('\\ ', ' ').replace(/["']/g, '');
  const name = basename(word.replaceAll('\\', '/'));
  return /^[\w.+@$ -]+$/.test(name) ? name : '';
}

/** Names the setting, with its program where that can be told. */
export function processLabel(command: string): string {
  const program = programOf(command);
  return program === '' ? 'credential_process' : `credential_process (${program})`;
}

/** The ways in which a shell says that it could not run something. Any other text can contain a secret. */
const SHELL_SAYS = ['No such file or directory', 'Permission denied', 'not found'];

/** Says why a command failed: its exit code, and what a shell is known to say. Other text on stderr is never shown. */
export function whyItFailed(
  { code, signal }: { readonly code: number | null; readonly signal: NodeJS.Signals | null },
  stderr: string,
): string {
  if (code === 127) return 'it was not found (exit code 127)';
  if (code === 126) return 'it may not be executed (exit code 126)';
  const how = signal === null ? `it failed with exit code ${code}` : `it was ended by ${signal}`;
  const last = stderr.trimEnd().split('\n').at(-1)?.trim() ?? '';
  const said = SHELL_SAYS.find((text) => last.endsWith(`: ${text}`) || last.endsWith(`: command ${text}`));
  return said === undefined ? how : `${how}: ${said}`;
}
