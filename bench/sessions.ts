// What sessions cost: CPU and time for 64 MiB each way, the first prompt, and the memory of many connections, each against a
// yardstick of this one run. Beside the official plugin where that is on the PATH, else against its recorded figures.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { measure, median, print, ratio, TELL } from './measure.ts';

const NODE = 'i-0123456789abcdef0';

/** What a session carries, in bytes. */
const SIZE = 64 * 1024 * 1024;

/** The port that sends; every other one swallows. */
const SOURCE = '1';

const CONNECTIONS = 200;

/** What the plugin took on the machine on which this was first measured, in CPU seconds and in seconds, and what the yardstick took there. */
const RECORDED = {
  yardstick: 0.165,
  down: { cpu: 2.9, seconds: 8 },
  up: { cpu: 20.7, seconds: 113 },
};

/** CPU seconds that this machine takes for the digests of 64 MiB in pieces of a message. */
function yardstick(): number {
  const piece = Buffer.alloc(1024);
  const begun = process.cpuUsage();
  for (let at = 0; at < SIZE; at += piece.length) createHash('sha256').update(piece).digest();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1e6;
}

interface Carried {
  readonly seconds: number;
  readonly cpu: number;
}

/** Runs its arguments, and says what CPU seconds all that it started took: those of the plugin are not those of this process. */
const TIMES = '"$@"; code=$?; times >&2; exit $code';

/** Reads the last line that `times` has printed: those of children. */
function secondsIn(told: string): number {
  const [, ...parts] = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(told) ?? [];
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = parts.map(Number);
  return 60 * (userMinutes + systemMinutes) + user + system;
}

/** Lets the tool carry 64 MiB in a session. */
async function carry(binary: string, args: readonly string[], env: NodeJS.ProcessEnv, input: string): Promise<Carried> {
  const from = openSync(input, 'r');
  const begun = performance.now();
  const child = spawn('sh', ['-c', TIMES, 'sh', process.execPath, binary, ...args], {
    env,
    stdio: [args.at(-1) === SOURCE ? 'pipe' : from, 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr?.on('data', (data) => (told += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  closeSync(from);
  const seconds = (performance.now() - begun) / 1000;
  const cpu = secondsIn(told);
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}: ${told}`);
  return { seconds, cpu };
}

async function withPeer(work: (env: NodeJS.ProcessEnv) => Promise<void>): Promise<void> {
  const file = fileURLToPath(new URL('session-peer.ts', import.meta.url));
  const peer = spawn(process.execPath, ['--import', 'tsx', file, String(SIZE), SOURCE], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [at] = (await once(peer.stdout, 'data')) as [Buffer];
    await work({
      PATH: process.env['PATH'],
      HOME: '/nonexistent',
      AWS_ENDPOINT_URL: `http://${at.toString().trim()}`,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIABENCHBENCHBENCH0',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
  } finally {
    peer.kill();
  }
}

const best = (runs: readonly Carried[]): Carried => ({
  seconds: Math.min(...runs.map(({ seconds }) => seconds)),
  cpu: Math.min(...runs.map(({ cpu }) => cpu)),
});

/** Measures what the first word of a shell costs, until it is there. */
async function firstPrompt(binary: string, env: NodeJS.ProcessEnv): Promise<void> {
  const runs: Carried[] = [];
  for (let run = 0; run < 5; run += 1) runs.push(await carry(binary, ['start', NODE], env, '/dev/null'));
  const { cpu, seconds } = best(runs);
  const bare = median(9, () => {
    const { cpu: used } = measure(['-e', '0']);
    return used;
  });
  print('');
  print('first prompt', 'ms', 'CPU ms', 'above node -e 0');
  print('  start', (1000 * seconds).toFixed(0), (1000 * cpu).toFixed(0), (1000 * cpu - bare).toFixed(0));
}

/** Forwards a port, does something with it, and gives the peak of memory, in MiB. */
async function peakOf(binary: string, env: NodeJS.ProcessEnv, work: (port: number) => Promise<void>): Promise<number> {
  const child = spawn(process.execPath, ['--import', TELL, binary, 'forward', NODE, '0:80'], { env });
  let told = '';
  child.stderr.on('data', (data) => (told += String(data)));
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  await work(Number(/:(\d+) ->/.exec(line.toString())?.[1]));
  child.kill('SIGINT');
  await once(child, 'close');
  return Number(/used (\d+)/.exec(told)?.[1]) / 1024;
}

/** Reads from many connections at once; the first, which gets most, reads nothing until all others are done. */
async function crowd(port: number): Promise<void> {
  const slow = connect(port, '127.0.0.1').on('error', () => undefined);
  await once(slow, 'connect');
  slow.pause();
  slow.write('go');
  const others = Array.from({ length: CONNECTIONS - 1 }, async () => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    socket.write('go');
    let came = 0;
    while (came < 256 * 1024) came += ((await once(socket, 'data')) as [Buffer])[0].length;
    socket.destroy();
  });
  // What the slow one does not take holds up the others at some point.
  await Promise.race([Promise.all(others), new Promise((resolve) => setTimeout(resolve, 5000))]);
  slow.resume();
  await Promise.all(others);
  slow.destroy();
}

async function memory(binary: string, env: NodeJS.ProcessEnv): Promise<void> {
  const idle = await peakOf(binary, env, () => Promise.resolve());
  const peak = await peakOf(binary, env, crowd);
  print('');
  print(`forward, ${CONNECTIONS} connections, one of them slow`, 'idle MiB', 'peak MiB', 'above');
  print('  memory', idle.toFixed(0), peak.toFixed(0), (peak - idle).toFixed(0));
}

/** Measures sessions. `file`: of 64 MiB, which is made. */
export async function sessions(binary: string, file: string): Promise<void> {
  writeFileSync(file, Buffer.alloc(SIZE, 'x'));
  const scale = median(3, yardstick) / RECORDED.yardstick;
  const hasPlugin = spawnSync('session-manager-plugin', ['--version']).status === 0;
  print('');
  print(
    `64 MiB in a session, against the plugin (${hasPlugin ? 'beside it' : 'recorded'})`,
    's',
    'speed',
    'CPU s',
    'CPU ratio',
  );
  await withPeer(async (env) => {
    for (const [name, port, recorded] of [
      ['down', SOURCE, RECORDED.down],
      ['up', '2', RECORDED.up],
    ] as const) {
      const args = ['ssh-proxy', NODE, port];
      const ours = best([await carry(binary, args, env, file), await carry(binary, args, env, file)]);
      // The pauses of the plugin between pieces that it sends do not depend on the machine.
      const seconds = name === 'up' ? recorded.seconds : recorded.seconds * scale;
      const theirs = hasPlugin
        ? await carry(binary, ['ssh-proxy', NODE, '--plugin', port], env, file)
        : { seconds, cpu: recorded.cpu * scale };
      print(
        `  ${name}`,
        ours.seconds.toFixed(1),
        ratio(theirs.seconds, ours.seconds),
        ours.cpu.toFixed(1),
        ratio(ours.cpu, theirs.cpu),
      );
    }
    await firstPrompt(binary, env);
    await memory(binary, env);
  });
}
