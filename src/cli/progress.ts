import { Listr, LISTR_LOGGER_STYLE, ListrLogger, ListrLogLevels, type ListrTask, ProcessOutput } from 'listr2';
import type { Ending, FanOut, Job } from '../engine/job.ts';
import { quietly } from '../engine/slots.ts';
import { keepHeapSmall } from './heap.ts';
import { inDigits } from '../render/counted.ts';
import { visible, withoutCommands } from '../render/visible.ts';
import { cutTo } from '../render/width.ts';

const ENDING = 'finishing the step under way; Ctrl-C once more ends it at once';

/** So many jobs leave more garbage behind than V8 would take out by itself in time. */
const MANY = 200;

/** The most jobs of which the beginning has a line, where progress is lines. */
const FEW = 4;

/** The most jobs of which the end has a line; of more, those that fail have, and now and then how many are done. */
const SOME = 24;

/** The most failures that have a line each. */
const MOST_FAILURES = 10;

/**
 * How progress is shown on stderr: `live` on a terminal; in `lines` elsewhere, of what begins and ends, since the report tells what was done; in
 * `actions`, too, where the report is for a program; or not at all.
 */
export type Display = 'live' | 'lines' | 'actions' | 'none';

/** Shows many jobs on stderr. */
export function progressOn(display: Display, interrupt: AbortSignal): FanOut {
  const told = new Set<string>();
  return (given, concurrency) => {
    if (given.length > MANY) keepHeapSmall();
    if (display === 'none') return quietly(given, concurrency);
    const jobs = given.map((job) => visibleJob(job));
    const rows = process.stderr.rows || 24;
    if (display !== 'live') return asLines(jobs, concurrency, { told, actions: display === 'actions' });
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

/** What lines tell: `told`: the reasons for what is not begun any more, which have a line each; `actions`: what is done, too. */
interface Lines {
  readonly told: Set<string>;
  readonly actions: boolean;
}

/** Shows plain text: each line names its target, since the lines of all targets are mixed. */
async function asLines<Result>(
  jobs: readonly Job<Result>[],
  concurrency: number,
  { told, actions }: Lines,
): Promise<readonly Result[]> {
  const logger = new ListrLogger({ processOutput: new ProcessOutput(process.stderr, process.stderr) });
  Object.assign(logger.options ?? {}, LISTR_LOGGER_STYLE);
  const count = { done: 0, failed: 0 };
  const step = Math.ceil(jobs.length / 10);
  const tellEnd = (label: string, { failed, text }: Ending): void => {
    count.done += 1;
    if (failed) count.failed += 1;
    if (failed && (jobs.length <= SOME || count.failed <= MOST_FAILURES))
      logger.log(ListrLogLevels.FAILED, `${label} [FAILED: ${text}]`);
    else if (!failed && jobs.length <= SOME) logger.log(ListrLogLevels.COMPLETED, `${label}  ${text}`);
    if (jobs.length > SOME && (count.done % step === 0 || count.done === jobs.length))
      logger.log(ListrLogLevels.COMPLETED, doneText(count, jobs.length));
  };
  const shown = jobs.map((job): Job<Result> => ({
    ...job,
    async work(say) {
      const why = job.closed?.();
      if (why !== undefined) {
        if (!told.has(why)) logger.log(ListrLogLevels.SKIPPED, `the rest is not run: ${why}`);
        told.add(why);
        return job.work(say);
      }
      if (jobs.length <= FEW) logger.log(ListrLogLevels.STARTED, job.label);
      const result = await job.work((line, passing) => {
        if (actions && !passing && jobs.length <= SOME) logger.log(ListrLogLevels.OUTPUT, `${job.label}  ${line}`);
      });
      tellEnd(job.label, job.verdict(result));
      return result;
    },
  }));
  return quietly(shown, concurrency);
}

/** `30 of 300 done, 2 failed` */
const doneText = ({ done, failed }: { readonly done: number; readonly failed: number }, all: number): string =>
  `${inDigits(done)} of ${inDigits(all)} done${failed > 0 ? `, ${inDigits(failed)} failed` : ''}`;

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
  const columns = (process.stderr.columns || 80) - 4;
  const underWay = new Map<string, string>();
  let results: readonly Result[] = [];
  const count = { done: 0, failed: 0 };
  const crowd: ListrTask = {
    task: async (_context, task) => {
      const show = (): void => {
        const counts = doneText(count, jobs.length);
        const header = interrupt.aborted ? `${counts}; ${ENDING}` : counts;
        const shown = [...underWay].slice(0, lines).map(([label, line]) => `${label}  ${line}`);
        task.title = [header, ...shown].map((line) => cutTo(line, columns)).join('\n');
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
          count.done += 1;
          if (job.verdict(result).failed) count.failed += 1;
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
