import { Listr, ListrLogger, ProcessOutput } from 'listr2';
import type { FanOut, Job } from './run.ts';

/** Shows many jobs on stderr: live on a terminal, a line at each beginning and end elsewhere. */
export const progressOn =
  (live: boolean): FanOut =>
  async <Result>(jobs: readonly Job<Result>[], concurrency: number): Promise<readonly Result[]> => {
    const results: Result[] = [];
    const stderr = new ProcessOutput(process.stderr, process.stderr);
    const tasks = jobs.map((job, index) => ({
      title: job.label,
      task: async (
        _context: unknown,
        task: { title: string | undefined; output: string | undefined },
      ): Promise<void> => {
        const result = await job.work((line) => (task.output = live ? line : `${job.label}  ${line}`));
        results[index] = result;
        const { failed, text } = job.verdict(result);
        if (failed) throw new Error(text);
        task.title = `${job.label}  ${text}`;
      },
    }));
    const list = new Listr(tasks, {
      concurrent: concurrency,
      exitOnError: false,
      registerSignalListeners: false,
      renderer: live ? 'default' : 'simple',
      rendererOptions: { logger: new ListrLogger({ processOutput: stderr }), clearOutput: true },
      fallbackRendererOptions: { logger: new ListrLogger({ processOutput: stderr }) },
    });
    await list.run();
    // A job reports its own failures; one without a result met a fault of ours, which must not pass for success.
    const missing = jobs.findIndex((_, index) => results[index] === undefined);
    if (missing >= 0) throw list.errors.at(-1) ?? new Error(`${jobs[missing]?.label} gave no result`);
    return results;
  };
