import { Listr, ListrLogger, type ListrTask, ProcessOutput } from 'listr2';
import { type FanOut, type Job, quietly } from './run.ts';

/** Shows many jobs on stderr: live on a terminal, a line at each step elsewhere. */
export const progressOn =
  (live: boolean): FanOut =>
  async <Result>(jobs: readonly Job<Result>[], concurrency: number): Promise<readonly Result[]> => {
    const rows = process.stderr.rows ?? 24;
    return live && jobs.length * 2 > rows - 4 ? asCrowd(jobs, concurrency, rows - 6) : asList(jobs, concurrency, live);
  };

/** A line a job, with what it is at below it. */
async function asList<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  live: boolean,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  const tasks = jobs.map((job, index): ListrTask => ({
    title: job.label,
    task: async (_context, task) => {
      const result = await job.work((line) => (task.output = live ? line : `${job.label}  ${line}`));
      results[index] = result;
      const { failed, text } = job.verdict(result);
      if (failed) throw new Error(text);
      task.title = `${job.label}  ${text}`;
    },
  }));
  const list = listr(tasks, concurrency, live);
  await list.run();
  // A job reports its own failures; one without a result met a fault of ours, which must not pass for success.
  const missing = jobs.findIndex((_, index) => results[index] === undefined);
  if (missing >= 0) throw list.errors.at(-1) ?? new Error(`${jobs[missing]?.label} gave no result`);
  return results;
}

/** More jobs than the terminal has lines: how many are done, and those under way. */
async function asCrowd<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  lines: number,
): Promise<readonly Result[]> {
  const columns = (process.stderr.columns ?? 80) - 4;
  let results: readonly Result[] = [];
  const underWay = new Map<string, string>();
  let done = 0;
  let failed = 0;
  const crowd: ListrTask = {
    task: async (_context, task) => {
      const show = (): void => {
        const shown = [...underWay].slice(0, lines).map(([label, line]) => `${label}  ${line}`.slice(0, columns));
        task.title = [`${done} of ${jobs.length} targets done${failed > 0 ? `, ${failed} failed` : ''}`, ...shown].join(
          '\n',
        );
      };
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
    },
  };
  const list = listr([crowd], 1, true);
  await list.run();
  if (list.errors.length > 0) throw list.errors[0] ?? new Error('a target gave no result');
  return results;
}

function listr(tasks: ListrTask[], concurrency: number, live: boolean): Listr {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  return new Listr(tasks, {
    concurrent: concurrency,
    exitOnError: false,
    registerSignalListeners: false,
    // listr2 looks at stdout to find out whether it is on a terminal; the caller has looked at stderr.
    forceTTY: live,
    renderer: live ? 'default' : 'simple',
    rendererOptions: { logger, clearOutput: true },
    fallbackRendererOptions: { logger },
  });
}
