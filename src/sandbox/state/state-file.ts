import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { journalAt } from './journal.ts';
import type { Lock } from './lock.ts';
import { apply, type Patch } from './patch.ts';
import { emptyState, type State } from './state.ts';
import { fromText, toText } from './stored.ts';

/** The most characters of a state that is written whole at every change. */
const SMALL = 2 ** 18;

/** The length of a journal, as a share of the state's, at which the two are merged. */
const LONG = 1 / 2;

/**
 * A state on disk: a JSON file and, if that is large, a journal beside it (`<file>.journal`) of the changes since the file was written.
 * The file is replaced atomically and names the journal that continues it, so a kill at any point leaves a whole state.
 */
export interface StateFile {
  exists(): boolean;
  /** Reads what has changed on disk. The caller can change the state in place, and reports that with `keep`. Needs no lock. */
  read(): State;
  /** Writes what has changed in the state since it was read. */
  keep(changes: readonly Patch[] | 'anything', lock: Lock): void;
  /** Replaces whatever state is there by another one. */
  replace(state: State, lock: Lock): void;
  /** Tells whether this process has left changes in the journal. */
  isBehind(): boolean;
  /** Discards what is in memory, which may differ from what is on disk. */
  forget(): void;
}

/** Opens the state at this path. `initial`: the state while there is no file. */
export function stateFile(file: string, initial: State): StateFile {
  const journal = journalAt(`${file}.journal`);
  let state = initial;
  /** The stamp of the file that the state was read from; undefined: there was none. */
  let stamp: string | undefined;
  let id: string | undefined;
  let size = 0;
  let tidied = false;

  function read(): State {
    for (;;) {
      const found = stampOf(file);
      if (found === undefined) {
        if (stamp !== undefined) state = emptyState();
        stamp = undefined;
        return state;
      }
      if (found !== stamp) {
        const text = readFileSync(file, 'utf8');
        ({ state, journal: id } = fromText(file, text));
        size = text.length;
        stamp = found;
        journal.rewind();
      }
      if (id === undefined) return state;
      for (const patch of journal.news(id)) apply(state, patch);
      // Unless the file was replaced in between, so that the journal continues another one.
      if (stampOf(file) === stamp) return state;
    }
  }

  function write(lock: Lock): void {
    const plain = toText(state);
    id = plain.length < SMALL ? undefined : randomUUID();
    const text = id === undefined ? plain : toText(state, id);
    // A killed process leaves one behind; nobody else writes now.
    if (!tidied) for (const old of temporariesOf(file)) rmSync(old, { force: true });
    tidied = true;
    const temporary = `${file}.${randomUUID()}.tmp`;
    try {
      writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
      assertHeld(lock, file);
      renameSync(temporary, file);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    journal.remove();
    stamp = stampOf(file);
    size = text.length;
  }

  return {
    exists: () => stampOf(file) !== undefined,
    read,
    keep(changes, lock) {
      if (changes === 'anything' || stamp === undefined) return write(lock);
      if (changes.length === 0) return;
      const line = JSON.stringify(changes);
      if (id === undefined || !journal.isWhole() || journal.length() + line.length > size * LONG) return write(lock);
      assertHeld(lock, file);
      journal.append(id, line);
    },
    replace(other, lock) {
      state = other;
      write(lock);
    },
    isBehind: () => journal.length() > 0,
    forget() {
      stamp = 'unknown';
    },
  };
}

function assertHeld(lock: Lock, file: string): void {
  if (!lock.isHeld()) throw new Error(`${file}: another process took over the lock; try again`);
}

/** Gives a file's stamp, which differs after every change to it; undefined: there is none. Throws for a device, which may never end, and for a file that somebody else has put there. */
function stampOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!found) return undefined;
  if (!found.isFile()) throw new Error(`${file} is not a file, so the sandbox cannot keep its state there`);
  // Windows knows no user ids.
  if (process.getuid && found.uid !== BigInt(process.getuid())) {
    throw new Error(`${file} belongs to another user, so the sandbox does not use it`);
  }
  return `${found.mtimeNs} ${found.size} ${found.ino}`;
}

/** Lists what writers of this file have not got as far as renaming. Their names cannot be guessed, so nobody can put a link there. */
function temporariesOf(file: string): readonly string[] {
  const folder = dirname(file);
  const [start, end] = [`${basename(file)}.`, '.tmp'];
  return readdirSync(folder)
    .filter((name) => name.startsWith(start) && name.endsWith(end))
    .map((name) => join(folder, name));
}
