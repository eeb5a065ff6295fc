import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { compareVersions } from 'compare-versions';
import { streamNetwork, type StreamNetwork } from '../aws/stream-network.ts';
import { TargetError, UserError } from '../errors.ts';
import { pluginFolder } from '../facts/own-folder.ts';
import { findProgram, versionOf } from '../facts/program.ts';
import { download } from './download.ts';
import { isSignedBy } from './openpgp.ts';
import { type Platform, platformOf } from './platforms.ts';
import { AWS_KEY, type SigningKey } from './signing-key.ts';

/** Where AWS publishes the plugin. */
const BASE = 'https://s3.amazonaws.com/session-manager-downloads/plugin';

/** What is asked for. */
export interface Wish {
  /** Absent: the latest. */
  readonly version?: string | undefined;
  /** Installs it although one that is as new is there. */
  readonly force: boolean;
  /** Takes packages for which AWS publishes no signature. */
  readonly allowUnsigned: boolean;
}

/** The machine on which it is installed. */
export interface Machine {
  readonly system: string;
  readonly architecture: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** Told what is done, a line each. */
  say(line: string): void;
  /** Absent: where AWS publishes it, with the key of AWS, by the way of the environment. */
  readonly source?: { readonly base: string; readonly key: SigningKey; readonly network: StreamNetwork };
}

/** What would be done, or was done. */
export interface Bootstrapped {
  readonly status: 'planned' | 'unchanged' | 'installed';
  /** Null: the latest, which has not been looked up. */
  readonly version: string | null;
  /** Of the program. */
  readonly path: string;
  /** Of the package, and of its signature, if there is one. */
  readonly urls: readonly string[];
  readonly signed: boolean;
}

const MOST_PACKAGE = 134_217_728;
const MOST_SIGNATURE = 16_384;
const MOST_VERSION = 64;

/** Tells what would be done, and calls nothing. Throws a UserError where AWS publishes no plugin for this system. */
export function plannedBootstrap(wish: Wish, machine: Machine): Bootstrapped {
  const platform = platformOf(machine.system, machine.architecture);
  const { version = null } = wish;
  const { signed } = platform;
  return {
    status: 'planned',
    version,
    path: pathOf(platform, machine),
    urls: urlsOf(platform, version, machine),
    signed,
  };
}

/**
 * Installs the official plugin for this user, if it is not there as new as it is wanted. Nothing is put in place before its signature
 * is verified and it has told its version. Throws a UserError for an unsigned package that was not allowed, and a TargetError.
 */
export async function bootstrap(wish: Wish, machine: Machine): Promise<Bootstrapped> {
  const platform = platformOf(machine.system, machine.architecture);
  const { signed } = platform;
  if (!signed && !wish.allowUnsigned) throw unsigned(platform);
  const network = machine.source?.network ?? (await streamNetwork(undefined, machine.environment));
  const get = (url: string, most: number, missing: string): Promise<Buffer> =>
    download({ url, most, missing }, network, machine.signal);
  const version = wish.version ?? latestOf(await get(`${baseOf(machine)}/latest/VERSION`, MOST_VERSION, 'it is gone'));
  const path = pathOf(platform, machine);
  const urls = urlsOf(platform, version, machine);
  if (!wish.force) {
    const there = await isThere(platform, version, wish, machine);
    if (there !== undefined) {
      machine.say(`nothing to do: ${there}`);
      return { status: 'unchanged', version, path, urls, signed };
    }
  }
  const [url = '', signatureUrl] = urls;
  machine.say(`downloading ${url}`);
  const [file, signature] = await Promise.all([
    get(url, MOST_PACKAGE, `there is no version ${version} for this system`),
    signatureUrl !== undefined &&
      get(signatureUrl, MOST_SIGNATURE, 'AWS signs it since version 1.2.707.0; older ones are not installed'),
  ]);
  if (signature) {
    const { key } = machine.source ?? { key: AWS_KEY };
    if (!isSignedBy(file, signature, key)) {
      throw new TargetError(
        'SignatureInvalid',
        `${url} is not signed by AWS (key ${key.fingerprint}): nothing was installed`,
        'run it again; if it stays so, somebody has changed it on the way',
      );
    }
    machine.say(`its signature is that of AWS (key ${key.fingerprint})`);
  } else {
    machine.say('AWS publishes no signature for this system: it is not verified');
  }
  await install(platform.unpack(file), version, path, machine);
  machine.say(`installed session-manager-plugin ${version}: ${path}`);
  const folder = pluginFolder(machine.home);
  if (!(machine.environment['PATH'] ?? '').split(delimiter).includes(folder)) {
    machine.say(`the AWS CLI looks for it on the PATH: add ${folder} there`);
  }
  return { status: 'installed', version, path, urls, signed };
}

const baseOf = ({ source }: Machine): string => source?.base ?? BASE;

const pathOf = ({ program }: Platform, { home }: Machine): string => join(pluginFolder(home), program);

function urlsOf({ path, signed }: Platform, version: string | null, machine: Machine): readonly string[] {
  const url = `${baseOf(machine)}/${version ?? 'latest'}/${path}`;
  return signed ? [url, `${url}.sig`] : [url];
}

const unsigned = ({ path }: Platform): UserError =>
  new UserError(
    'unsigned',
    `AWS publishes no signature for ${path}: --allow-unsigned takes it as it comes, by HTTPS; the installer of AWS for this system is signed, and session-manager start, forward and ssh need no plugin`,
  );

function latestOf(text: Buffer): string {
  const version = text.toString('latin1').trim();
  if (/^\d+(?:\.\d+){1,4}$/.test(version)) return version;
  throw new TargetError(
    'DownloadFailed',
    'what is published as the latest version is no number',
    'name one: --version',
  );
}

/** Says where it is, if one on the PATH or of ours is as it is wanted: this version, or one that is newer than the latest. */
async function isThere(
  { program }: Platform,
  version: string,
  wish: Wish,
  { environment, home }: Machine,
): Promise<string | undefined> {
  for (const name of [program, join(pluginFolder(home), program)]) {
    const found = await findProgram(name, { environment, home });
    // One that does not work is replaced.
    const has = found && (await versionOf(found.path, asking(environment)).catch(() => undefined));
    if (found === undefined || has === undefined) continue;
    const order = compareVersions(has, version);
    if (order === 0 || (order > 0 && wish.version === undefined)) return `${found.path} is version ${has}`;
  }
  return undefined;
}

const asking = (environment: NodeJS.ProcessEnv, signal?: AbortSignal) => ({ environment, timeout: 20_000, signal });

/** Puts a program in place in one step, after it has told that it is what it should be. */
async function install(program: Buffer, version: string, path: string, machine: Machine): Promise<void> {
  const folder = pluginFolder(machine.home);
  // What Windows starts has to end so.
  const made = join(folder, `.new-${randomUUID()}${path.endsWith('.exe') ? '.exe' : ''}`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = await open(made, 'wx', 0o755);
    try {
      await file.writeFile(program);
      // Whatever the mask of the user takes away.
      await file.chmod(0o755);
      await file.sync();
    } finally {
      await file.close();
    }
    const has = await versionOf(made, asking(machine.environment, machine.signal));
    if (has !== version) {
      throw new TargetError('VersionDiffers', `what was downloaded is version ${has}, not ${version}`, 'run it again');
    }
    await rename(made, path);
  } catch (error) {
    if (error instanceof TargetError) throw error;
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new TargetError('NotInstalled', `${path} cannot be written (${code})`, `see who may write to ${folder}`);
  } finally {
    await rm(made, { force: true }).catch(() => undefined);
  }
}
