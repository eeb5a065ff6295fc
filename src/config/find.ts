import { closeSync, fstatSync, lstatSync, openSync, readFileSync, readSync, type Stats, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { CONFIGURATION, type FileKind } from './tree.ts';

/** A configuration file, with its text. */
export interface ConfigFile {
  /** Where it is, as the user would say it. */
  readonly file: string;
  /** The folder that it is in. */
  readonly folder: string;
  readonly text: string;
  readonly form: 'yaml' | 'json' | 'package';
  /** True: the user has named it; otherwise it was found. */
  readonly named: boolean;
}

const NAMES = ['session-manager.yaml', 'session-manager.yml', 'session-manager.json'] as const;

/** The member of package.json that holds a configuration. */
export const MEMBER = 'sessionManager';

/** Reads a file that the user has named. Throws a UserError where it cannot be read. */
export function namedFile(path: string, folder: string, kind = CONFIGURATION): ConfigFile {
  const full = resolve(folder, path);
  const isPackage = /(?:^|[\\/])package\.json$/.test(path);
  const form = isPackage ? 'package' : path.endsWith('.json') ? 'json' : 'yaml';
  return { file: path, folder: dirname(full), text: textOf(path, full, kind, true), form, named: true };
}

/**
 * Finds a file in this folder, or in the next one above that has one. Undefined where there is none. Throws a UserError where there
 * are two, where it cannot be read, and where others could have written it.
 */
export function findFile(start: string): ConfigFile | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    const files = filesIn(folder).map(({ path, form, text }) => ({ file: shown(start, path), path, form, text }));
    const [first, second] = files;
    if (first && second) {
      throw new UserError(
        'invalid-config',
        `${first.file} and ${second.file}: keep one of them, or name it with --config`,
      );
    }
    if (first) {
      const { file, path, form } = first;
      checkOwner(file, path);
      return { file, folder, text: first.text ?? textOf(file, path, CONFIGURATION, false), form, named: false };
    }
    if (dirname(folder) === folder) return undefined;
  }
}

interface There {
  readonly path: string;
  readonly form: ConfigFile['form'];
  readonly text?: string;
}

function filesIn(folder: string): readonly There[] {
  const own = NAMES.flatMap((name): There[] => {
    const path = join(folder, name);
    return isThere(path) ? [{ path, form: name.endsWith('.json') ? 'json' : 'yaml' }] : [];
  });
  const path = join(folder, 'package.json');
  const text = packageText(path);
  return text === undefined ? own : [...own, { path, form: 'package', text }];
}

// What is in the package.json of somebody else is not our business, unless it speaks of us.
function packageText(path: string): string | undefined {
  const found = statOf(path);
  if (!found?.isFile() || found.size > CONFIGURATION.largest) return undefined;
  try {
    const text = readFileSync(path, 'utf8');
    return text.includes(`"${MEMBER}"`) && holdsMember(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

function holdsMember(text: string): boolean {
  try {
    return Object.hasOwn(JSON.parse(text.replace(/^\uFEFF/, '')) as object, MEMBER);
  } catch {
    // Whoever has written it wants to know.
    return true;
  }
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    // A folder above that may not be looked into.
    return undefined;
  }
}

/** Tells whether there is something by that name, be it a link that leads nowhere: whoever has made it wants it to be read. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

const shown = (start: string, path: string): string => relative(start, path);

/** Whoever can write the file decides what we do: that is the user, or who rules the machine. */
function checkOwner(file: string, path: string): void {
  const found = statOf(path);
  const { getuid } = process;
  if (!found || !getuid) return;
  const me = getuid();
  const named = 'name it with --config, if it is right, or leave it out with --no-config';
  if (![0, me].includes(found.uid)) {
    throw new UserError(
      'invalid-config',
      `${file} belongs to somebody else (uid ${found.uid}, and yours is ${me}): ${named}`,
    );
  }
  if ((found.mode & 0o002) !== 0) {
    throw new UserError(
      'invalid-config',
      `${file} can be written by everybody on this machine: ${named}, or chmod o-w it`,
    );
  }
}

function textOf(file: string, path: string, kind: FileKind, named: boolean): string {
  const { name, code, largest } = kind;
  const bytes = bytesOf(file, path, kind, named);
  if (bytes.length > largest) {
    throw new UserError(code, `${file} is larger than ${largest / 1024 / 1024} MiB, the most that a ${name} may have`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new UserError(code, `${file}:${notUtf8(bytes)}: this is not UTF-8`);
  }
}

function bytesOf(file: string, path: string, { code: kind, largest }: FileKind, named: boolean): Buffer {
  const hint = named ? '' : '; --no-config reads none';
  try {
    const found = statSync(path);
    if (found.isDirectory()) throw new UserError(kind, `${file} is a folder, and no file${hint}`);
    // Opening a pipe that nobody writes to would wait for ever; one that was named comes from a shell.
    if (!found.isFile() && !named) throw new UserError(kind, `${file} is no regular file${hint}`);
    return readSome(path, largest);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new UserError(kind, `${file}: ${REASONS[code] ?? message}${hint}`, [], { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  ELOOP: 'its links lead in a circle',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  ENAMETOOLONG: 'there is no such file',
};

/** Reads no more than is needed to see that it is too much: a device never ends. */
function readSome(path: string, largest: number): Buffer {
  const handle = openSync(path, 'r');
  try {
    const buffer = Buffer.alloc(
      fstatSync(handle).isFile() ? Math.min(fstatSync(handle).size, largest) + 1 : largest + 1,
    );
    let length = 0;
    for (;;) {
      const more = readSync(handle, buffer, length, buffer.length - length, null);
      length += more;
      if (more === 0 || length === buffer.length) return buffer.subarray(0, length);
    }
  } finally {
    closeSync(handle);
  }
}

/** Gives the line and column of the first byte that is no part of a character. */
function notUtf8(bytes: Buffer): string {
  const fits = (part: Buffer): string | undefined => {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(part, { stream: true });
    } catch {
      return undefined;
    }
  };
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (fits(bytes.subarray(0, middle)) === undefined) bad = middle;
    else good = middle;
  }
  const lines = (fits(bytes.subarray(0, good)) ?? '').split('\n');
  return `${lines.length}:${(lines.at(-1) ?? '').length + 1}`;
}
