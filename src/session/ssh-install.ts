import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TargetError } from '../errors.ts';
import { privateFolder } from './private-folder.ts';
import { includeLine, withInclude, withoutInclude } from './ssh-include.ts';

/** The files of an installation. */
export interface Installation {
  /** `~/.session-manager/ssh_config` */
  readonly own: string;
  /** How ssh's file names it. */
  readonly include: string;
  /** `~/.ssh/config` */
  readonly config: string;
}

const MADE = '# made for this line: ';

/** Writes our file, and the one line by which ssh reads it. Throws a TargetError, and changes nothing, where that is not possible. */
export function installStanza({ own, include, config }: Installation, stanza: string): { readonly added: boolean } {
  const before = doing(own, () => textOf(own));
  const line = bytesOf(includeLine(include));
  const folder = dirname(config);
  const made = doing(folder, () => [...(isThere(folder) ? [] : ['folder']), ...(isThere(config) ? [] : ['file'])]);
  const earlier = before === undefined ? undefined : madeIn(before);
  const head = `# Written by session-manager ssh-config --install, which writes it anew; --uninstall takes it away.\n${MADE}${(earlier ?? made).join(' ')}\n\n`;
  privateFolder(dirname(own));
  doing(own, () => replace(own, bytesOf(`${head}${stanza}`), 0o600));
  try {
    doing(folder, () => mkdirSync(folder, { recursive: true, mode: 0o700 }));
    const text = doing(config, () => textOf(config) ?? '');
    const changed = withInclude(text, line);
    if (changed === undefined) return { added: false };
    doing(config, () => replace(config, changed, 0o600));
    return { added: true };
  } catch (error) {
    if (before === undefined) rmSync(own, { force: true });
    throw error;
  }
}

/** Takes both away: what is left is as it was before, to the byte. Throws a TargetError where that is not possible. */
export function uninstallStanza({ own, include, config }: Installation): { readonly removed: boolean } {
  const before = doing(own, () => textOf(own));
  const text = doing(config, () => textOf(config));
  const rest = text === undefined ? undefined : withoutInclude(text, bytesOf(includeLine(include)));
  const made = madeIn(before ?? '') ?? [];
  if (rest !== undefined && rest !== text) {
    if (rest === '' && made.includes('file')) doing(config, () => rmSync(targetOf(config)));
    else doing(config, () => replace(config, rest, 0o600));
  }
  if (made.includes('folder')) removeEmpty(dirname(config));
  doing(own, () => rmSync(own, { force: true }));
  return { removed: before !== undefined || rest !== text };
}

const madeIn = (text: string): readonly string[] | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(MADE))
    ?.slice(MADE.length)
    .split(' ');

/** Files are read and written byte by byte, whatever they are: so is what is looked for in them. */
const bytesOf = (text: string): string => Buffer.from(text).toString('latin1');

/** Writes a file in one step, with the mode that it had; where it is a link, that to which it leads. Bytes are kept as they are. */
function replace(path: string, text: string, mode: number): void {
  const target = targetOf(path);
  const draft = join(dirname(target), `.${randomUUID()}`);
  const had = statSync(target, { throwIfNoEntry: false })?.mode;
  try {
    writeFileSync(draft, text, { encoding: 'latin1', mode: 0o600 });
    chmodSync(draft, had === undefined ? mode : had & 0o7777);
    renameSync(draft, target);
  } finally {
    rmSync(draft, { force: true });
  }
}

function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    return isLink ? resolve(dirname(path), readlinkSync(path)) : path;
  }
}

const isThere = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Somebody else has put something there.
  }
}

function doing<Value>(path: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    const { code = (error as Error).message } = error as NodeJS.ErrnoException;
    throw new TargetError('NotWritable', `${path} cannot be written (${code})`, 'allow yourself to write there', {
      cause: error,
    });
  }
}
