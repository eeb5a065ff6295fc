import assert from 'node:assert/strict';
import fs, { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileStore } from '../../../src/sandbox/state/file-store.ts';
import { stateFile } from '../../../src/sandbox/state/state-file.ts';
import { emptyState, regionOf, type State } from '../../../src/sandbox/state/state.ts';
import type { Store } from '../../../src/sandbox/state/store.ts';
import { type Death, dyingAt } from './mortal-disk.ts';

const PLACE = ['123456789012', 'eu-central-1'] as const;
const GROUP = { created: '', class: 'STANDARD', storedBytes: 0, deletionProtection: false, tags: {} } as const;
const LOCK = { isHeld: () => true, release: () => undefined };

/** A state that is too large to be written at every change. */
function large(): State {
  const state = emptyState();
  for (let index = 0; index < 300; index += 1) state.optInRegions[String(index)] = ['x'.repeat(1000)];
  return state;
}

/** Makes a setting of this name, with this many characters; resolves when that is answered. */
async function put(store: Store, name: string, length = 10): Promise<void> {
  await store.submit({
    mutates: true,
    part: () => ['accounts', ...PLACE],
    run(state) {
      regionOf(state, ...PLACE).serviceSettings[name] = 'x'.repeat(length);
      return { value: undefined, changed: 'part' };
    },
  });
}

const settingsIn = (state: State): readonly string[] =>
  Object.keys(state.accounts[PLACE[0]]?.[PLACE[1]]?.serviceSettings ?? {});

describe('sandbox: journal of a large state', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
    file = join(folder, 'sandbox.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const open = (): Store => fileStore(file, undefined);
  const onDisk = (path = file): readonly string[] => settingsIn(stateFile(path, emptyState()).read());
  const files = (): readonly string[] => readdirSync(folder).toSorted();
  async function begun(): Promise<Store> {
    const store = open();
    await store.begin(large());
    return store;
  }

  it('takes what is added to a list, and not the list again', async () => {
    const store = await begun();
    const log = (message: string): Promise<void> =>
      store.submit({
        mutates: true,
        part: () => ['accounts', ...PLACE],
        run(state) {
          const streams = ((regionOf(state, ...PLACE).logGroups['g'] ??= { ...GROUP }).streams ??= {});
          (streams['s'] ??= { created: '', events: [] }).events.push({ time: '', message });
          return { value: undefined, changed: 'part' };
        },
      });
    await log('x'.repeat(5000));
    const length = readFileSync(`${file}.journal`).length;
    for (const message of ['one', 'two', 'three']) await log(message);
    assert.ok(readFileSync(`${file}.journal`).length - length < 1000);
    const { events = [] } =
      regionOf(stateFile(file, emptyState()).read(), ...PLACE).logGroups['g']?.streams?.['s'] ?? {};
    assert.deepEqual(
      events.slice(1).map(({ message }) => message),
      ['one', 'two', 'three'],
    );
  });

  it('takes changes without the file being written again, and everybody reads them', async () => {
    const store = await begun();
    const text = readFileSync(file, 'utf8');
    await put(store, 'a');
    await put(open(), 'b');
    await put(store, 'c');
    assert.equal(readFileSync(file, 'utf8'), text);
    assert.deepEqual(files(), ['sandbox.json', 'sandbox.json.journal']);
    assert.deepEqual(onDisk(), ['a', 'b', 'c']);
    assert.deepEqual(await store.submit({ mutates: false, run: read }), ['a', 'b', 'c']);
  });

  it('holds what is gone as well as what has come', async () => {
    const store = await begun();
    await put(store, 'a');
    await put(store, 'b');
    await store.submit({
      mutates: true,
      part: () => ['accounts', ...PLACE],
      run(state) {
        delete regionOf(state, ...PLACE).serviceSettings['a'];
        return { value: undefined, changed: 'part' };
      },
    });
    assert.ok(existsSync(`${file}.journal`));
    assert.deepEqual(onDisk(), ['b']);
  });

  it('does not come to a small state, and is gone when it is half as long as the state', async () => {
    const small = join(folder, 'small.json');
    await put(fileStore(small, undefined), 'a');
    assert.deepEqual(files(), ['small.json']);
    assert.ok(!readFileSync(small, 'utf8').includes('"journal"'));
    const store = await begun();
    await put(store, 'a', 100_000);
    assert.ok(existsSync(`${file}.journal`));
    await put(store, 'b', 100_000);
    assert.ok(!existsSync(`${file}.journal`));
    assert.deepEqual(onDisk(), ['a', 'b']);
  });

  it('is read up to a line that a kill cut off, and the next change makes one file of the two', async () => {
    await put(await begun(), 'a');
    appendFileSync(`${file}.journal`, '[[["accounts","1234');
    const store = open();
    assert.deepEqual(await store.submit({ mutates: false, run: read }), ['a']);
    await put(store, 'b');
    assert.deepEqual(files(), ['sandbox.json']);
    assert.deepEqual(onDisk(), ['a', 'b']);
  });

  it('does not count for another file than the one it goes on from', async () => {
    await put(await begun(), 'a');
    const journal = readFileSync(`${file}.journal`);
    await open().reset(large());
    writeFileSync(`${file}.journal`, journal);
    assert.deepEqual(onDisk(), []);
    await put(open(), 'b');
    assert.deepEqual(onDisk(), ['b']);
    writeFileSync(`${file}.journal`, journal);
    rmSync(file);
    assert.deepEqual(onDisk(), []);
    await put(open(), 'c');
    assert.deepEqual(onDisk(), ['c']);
    assert.deepEqual(files(), ['sandbox.json']);
  });

  it('goes on from a file that somebody has edited, and moves with it', async () => {
    await put(await begun(), 'a');
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"documentVersionLimit": 1000', '"documentVersionLimit": 7'),
    );
    const copy = join(folder, 'copy.json');
    writeFileSync(copy, readFileSync(file));
    writeFileSync(`${copy}.journal`, readFileSync(`${file}.journal`));
    for (const path of [file, copy]) {
      assert.deepEqual(onDisk(path), ['a']);
      assert.equal(stateFile(path, emptyState()).read().settings.documentVersionLimit, 7);
    }
  });

  it('is refused in one line when it is something else', async () => {
    await put(await begun(), 'a');
    appendFileSync(`${file}.journal`, 'nonsense\n');
    const message = `${file}.journal is not a sandbox journal; remove it or run session-manager sandbox --reset`;
    await assert.rejects(put(open(), 'b'), { message });
    await open().reset();
    assert.deepEqual(files(), ['sandbox.json']);
  });

  it('is for its owner only, as the file is', async () => {
    await put(await begun(), 'a');
    for (const name of files()) assert.equal(fs.statSync(join(folder, name)).mode & 0o077, 0, name);
  });

  describe('and a reader, while another process makes one file of the two', () => {
    /** Reads, and lets another process write one file and then these settings once the reader is about to open the journal. */
    function overtaken(reading: () => State, names: readonly string[]): State {
      const real = fs.openSync;
      const restore = (): void => {
        fs.openSync = real;
        syncBuiltinESMExports();
      };
      fs.openSync = (...given) => {
        if (given[0] === `${file}.journal`) {
          restore();
          const other = stateFile(file, emptyState());
          const state = other.read();
          other.keep('anything', LOCK);
          for (const name of names) {
            regionOf(state, ...PLACE).serviceSettings[name] = 'x';
            other.keep([[['accounts', ...PLACE, 'serviceSettings', name], 'x']], LOCK);
          }
        }
        return real(...given);
      };
      syncBuiltinESMExports();
      try {
        return reading();
      } finally {
        restore();
      }
    }

    // The last makes this journal longer than the one before.
    for (const names of [[], ['b'], ['b', 'x'.repeat(1000)]]) {
      it(`sees all that was there when it began, and ${names.length} changes after that`, async () => {
        await put(await begun(), 'a');
        assert.deepEqual(settingsIn(overtaken(stateFile(file, emptyState()).read, names)), ['a', ...names]);
      });

      it(`sees the same when it has followed the journal until then, and ${names.length} changes after that`, async () => {
        await put(await begun(), 'a');
        const reader = stateFile(file, emptyState());
        reader.read();
        await put(open(), 'c');
        assert.deepEqual(settingsIn(overtaken(reader.read, names)), ['a', 'c', ...names]);
      });
    }
  });

  describe('loses nothing that was answered when the process is killed', () => {
    /** Makes settings that lead to a new journal, to longer ones, to a whole file, and again; notes those that are answered. */
    async function work(store: Store, answered: string[]): Promise<void> {
      for (const [name, length] of [
        ['a', 10],
        ['b', 90_000],
        ['c', 90_000],
        ['d', 10],
        ['e', 10],
      ] as const) {
        await put(store, name, length);
        answered.push(name);
      }
    }

    for (const death of ['before', 'within', 'after'] satisfies Death[]) {
      it(`${death} any change of the disk`, async () => {
        let last = Infinity;
        for (let nth = 1; nth <= last; nth += 1) {
          rmSync(folder, { recursive: true, force: true });
          fs.mkdirSync(folder);
          const store = await begun();
          const answered: string[] = [];
          const changes = await dyingAt(nth, death, () => work(store, answered));
          if (changes < nth) {
            last = changes;
            assert.equal(answered.length, 5);
          }
          const kept = onDisk();
          assert.deepEqual(kept.slice(0, answered.length), answered, `killed at ${nth}`);
          assert.ok(kept.length <= answered.length + 1, `killed at ${nth}: ${kept.join()}`);
          if (existsSync(`${file}.lock`)) fs.utimesSync(`${file}.lock`, 0, 0);
          await put(open(), 'z');
          assert.deepEqual(onDisk(), [...kept, 'z'], `killed at ${nth}`);
        }
        assert.ok(last > 20, String(last));
      });
    }

    it('in a reset: it is done or it is not', async () => {
      for (const death of ['before', 'within', 'after'] satisfies Death[]) {
        for (let nth = 1; ; nth += 1) {
          rmSync(folder, { recursive: true, force: true });
          fs.mkdirSync(folder);
          const store = await begun();
          await put(store, 'a');
          const changes = await dyingAt(nth, death, () => store.reset(large()));
          const kept = onDisk();
          assert.ok(kept.length === 0 || kept.join() === 'a', `killed ${death} ${nth}`);
          if (changes < nth) break;
        }
      }
    });
  });
});

function read(state: State) {
  return { value: settingsIn(state), changed: 'nothing' as const };
}
