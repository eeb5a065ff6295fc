import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { TargetError } from '../../errors.ts';
import { filesOf } from './glob.ts';
import { argumentsOf, lineOf } from './line.ts';

/** The configuration of SSH: every line that sets something, in the order in which ssh reads them. */
export interface SshConfig {
  readonly settings: readonly Setting[];
  /** Why ssh takes none of it, if that is certain. */
  readonly refusal?: Refusal;
}

export interface Setting extends Place {
  /** In lower case. */
  readonly keyword: string;
  /** The rest of the line, as it is. */
  readonly value: string;
  /** The `Host` and `Match` lines that have to hold, those around an `Include` first. */
  readonly within: readonly Block[];
}

export interface Block extends Place {
  readonly kind: 'host' | 'match';
  readonly words: readonly string[];
}

/** A line: `~/.ssh/config`, 12. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

export interface Refusal extends Place {
  readonly why: string;
}

/** Where the configuration is. */
export interface SshPlaces {
  readonly home: string;
  /** The file of the system, which ssh reads after that of the user. */
  readonly system: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** As in OpenSSH, which refuses what includes deeper. */
const DEEPEST = 16;

/** The most bytes of a file that are read. */
const MOST_BYTES = 1_048_576;

/**
 * Reads the configuration of SSH with all that it includes, and runs nothing. Throws a TargetError for a file of the user that
 * cannot be read. `Include`: relative to `~/.ssh` or `/etc/ssh`, with patterns, below a `Host` or `Match` too.
 */
export async function readSshConfig(places: SshPlaces): Promise<SshConfig> {
  const user = join(places.home, '.ssh', 'config');
  const found: Found = { settings: [] };
  for (const path of [user, places.system]) {
    await read(path, { ...places, base: dirname(path), own: path === user, depth: 0, within: [] }, found);
  }
  return found;
}

/** What has been read so far. */
interface Found {
  readonly settings: Setting[];
  refusal?: Refusal;
}

/** How a file was come by. */
interface Way extends SshPlaces {
  /** The folder that an `Include` is relative to. */
  readonly base: string;
  /** True for the user's own file and what it includes. */
  readonly own: boolean;
  readonly depth: number;
  readonly within: readonly Block[];
}

async function read(path: string, way: Way, found: Found): Promise<void> {
  const file = shownPath(path, way.home);
  const text = await textOf(path, file, way);
  if (text === undefined) return;
  const refuse = (line: number, why: string): void => {
    found.refusal ??= { file, line, why };
  };
  if (way.own && (await isOpenToAll(path))) refuse(1, 'everybody may write to the file');
  let { within } = way;
  for (const [index, one] of text.split('\n').entries()) {
    const place = { file, line: index + 1 };
    const taken = lineOf(one);
    if (!taken) continue;
    const { keyword, value } = taken;
    if (keyword === 'host' || keyword === 'match') {
      within = [...way.within, { ...place, kind: keyword, words: argumentsOf(value) }];
    } else if (keyword === 'include') {
      if (way.depth >= DEEPEST) {
        refuse(place.line, 'its files include each other without end');
        return;
      }
      for (const pattern of argumentsOf(value)) {
        for (const inner of await filesOf(absolute(pattern, way))) {
          await read(inner, { ...way, depth: way.depth + 1, within }, found);
          if (found.refusal) return;
        }
      }
    } else {
      found.settings.push({ ...place, keyword, value, within });
      if (!/^[a-z0-9]+$/.test(keyword) && !isIgnored(keyword, found.settings)) {
        refuse(place.line, 'the line does not begin with the name of an option');
      }
    }
  }
}

/** Reads a file; undefined: there is none, or nothing to read in it. One of the system that cannot be read is none. */
async function textOf(path: string, file: string, { own, depth }: Way): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (depth > 0 && !found.isFile()) return undefined;
    if (found.size > MOST_BYTES || !(found.isFile() || found.isDirectory())) return undefined;
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (!own || code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    throw new TargetError('Unreadable', `${file} cannot be read (${code})`, 'allow yourself to read it', {
      cause: error,
    });
  }
}

// Where only a group may write, it depends on the system whether ssh refuses it.
const isOpenToAll = async (path: string): Promise<boolean> =>
  process.platform !== 'win32' && ((await stat(path)).mode & 0o002) !== 0;

const isIgnored = (keyword: string, settings: readonly Setting[]): boolean =>
  settings.some((setting) => setting.keyword === 'ignoreunknown' && setting.value.includes('*')) ||
  settings.some(({ keyword: known, value }) => known === 'ignoreunknown' && value.toLowerCase().includes(keyword));

function absolute(pattern: string, { home, base, environment }: Way): string {
  const path = pattern.replace(/\$\{(\w+)\}/g, (_, name: string) => environment[name] ?? '');
  if (/^~(?=$|[/\\])/.test(path)) return join(home, path.slice(1));
  return isAbsolute(path) ? path : join(base, path);
}

/** Writes a path as its owner would: `~/.ssh/config`. */
function shownPath(path: string, home: string): string {
  const inside = relative(home, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : `~/${inside.replaceAll('\\', '/')}`;
}
