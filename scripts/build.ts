// Makes dist: the command line and the library in few files, with all that they use. `--if-changed`: unless it is current.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Plugin } from '@oclif/core';
import pjson from '../package.json' with { type: 'json' };
import { writeBundle } from './bundle.ts';
import { writeDeclarations } from './declarations.ts';
import { noticesOf } from './notices.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DIST = join(ROOT, 'dist');

/** Tells whether nothing that dist is made from is newer than it. */
function isCurrent(): boolean {
  const built = join(DIST, 'main.cjs');
  if (!existsSync(built)) return false;
  const files = ['src', 'scripts'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const { mtimeMs } = statSync(built);
  return ['package.json', 'package-lock.json', ...files].every((path) => statSync(join(ROOT, path)).mtimeMs < mtimeMs);
}

/** Writes what oclif knows about the commands without loading them. */
async function writeManifest(folder: string): Promise<void> {
  const oclif = { ...pjson.oclif, commands: './commands', hooks: {} };
  const options = { ignoreManifest: true, errorOnManifestCreate: true, respectNoCacheDefault: true };
  const plugin = new Plugin({
    ...options,
    root: folder,
    isRoot: true,
    type: 'core',
    pjson: { ...pjson, oclif } as never,
  });
  await plugin.load();
  writeFileSync(join(folder, 'oclif.manifest.json'), JSON.stringify(plugin.manifest));
}

/** Writes the ES module that hands on what the library exports. */
function writeLibrary(folder: string, names: readonly string[]): void {
  const list = names.toSorted().join(', ');
  writeFileSync(
    join(folder, 'index.js'),
    `import library from './library.cjs';\nexport const { ${list} } = library;\n`,
  );
}

async function build(): Promise<void> {
  const folder = join(ROOT, `dist-${process.pid}`);
  mkdirSync(folder);
  try {
    const [chunks] = await Promise.all([writeBundle(ROOT, folder), writeDeclarations(ROOT, folder)]);
    writeLibrary(folder, chunks.find(({ name }) => name === 'library')?.exports ?? []);
    await writeManifest(folder);
    writeFileSync(join(ROOT, 'THIRD-PARTY-NOTICES'), noticesOf(chunks.flatMap(({ moduleIds }) => moduleIds)));
    // Whoever runs dist meanwhile finds the old one or the new one.
    rmSync(DIST, { recursive: true, force: true });
    renameSync(folder, DIST);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!process.argv.includes('--if-changed') || !isCurrent()) await build();
