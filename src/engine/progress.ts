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
        if (failed) throw new Error(`${job.label}  ${text}`);
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
    return results;
  };
