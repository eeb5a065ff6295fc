import { Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2';
import { type FanOut, type Job, quietly } from '../engine/job.ts';
import { visible, withoutCommands } from '../render/visible.ts';

const ENDING = 'finishing the step under way; Ctrl-C once more ends it at once';

/** Shows many jobs on stderr: live on a terminal, a line at each step elsewhere. */
export const progressOn =
  (live: boolean, interrupt: AbortSignal): FanOut =>
  (given, concurrency) => {
    const jobs = given.map((job) => visibleJob(job));
    const rows = process.stderr.rows ?? 24;
    if (!live) return asLines(jobs, concurrency);
    return jobs.length * 2 > rows - 4
      ? asCrowd(jobs, concurrency, rows - 6, interrupt)
      : asList(jobs, concurrency, interrupt);
  };

// Labels and lines contain names from AWS.
const visibleJob = <Result>(job: Job<Result>): Job<Result> => ({
  label: inSight(job.label),
  work: async (say) => job.work((line, passing) => say(inSight(line), passing)),
  verdict(result) {
    const { failed, text } = job.verdict(result);
    return { failed, text: inSight(text) };
  },
});

const inSight = (text: string): string => withoutCommands(visible(text));

/** Shows plain text: each line names its target, since the lines of all targets are mixed. */
async function asLines<Result>(jobs: readonly Job<Result>[], concurrency: number): Promise<readonly Result[]> {
  return runTasks(jobs, concurrency, false, async (job, task) => {
    const result = await job.work((line, passing) => {
      if (!passing) task.output = `${job.label}  ${line}`;
    });
    return result;
  });
}

/** Shows one line per job, with what it is doing below it. */
async function asList<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  interrupt: AbortSignal,
): Promise<readonly Result[]> {
  return runTasks(jobs, concurrency, true, async (job, task) => {
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
  live: boolean,
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
  const errors = await runShown(tasks, concurrency, live);
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
  const errors = await runShown([crowd], 1, true);
  if (errors.length > 0) throw errors[0] ?? new Error('a target gave no result');
  return results;
}

/** Runs tasks and shows them; gives the errors with which they failed. */
async function runShown(tasks: ListrTask[], concurrency: number, live: boolean): Promise<readonly Error[]> {
  const { isTTY } = process.stdout;
  try {
    const list = listr(tasks, concurrency, live);
    await list.run();
    return list.errors;
  } finally {
    // listr2 makes it a terminal where it is forced to think that it is on one.
    process.stdout.isTTY = isTTY;
  }
}

function listr(tasks: ListrTask[], concurrency: number, live: boolean): Listr {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  return new Listr(tasks, {
    concurrent: concurrency,
    exitOnError: false,
    registerSignalListeners: false,
    // listr2 checks stdout to find out whether it is on a terminal; the caller has checked stderr.
    forceTTY: live,
    renderer: live ? 'default' : 'simple',
    rendererOptions: { logger, clearOutput: true },
    fallbackRendererOptions: { logger },
  });
}
