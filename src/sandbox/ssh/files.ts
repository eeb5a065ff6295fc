import { constants, type Dirent, type Stats } from 'node:fs';
import {
  type FileHandle,
  chmod,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rmdir,
  stat,
  symlink,
  truncate,
  unlink,
  utimes,
} from 'node:fs/promises';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import ssh2, { type Attributes, type FileEntry, type InputAttributes, type SFTPWrapper } from 'ssh2';

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;

/** Entries of a folder that go into one answer. */
const ENTRIES = 100;

type Held = { readonly file: FileHandle } | { readonly folder: string; readonly entries: Dirent[] };

/** Serves the files of this machine over SFTP, which scp speaks, too: paths begin in the user's home. */
export function serveFiles(sftp: SFTPWrapper): void {
  const held = new Map<number, Held>();
  let last = 0;
  let queue: Promise<void> = Promise.resolve();

  /** Answers a request, after those before it. */
  function answer(id: number, work: () => Promise<void>): void {
    queue = queue.then(work).catch((error: NodeJS.ErrnoException) => sftp.status(id, codeOf(error), error.message));
  }
  const done = (id: number): void => sftp.status(id, STATUS_CODE.OK);
  const hold = (id: number, thing: Held): void => {
    last += 1;
    held.set(last, thing);
    const handle = Buffer.alloc(4);
    handle.writeUInt32BE(last, 0);
    sftp.handle(id, handle);
  };
  const keyOf = (handle: Buffer): number => (handle.length === 4 ? handle.readUInt32BE(0) : -1);
  function fileOf(handle: Buffer): FileHandle {
    const found = held.get(keyOf(handle));
    if (!found || !('file' in found)) throw new Error('no such handle');
    return found.file;
  }

  sftp.on('OPEN', (id, path, flags, attributes) =>
    answer(id, async () => hold(id, { file: await open(pathOf(path), flagsOf(flags), attributes.mode ?? 0o666) })),
  );
  sftp.on('READ', (id, handle, offset, length) =>
    answer(id, async () => {
      const { bytesRead, buffer } = await fileOf(handle).read(Buffer.alloc(length), 0, length, offset);
      if (bytesRead === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, buffer.subarray(0, bytesRead));
    }),
  );
  sftp.on('WRITE', (id, handle, offset, data) => {
    const kept = Buffer.from(data);
    answer(id, async () => {
      const file = fileOf(handle);
      for (let at = 0; at < kept.length;) {
        at += (await file.write(kept, at, kept.length - at, offset + at)).bytesWritten;
      }
      done(id);
    });
  });
  sftp.on('CLOSE', (id, handle) =>
    answer(id, async () => {
      const found = held.get(keyOf(handle));
      held.delete(keyOf(handle));
      if (found && 'file' in found) await found.file.close();
      done(id);
    }),
  );
  sftp.on('FSTAT', (id, handle) => answer(id, async () => sftp.attrs(id, attributesOf(await fileOf(handle).stat()))));
  sftp.on('FSETSTAT', (id, handle, attributes) =>
    answer(id, async () => {
      const file = fileOf(handle);
      const { size, mode, atime, mtime } = attributes;
      if (size !== undefined) await file.truncate(size);
      if (mode !== undefined) await file.chmod(mode);
      if (atime !== undefined && mtime !== undefined) await file.utimes(atime, mtime);
      done(id);
    }),
  );
  sftp.on('SETSTAT', (id, path, attributes) =>
    answer(id, async () => {
      await change(pathOf(path), attributes);
      done(id);
    }),
  );
  sftp.on('STAT', (id, path) => answer(id, async () => sftp.attrs(id, attributesOf(await stat(pathOf(path))))));
  sftp.on('LSTAT', (id, path) => answer(id, async () => sftp.attrs(id, attributesOf(await lstat(pathOf(path))))));
  sftp.on('OPENDIR', (id, path) =>
    answer(id, async () => {
      const folder = pathOf(path);
      hold(id, { folder, entries: await readdir(folder, { withFileTypes: true }) });
    }),
  );
  sftp.on('READDIR', (id, handle) =>
    answer(id, async () => {
      const found = held.get(keyOf(handle));
      if (!found || !('folder' in found)) throw new Error('no such handle');
      const some = found.entries.splice(0, ENTRIES);
      if (some.length === 0) return sftp.status(id, STATUS_CODE.EOF);
      sftp.name(id, await Promise.all(some.map(async ({ name }) => entryOf(found.folder, name))));
    }),
  );
  const simple = (event: 'REMOVE' | 'RMDIR', work: (path: string) => Promise<void>): void => {
    sftp.on(event as 'REMOVE', (id, path) =>
      answer(id, async () => {
        await work(pathOf(path));
        done(id);
      }),
    );
  };
  simple('REMOVE', unlink);
  simple('RMDIR', rmdir);
  sftp.on('MKDIR', (id, path, { mode }) =>
    answer(id, async () => {
      await mkdir(pathOf(path), mode ?? 0o777);
      done(id);
    }),
  );
  sftp.on('RENAME', (id, from, to) =>
    answer(id, async () => {
      await rename(pathOf(from), pathOf(to));
      done(id);
    }),
  );
  sftp.on('SYMLINK', (id, link, target) =>
    answer(id, async () => {
      await symlink(target, pathOf(link));
      done(id);
    }),
  );
  sftp.on('READLINK', (id, path) => answer(id, async () => sftp.name(id, [nameOf(await readlink(pathOf(path)))])));
  sftp.on('REALPATH', (id, path) =>
    answer(id, async () => {
      const whole = pathOf(path);
      // What is not there yet is what a client is about to make.
      sftp.name(id, [nameOf(await realpath(whole).catch(() => whole))]);
    }),
  );
  sftp.on('end', () => {
    queue = queue.then(() => leave(sftp));
  });
  async function closeAll(): Promise<void> {
    for (const one of held.values()) if ('file' in one) await one.file.close();
    held.clear();
  }
  sftp.on('close', () => {
    queue = queue.then(closeAll);
  });
}

/** Says that all went well before it closes the channel, which ssh2 does not: without that scp fails. */
function leave(sftp: SFTPWrapper): void {
  const { _protocol: protocol, outgoing } = sftp as unknown as {
    readonly _protocol: { exitStatus(channel: number, code: number): void };
    readonly outgoing: { readonly id: number };
  };
  protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}

const pathOf = (path: string): string => resolve(homedir(), path);

async function change(path: string, { size, mode, atime, mtime }: InputAttributes): Promise<void> {
  if (size !== undefined) await truncate(path, size);
  if (mode !== undefined) await chmod(path, mode);
  if (atime !== undefined && mtime !== undefined) await utimes(path, atime, mtime);
}

/** The flags of `open` for those of SFTP. */
function flagsOf(wanted: number): number {
  const has = (flag: number): boolean => (wanted & flag) !== 0;
  const access =
    has(OPEN_MODE.READ) && has(OPEN_MODE.WRITE)
      ? constants.O_RDWR
      : has(OPEN_MODE.WRITE)
        ? constants.O_WRONLY
        : constants.O_RDONLY;
  return (
    access |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0) |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0)
  );
}

function codeOf({ code }: NodeJS.ErrnoException): number {
  if (code === 'ENOENT' || code === 'ENOTDIR') return STATUS_CODE.NO_SUCH_FILE;
  if (code === 'EACCES' || code === 'EPERM') return STATUS_CODE.PERMISSION_DENIED;
  return STATUS_CODE.FAILURE;
}

const attributesOf = ({ mode, uid, gid, size, atimeMs, mtimeMs }: Stats): Attributes => ({
  mode,
  uid,
  gid,
  size,
  atime: Math.floor(atimeMs / 1000),
  mtime: Math.floor(mtimeMs / 1000),
});

const NONE: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

const nameOf = (filename: string): FileEntry => ({ filename, longname: filename, attrs: NONE });

async function entryOf(folder: string, name: string): Promise<FileEntry> {
  const found = await lstat(resolve(folder, name)).catch(() => undefined);
  if (!found) return nameOf(name);
  const { mode, uid, gid, size, mtime } = found;
  const kind = found.isDirectory() ? 'd' : found.isSymbolicLink() ? 'l' : '-';
  const rights = [6, 3, 0].map((shift) => RIGHTS[(mode >> shift) & 7]).join('');
  const longname = `${kind}${rights} 1 ${uid} ${gid} ${size} ${mtime.toUTCString().slice(5, 22)} ${name}`;
  return { filename: name, longname, attrs: attributesOf(found) };
}

const RIGHTS = ['---', '--x', '-w-', '-wx', 'r--', 'r-x', 'rw-', 'rwx'];
