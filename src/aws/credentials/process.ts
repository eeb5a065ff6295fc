import { type ChildProcess, exec, type ExecException } from 'node:child_process';
import { basename } from 'node:path';
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader';

type Done = (error: Error | null, output?: { readonly stdout: string; readonly stderr: string }) => void;

const FAILED = 'credential_process failed: ';

const running = new Set<ChildProcess>();

/** Ends the programs that still run: the process would wait for them. */
export function stopProcesses(): void {
  for (const child of running) {
    child.kill();
    // What the shell has started can live on, and keep these open.
    for (const stream of child.stdio) stream?.destroy();
    child.unref();
  }
}

/**
 * Runs each `credential_process` in place of the SDK, whose error is the whole command line, secrets included, without
 * the exit code. An open standard input would let a program wait for an answer that never comes.
 */
export function runProcessesHere(): void {
  externalDataInterceptor.interceptToken('exec', (command: string, done: Done) => {
    const child = exec(command, { windowsHide: true }, (error, stdout, stderr) => {
      running.delete(child);
      if (error) done(new Error(`${FAILED}${whyItFailed(error, command, stderr)}`));
      else done(null, { stdout, stderr });
    });
    running.add(child);
    child.stdin?.on('error', () => undefined).end();
  });
}

/** Says why a `credential_process` gave no credentials, from the message of the SDK's error. */
export function processFailure(message: string): string {
  if (message.startsWith(FAILED)) return message.slice(FAILED.length);
  if (/invalid JSON/.test(message)) return 'it printed no JSON';
  if (/Version 1/.test(message)) return 'what it printed lacks "Version": 1';
  if (/expired credentials/.test(message)) return 'the credentials that it printed have expired';
  return 'what it printed lacks AccessKeyId or SecretAccessKey';
}

/** Gives the name of the program in a command line; its arguments, and variables before it, can be secret. */
export function programOf(command: string): string {
  const words = wordsOf(command);
  const program = words.find((word) => !/^\w+=/.test(word)) ?? '';
  return basename(program.replaceAll('\\', '/'));
}

const wordsOf = (command: string): readonly string[] =>
  (command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replace(/^(["'])(.*)\1$/s, '$2'));

/** Says why a command failed: its exit code, and what it printed on stderr, cut and without what looks like a secret. */
export function whyItFailed({ code, signal }: ExecException, command: string, stderr: string): string {
  const how =
    code === 127 || (code as unknown) === 'ENOENT'
      ? 'it was not found (exit code 127)'
      : code === 126
        ? 'it may not be executed (exit code 126)'
        : signal
          ? `it was ended by ${signal}`
          : typeof code === 'number'
            ? `it failed with exit code ${code}`
            : `it failed (${String(code)})`;
  const said = masked(stderr, command);
  return said === '' ? how : `${how}: ${said}`;
}

const MOST = 200;

function masked(text: string, command: string): string {
  const [, ...rest] = wordsOf(command);
  // What follows is often a command line of its own, as in sh -c "…".
  const secrets = rest.flatMap((word) => [word, ...word.split(/[\s"';=]+/)]).filter(({ length }) => length > 3);
  const bare = secrets
    .toSorted((one, other) => other.length - one.length)
    .reduce((sofar, secret) => sofar.replaceAll(secret, '…'), text.replace(/\s+/g, ' ').trim());
  const cut = bare
    .replace(/((?:password|passwd|secret|token|key|code)["']?\s*[=:]\s*["']?)[^\s"',;]+/gi, '$1…')
    .replace(/(--?[\w-]*(?:password|passwd|secret|token|key|code)[\w-]* )\S+/gi, '$1…')
    .replace(/(?=[\w+/=-]*\d)(?=[\w+/=-]*[A-Za-z])[\w+/=-]{20,}/g, '…');
  return cut.length > MOST ? `${cut.slice(0, MOST)}…` : cut;
}
