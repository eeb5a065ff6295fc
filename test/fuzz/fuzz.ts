// npm run fuzz -- [kind] [--seed n] [--turns n]: tries seeds one after the other until something does not hold, or all are tried.
import { parseArgs } from 'node:util';
import { KINDS } from './kinds.ts';

const USAGE = [
  'npm run fuzz -- [kind] [--seed n] [--turns n]',
  ...Object.entries(KINDS).map(([name, { what }]) => `  ${name}: ${what}`),
].join('\n');

interface Order {
  readonly names: readonly string[];
  readonly seed: number;
  readonly turns: number;
}

function read(args: readonly string[]): Order | undefined {
  const options = { seed: { type: 'string' }, turns: { type: 'string' } } as const;
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const turns = Number(values.turns ?? 1000);
  const names = positionals.length > 0 ? positionals : Object.keys(KINDS);
  const isRight =
    Number.isInteger(seed) && Number.isInteger(turns) && names.every((name) => Object.hasOwn(KINDS, name));
  return isRight ? { names, seed, turns } : undefined;
}

/** Failures that nobody waits for would end the command. */
const unhandled: unknown[] = [];
process.on('unhandledRejection', (error) => unhandled.push(error));

async function fuzz({ names, seed, turns }: Order): Promise<number> {
  let failed = 0;
  for (const name of names) {
    console.log(`${name}: seeds ${seed} to ${seed + turns - 1}`);
    const turn = await KINDS[name]!.begin();
    for (let now = seed; now < seed + turns; now += 1) {
      try {
        await turn(now);
        await new Promise((resolve) => setImmediate(resolve));
        const left = unhandled.splice(0);
        if (left.length > 0) throw new Error(`nobody waits for: ${String(left[0])}`, { cause: left[0] });
      } catch (error) {
        failed += 1;
        console.log(`${name}: npm run fuzz -- ${name} --seed ${now} --turns 1\n${(error as Error).message}\n`);
      }
    }
  }
  return failed;
}

const order = read(process.argv.slice(2));
if (!order) {
  console.error(USAGE);
  process.exitCode = 2;
} else {
  const failed = await fuzz(order);
  console.log(failed === 0 ? 'all held' : `${failed} did not hold`);
  process.exitCode = failed === 0 ? 0 : 1;
}
