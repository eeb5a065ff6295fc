import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { externalDataInterceptor } from '@smithy/shared-ini-file-loader';
import {
  isUnanswered,
  processFailure,
  processLabel,
  programOf,
  runProcessesHere,
  stopProcesses,
  whyItFailed,
} from '../../../src/aws/credentials/process.ts';

/** A process that has ended and is not waited for yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => void setImmediate(resolve));
}

describe('a credential_process', () => {
  it('is named by its program alone', () => {
    for (const [command, program] of [
      ['aws-vault exec dev --json', 'aws-vault'],
      ['/opt/bin/helper --token hunter2', 'helper'],
      ['TOKEN=hunter2 helper', 'helper'],
      ['"C:\\Program Files\\helper.exe" --x', 'helper.exe'],
      ["'/opt/my tools/helper' hunter2", 'helper'],
      ['VAULT_TOKEN=hvsX /x/q.sh', 'q.sh'],
      ['A="x y" B=\'z z\' C=a\\ b helper hunter2', 'helper'],
      ['"$HOME"/bin/helper', 'helper'],
      ['/opt/my\\ tools/helper x', 'helper'],
      // What else a shell understands is not guessed at.
      ['(TOKEN=hunter2; helper)', ''],
      ['TOKEN=$(cat secret) helper', ''],
      ['helper;TOKEN=hunter2', ''],
      ['FOO+=hunter2 helper', ''],
      ['', ''],
    ] as const) {
      assert.equal(programOf(command), program);
    }
  });

  it('is named without a program where that cannot be told', () => {
    assert.equal(processLabel('TOKEN=a helper'), 'credential_process (helper)');
    assert.equal(processLabel('(TOKEN=a; helper)'), 'credential_process');
  });

  it('says how it ended', () => {
    assert.equal(whyItFailed({ code: 3, signal: null }, ''), 'it failed with exit code 3');
    assert.equal(whyItFailed({ code: 127, signal: null }, 'x'), 'it was not found (exit code 127)');
    assert.equal(whyItFailed({ code: 126, signal: null }, 'x'), 'it may not be executed (exit code 126)');
    assert.equal(whyItFailed({ code: null, signal: 'SIGKILL' }, ''), 'it was ended by SIGKILL');
  });

  it('shows of what is on stderr no more than what a shell is known to say', () => {
    const why = (stderr: string): string => whyItFailed({ code: 1, signal: null }, stderr);
    for (const said of [
      'password is hunter2',
      'https://me:hunter2@host/x: refused',
      'Authorization: Bearer hunter2',
      'pin: 12 passphrase: hunter2',
      'AWS_SECRET_ACCESS_KEY hunter2',
      'hunter2 not found',
    ]) {
      assert.equal(why(`${said}\n`), 'it failed with exit code 1');
    }
    assert.equal(why('sh: 1: hunter2: Permission denied\n'), 'it failed with exit code 1: Permission denied');
    assert.equal(
      why('cat: /hunter2: No such file or directory'),
      'it failed with exit code 1: No such file or directory',
    );
    assert.equal(why('bash: line 1: hunter2: command not found\n'), 'it failed with exit code 1: not found');
  });

  const run = (command: string): Promise<string> =>
    new Promise((resolve) => {
      runProcessesHere();
      const exec = externalDataInterceptor.getTokenRecord()['exec'] as (
        line: string,
        done: (error: Error | null, output?: { stdout: string }) => void,
      ) => void;
      exec(command, (error, output) => resolve(error ? processFailure(error.message) : (output?.stdout ?? '')));
    });
  const prints = (part: object): Promise<string> =>
    run(`echo '${JSON.stringify({ Version: 1, AccessKeyId: 'AKIA', SecretAccessKey: 's', ...part })}'`);

  it('gives what it printed, unless that is none', async () => {
    assert.match(await prints({}), /AKIA/);
    assert.match(await prints({ Expiration: '2999-01-31T12:00:00Z', SessionToken: null }), /AKIA/);
    for (const expiry of ['whenever', 5, 'May 1', '2030-99-99T00:00:00Z']) {
      assert.equal(
        await prints({ Expiration: expiry }),
        'the Expiration that it printed is no time, such as 2030-01-31T12:00:00Z',
      );
    }
    assert.match(await prints({ AccessKeyId: 5 }), /must be text/);
    assert.match(await prints({ SecretAccessKey: '' }), /lacks AccessKeyId or SecretAccessKey/);
  });

  const onTerminal = (is: boolean): unknown =>
    Object.defineProperty(process.stdin, 'isTTY', { value: is, configurable: true });
  const before = Object.getOwnPropertyDescriptor(process.stdin, 'isTTY');
  afterEach(() => {
    if (before) Object.defineProperty(process.stdin, 'isTTY', before);
    else Reflect.deleteProperty(process.stdin, 'isTTY');
  });

  it('keeps the terminal where there is one, to ask somebody', async function () {
    if (!existsSync('/proc/self/stat')) this.skip();
    const session = `cut -d' ' -f6 /proc/self/stat`;
    const printed = `printf '{"Version":1,"AccessKeyId":"%s","SecretAccessKey":"s"}' "$(${session})"`;
    const [, , , , , ours = ''] = readFileSync('/proc/self/stat', 'utf8').split(' ');
    onTerminal(true);
    assert.equal(JSON.parse(await run(printed)).AccessKeyId, ours);
    onTerminal(false);
    assert.notEqual(JSON.parse(await run(printed)).AccessKeyId, ours);
  });

  it('ends with all that it started', async function () {
    if (process.platform === 'win32') this.skip();
    onTerminal(false);
    const folder = mkdtempSync(join(tmpdir(), 'session-manager-process-'));
    const file = join(folder, 'pid');
    const command = `sleep 1000 & echo $! >'${file}'; wait`;
    const ended = run(command);
    const text = (): string => (existsSync(file) ? readFileSync(file, 'utf8').trim() : '');
    await until(() => text() !== '');
    const pid = Number(text());
    assert.ok(isUnanswered(command));
    stopProcesses();
    assert.equal(await ended, 'it gave no answer in time');
    assert.ok(isUnanswered(command));
    // The signal is on its way: the test ends when it has arrived.
    await until(() => !isRunning(pid));
    rmSync(folder, { recursive: true });
  });

  it('says what was wrong with what it printed, without showing it', () => {
    const said = (text: string): string => processFailure(`Profile dev credential_process ${text}`);
    assert.equal(said('returned invalid JSON.'), 'it printed no JSON');
    assert.equal(said('did not return Version 1.'), 'what it printed lacks "Version": 1');
    assert.equal(said('returned expired credentials.'), 'the credentials that it printed have expired');
    assert.match(said('returned invalid credentials.'), /lacks AccessKeyId/);
    assert.match(processFailure("Cannot read properties of null (reading 'Version')"), /lacks AccessKeyId/);
  });
});
