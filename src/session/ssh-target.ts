/** What stands where ssh has its destination. */
export interface SshTarget {
  readonly user?: string;
  /** The node, however it is named. */
  readonly name: string;
}

/** A target, and a file on it. */
export interface RemoteFile extends SshTarget {
  /** What follows the colon; undefined: nothing does. */
  readonly path?: string;
  /** The port that a URI names. */
  readonly port?: string;
  readonly scheme?: 'scp' | 'sftp';
}

/** Reads `[user@]node`. A name may hold an @ only where it is a tag. */
export function readTarget(text: string): SshTarget {
  const tag = /(?:^|@)tag:/.exec(text);
  const at = tag ? tag.index - (text.startsWith('tag:') ? 1 : 0) : text.lastIndexOf('@');
  if (at < 0) return { name: text };
  return { user: text.slice(0, at), name: text.slice(at + 1) };
}

const URI = /^(scp|sftp):\/\/(?:([^@/]*)@)?([^/:@]+)(?::(\d+))?(?:\/(.*))?$/s;

/** Reads a word of scp as scp does; undefined: it is a file of this machine. */
export function readRemoteFile(text: string): RemoteFile | undefined {
  const [, scheme, user, host = '', port, path] = URI.exec(text) ?? [];
  if (scheme) {
    return {
      scheme: scheme as 'scp' | 'sftp',
      ...(user !== undefined && { user }),
      name: host,
      ...(port !== undefined && { port }),
      ...(path !== undefined && { path }),
    };
  }
  // The colons of the name are none that a path follows.
  const [name = ''] = /^(?:[^@/:]*@)?(?:tag:[^=:/]+=[^:]*|ecs:[^:/]+|\[[^\]/]*\])(?=:)/.exec(text) ?? [];
  const colon = text.indexOf(':', name.length);
  const isLocal = colon <= 0 || (name === '' && text.slice(0, colon).includes('/'));
  if (isLocal) return undefined;
  const target = readTarget(text.slice(0, colon));
  return { ...target, name: target.name.replace(/^\[(.*)\]$/, '$1'), path: text.slice(colon + 1) };
}

/** Writes a target as ssh takes it, with another name for the node. */
export const writeTarget = ({ user }: Partial<SshTarget>, node: string): string =>
  user === undefined ? node : `${user}@${node}`;

/** Writes a file as scp and sftp take it, with another name for the node. */
export function writeRemoteFile(file: RemoteFile, node: string): string {
  const { scheme, port, path } = file;
  const target = writeTarget(file, node);
  if (scheme === undefined) return path === undefined ? target : `${target}:${path}`;
  return `${scheme}://${target}${port === undefined ? '' : `:${port}`}${path === undefined ? '' : `/${path}`}`;
}
