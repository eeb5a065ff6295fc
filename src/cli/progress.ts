import { Listr, LISTR_LOGGER_STYLE, ListrLogger, ListrLogLevels, type ListrTask, ProcessOutput } from 'listr2';
import type { FanOut, Job } from '../engine/job.ts';
import { quietly } from '../engine/slots.ts';
import { keepHeapSmall } from './heap.ts';
import { visible, withoutCommands } from '../render/visible.ts';

const ENDING = 'finishing the step under way; Ctrl-C once more ends it at once';

/** So many jobs leave more garbage behind than V8 would take out by itself in time. */
const MANY = 200;

/** Shows many jobs on stderr: live on a terminal, a line at each step elsewhere. */
export function progressOn(live: boolean, interrupt: AbortSignal): FanOut {
  const told = new Set<string>();
  return (given, concurrency) => {
    if (given.length > MANY) keepHeapSmall();
    const jobs = given.map((job) => visibleJob(job));
    const rows = process.stderr.rows ?? 24;
    if (!live) return asLines(jobs, concurrency, told);
    return jobs.length * 2 > rows - 4
      ? asCrowd(jobs, concurrency, rows - 6, interrupt)
      : asList(jobs, concurrency, interrupt);
  };
}

// Labels and lines contain names from AWS.
const visibleJob = <Result>(job: Job<Result>): Job<Result> => ({
  ...job,
  label: inSight(job.label),
  closed: () => {
    const why = job.closed?.();
    return why === undefined ? undefined : inSight(why);
  },
  work: async (say) => job.work((line, passing) => say(inSight(line), passing)),
  verdict(result) {
    const { failed, text } = job.verdict(result);
    return { failed, text: inSight(text) };
  },
});

const inSight = (text: string): string => withoutCommands(visible(text));

/** Shows plain text: each line names its target, since the lines of all targets are mixed. `told`: the reasons for what is not begun any more, which have a line each. */
async function asLines<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  told: Set<string>,
): Promise<readonly Result[]> {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  Object.assign(logger.options ?? {}, LISTR_LOGGER_STYLE);
  const shown = jobs.map((job): Job<Result> => ({
    ...job,
    async work(say) {
      const why = job.closed?.();
      if (why !== undefined) {
        if (!told.has(why)) logger.log(ListrLogLevels.SKIPPED, `the rest is not run: ${why}`);
        told.add(why);
        return job.work(say);
      }
      logger.log(ListrLogLevels.STARTED, job.label);
      const result = await job.work((line, passing) => {
        if (!passing) logger.log(ListrLogLevels.OUTPUT, `${job.label}  ${line}`);
      });
      const { failed, text } = job.verdict(result);
      if (!failed) logger.log(ListrLogLevels.COMPLETED, `${job.label}  ${text}`);
      else logger.log(ListrLogLevels.FAILED, `${job.label} [FAILED: ${text}]`);
      return result;
    },
  }));
  return quietly(shown, concurrency);
}

/** Shows one line per job, with what it is doing below it. */
async function asList<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  interrupt: AbortSignal,
): Promise<readonly Result[]> {
  return runTasks(jobs, concurrency, async (job, task) => {
    const tell = (): void => {
      task.title = `${job.label}  ${ENDING}`;
    };
    interrupt.addEventListener('abort', tell);
    const result = await job.work((line) => (task.output = line));
    interrupt.removeEventListener('abort', tell);
    return result;
  });
}

interface Shown {
  title: string | undefined;
  output: string | undefined;
}

async function runTasks<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  work: (job: Job<Result>, task: Shown) => Promise<Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const tasks = jobs.map((job, index): ListrTask => ({
    title: job.label,
    task: async (_context, task) => {
      const result = await work(job, task);
      results[index] = result;
      const { failed, text } = job.verdict(result);
      if (failed) throw new Error(text);
      task.title = `${job.label}  ${text}`;
    },
  }));
  const errors = await runShown(tasks, concurrency);
  // A job reports its own failures; one without a result met a bug of ours, which must not pass for success.
  const missing = jobs.findIndex((_, index) => results[index] === undefined);
  if (missing >= 0) throw errors.at(-1) ?? new Error(`${jobs[missing]?.label} gave no result`);
  return results;
}

/** Shows how many jobs are done, and those under way, where there are more jobs than lines on the terminal. */
async function asCrowd<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  lines: number,
  interrupt: AbortSignal,
): Promise<readonly Result[]> {
  const columns = (process.stderr.columns ?? 80) - 4;
  const underWay = new Map<string, string>();
  let results: readonly Result[] = [];
  let done = 0;
  let failed = 0;
  const crowd: ListrTask = {
    task: async (_context, task) => {
      const show = (): void => {
        const counts = `${done} of ${jobs.length} targets done${failed > 0 ? `, ${failed} failed` : ''}`;
        const header = interrupt.aborted ? `${counts}; ${ENDING}` : counts;
        const shown = [...underWay].slice(0, lines).map(([label, line]) => `${label}  ${line}`);
        task.title = [header, ...shown].map((line) => line.slice(0, columns)).join('\n');
      };
      interrupt.addEventListener('abort', show);
      const shown = jobs.map((job): Job<Result> => ({
        ...job,
        async work() {
          const result = await job.work((line) => {
            underWay.set(job.label, line);
            show();
          });
          underWay.delete(job.label);
          done += 1;
          if (job.verdict(result).failed) failed += 1;
          show();
          return result;
        },
      }));
      results = await quietly(shown, concurrency);
      interrupt.removeEventListener('abort', show);
    },
  };
  const errors = await runShown([crowd], 1);
  if (errors.length > 0) throw errors[0] ?? new Error('a target gave no result');
  return results;
}

/** Runs tasks and shows them; gives the errors with which they failed. */
async function runShown(tasks: ListrTask[], concurrency: number): Promise<readonly Error[]> {
  const { isTTY } = process.stdout;
  try {
    const list = listr(tasks, concurrency);
    await list.run();
    return list.errors;
  } finally {
    // listr2 makes it a terminal where it is forced to think that it is on one.
    process.stdout.isTTY = isTTY;
  }
}

function listr(tasks: ListrTask[], concurrency: number): Listr {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  return new Listr(tasks, {
    concurrent: concurrency,
    exitOnError: false,
    registerSignalListeners: false,
    // listr2 checks stdout to find out whether it is on a terminal; the caller has checked stderr.
    forceTTY: true,
    renderer: 'default',
    rendererOptions: { logger, clearOutput: true },
    fallbackRendererOptions: { logger },
  });
}
