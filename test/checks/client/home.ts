// A home with a configuration of SSH and programs, read as this machine would be.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type MachineFacts, machineFacts } from '../../../src/facts/machine.ts';
import { readSshConfig } from '../../../src/facts/ssh/config.ts';

/** Looks at a machine with these files in its home, and these programs on its PATH. The configuration of this system is not read. */
export async function inHome<Result>(
  files: Readonly<Record<string, string>>,
  programs: readonly string[],
  look: (facts: MachineFacts) => Promise<Result>,
): Promise<Result> {
  const home = await mkdtemp(join(tmpdir(), 'session-manager-'));
  const all = { ...files, ...Object.fromEntries(programs.map((name) => [`bin/${name}`, '#!/bin/sh\necho 9.9.9.9\n'])) };
  try {
    for (const [path, text] of Object.entries(all)) {
      await mkdir(dirname(join(home, path)), { recursive: true });
      await writeFile(join(home, path), text, { mode: 0o700 });
    }
    const environment = { HOME: home, PATH: join(home, 'bin') };
    const sshConfig = () => readSshConfig({ home, system: join(home, 'none'), environment });
    return await look({ ...machineFacts(environment), sshConfig });
  } finally {
    await rm(home, { recursive: true });
  }
}
