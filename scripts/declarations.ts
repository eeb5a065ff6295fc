import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { promisify } from 'node:util';

/** The library's door: what it exports stays at the top of the file. */
const DOOR = 'index.ts';

/** Clients of AWS services, whose types are the SDK's. */
const CLIENTS = 'aws/clients/';

/**
 * Writes the library's types as one file that names no package: one namespace per module. Types of packages, which users of
 * the library need not have, are `any` there: a parameter may be taken apart. The clients of a target are unknown.
 */
export async function writeDeclarations(root: string, folder: string): Promise<void> {
  const emitted = join(folder, 'types');
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  const args = [tsc, '-p', join(root, 'tsconfig.build.json'), '--outDir', emitted];
  await promisify(execFile)(process.execPath, args);
  const read = (module: string): string => readFileSync(join(emitted, module.replace(/\.ts$/, '.d.ts')), 'utf8');
  writeFileSync(join(folder, 'index.d.ts'), rollUp(read));
  rmSync(emitted, { recursive: true });
}

/** Puts the declarations of the door, and of all modules that it needs, into one text. `read` gives those of a module, as tsc words them. */
export function rollUp(read: (module: string) => string): string {
  const namespaces = new Map<string, string>();
  const visit = (module: string): string => {
    const { body, needs } = module.startsWith(CLIENTS) ? opaque(read(module)) : linked(module, read(module));
    for (const need of needs) {
      if (namespaces.has(need)) continue;
      namespaces.set(need, '');
      namespaces.set(
        need,
        `declare namespace ${nameOf(need)} {\n${visit(need)
          .trim()
          .replaceAll(/^(?=.)/gm, '  ')}\n}\n`,
      );
    }
    return body;
  };
  const door = visit(DOOR);
  return [...namespaces.values(), door].join('\n');
}

interface Module {
  readonly body: string;
  /** The modules that it imports from. */
  readonly needs: readonly string[];
}

const opaque = (text: string): Module => ({
  body: [...text.matchAll(/^export type (\w+)/gm)].map(([, name]) => `export type ${name} = unknown;`).join('\n'),
  needs: [],
});

/** `import type { A, B as C } from 'there';`, or the same with `export`, over several lines perhaps. */
const NAMES = /^(import|export) (?:type )?\{([^}]*)\} from ['"]([^'"]+)['"];$/gm;

/** Names what is in other modules by their namespaces. */
function linked(module: string, text: string): Module {
  const needs: string[] = [];
  const named = (_: string, verb: string, list: string, from: string): string => {
    const there = from.startsWith('.') ? posix.join(posix.dirname(module), from) : undefined;
    if (there) needs.push(there);
    const entries = list.split(',').map((entry) => entry.trim().replace(/^type /, ''));
    const lines = entries.filter(Boolean).map((entry) => {
      const [name, own = name] = entry.split(' as ');
      return there ? `import ${own} = ${nameOf(there)}.${name};` : `type ${own} = any;`;
    });
    return lines.map((line) => (verb === 'export' ? `export ${line}` : line)).join('\n');
  };
  const body = text.replaceAll(NAMES, named).replaceAll(/^(export )?declare /gm, module === DOOR ? '$&' : '$1');
  if (/\bimport\(|^export (?:\*|default)|^import (?!\w+ =)/m.test(body)) {
    throw new Error(`the declarations of ${module} import or export in a way that is not foreseen:\n${body}`);
  }
  return { body, needs };
}

const nameOf = (module: string): string => `$${module.replace(/\.ts$/, '').replaceAll(/\W/g, '_')}`;
