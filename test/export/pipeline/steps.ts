// Runs a step of a pipeline with bash, as a runner does.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

interface Surroundings {
  /** Scripts for bash, by the names of the programs that they stand for. */
  readonly programs?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, string>>;
  /** Texts of files, by their names. */
  readonly files?: Readonly<Record<string, string>>;
}

interface Ran {
  readonly folder: string;
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs a script in a new folder within another. */
export async function runStep(
  within: string,
  script: string,
  { programs = {}, variables, files = {} }: Surroundings,
): Promise<Ran> {
  const folder = mkdtempSync(join(within, 'step-'));
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/bash\n${text}\n`, { mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const env = { ...variables, PATH: [bin, process.env['PATH'] ?? ''].join(delimiter), FOLDER: folder };
  return new Promise((resolve) => {
    execFile(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script],
      { cwd: folder, env },
      (error, stdout) => resolve({ folder, exitCode: error ? Number(error.code) : 0, stdout }),
    );
  });
}
