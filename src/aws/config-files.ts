import { join } from 'node:path';
import {
  externalDataInterceptor,
  getHomeDir,
  loadSharedConfigFiles,
  loadSsoSessionData,
  readFile,
} from '@smithy/shared-ini-file-loader';
import { onceEach } from '../once.ts';
import { type FileKind, readSections, type Section } from './config-sections.ts';
import { holdSecrets } from './secrets.ts';

/** The settings of a profile, or of an SSO session, by name. */
export type Settings = Readonly<Record<string, string | undefined>>;

/** What `~/.aws/config` and `~/.aws/credentials`, or the files that the environment names instead, contain. */
export interface ConfigFiles {
  /** Those of both files; credentials come before configuration, as in the SDK. */
  readonly profiles: ReadonlyMap<string, Settings>;
  readonly ssoSessions: ReadonlyMap<string, Settings>;
  /** The settings of each `[services name]`, such as `s3.endpoint_url`. */
  readonly services: ReadonlyMap<string, Settings>;
  /** Why a file cannot be read, or what is wrong in it; names file and line, never a value. */
  readonly faults: readonly string[];
  /** Files that a variable names, and that do not exist: the SDK goes on without them. */
  readonly missing: readonly string[];
  /** Sections that are no profile because of how they are spelled, by the name that they were meant to have. */
  readonly misspelled: ReadonlyMap<string, string>;
}

interface Read {
  readonly kind: FileKind;
  readonly path: string;
  /** The path, after the variable that names it. */
  readonly label: string;
  readonly content?: string;
  readonly fault?: string;
  readonly missing?: true;
}

const VARIABLES = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;

/** Reads both files, as the SDK does: once in a process, each from the path that the environment of the process names. */
export const readConfigFiles = (): Promise<ConfigFiles> =>
  readOnce(JSON.stringify([pathOf('config'), pathOf('credentials')]));

const readOnce = onceEach(async () => {
  const [config, credentials] = await Promise.all([read('config'), read('credentials')]);
  const inConfig = readSections('config', config.content ?? '');
  const inCredentials = readSections('credentials', credentials.content ?? '');
  // A profile that the SDK does not read would have no settings in any client of its own.
  const text = inCredentials.moved === '' ? inConfig.text : `${inConfig.text}\n${inCredentials.moved}`;
  if (text !== (config.content ?? '').replaceAll('\r\n', '\n')) {
    for (const path of new Set([config.path, process.env[VARIABLES.config] || config.path])) {
      externalDataInterceptor.interceptFile(path, text);
    }
  }
  const { configFile, credentialsFile } = await loadSharedConfigFiles();
  const sessions = await loadSsoSessionData();
  const all = [...inConfig.sections, ...inCredentials.sections];
  const named = (kind: Section['kind']): string[] => [
    ...new Set(all.filter((section) => section.kind === kind).map(({ name }) => name)),
  ];
  const profiles = new Map(
    named('profile').map((name): [string, Settings] => {
      const region = configFile[name]?.['region'] ?? credentialsFile[name]?.['region'];
      return [name, { ...configFile[name], ...credentialsFile[name], ...(region !== undefined && { region }) }];
    }),
  );
  for (const settings of profiles.values()) {
    holdSecrets(settings['aws_secret_access_key'], settings['aws_session_token']);
  }
  const misspelled = new Map([
    ...inConfig.sections.flatMap((section) => asMeant(config, section)),
    ...inCredentials.sections.flatMap((section) => asMeant(credentials, section)),
  ]);
  return {
    profiles,
    ssoSessions: new Map(named('sso-session').map((name): [string, Settings] => [name, sessions[name] ?? {}])),
    services: new Map(
      named('services').map((name): [string, Settings] => [name, configFile[`services.${name}`] ?? {}]),
    ),
    faults: [
      config.fault ?? lineFault(config, inConfig.fault),
      credentials.fault ?? lineFault(credentials, inCredentials.fault),
    ].filter((fault) => fault !== undefined),
    missing: [config, credentials].flatMap(({ missing, label }) => (missing ? [`${label} does not exist`] : [])),
    misspelled,
  } satisfies ConfigFiles;
});

function pathOf(kind: FileKind): string {
  const named = process.env[VARIABLES[kind]] || join(getHomeDir(), '.aws', kind);
  return named.startsWith('~/') ? join(getHomeDir(), named.slice(2)) : named;
}

async function read(kind: FileKind): Promise<Read> {
  const path = pathOf(kind);
  const variable = process.env[VARIABLES[kind]] ? VARIABLES[kind] : undefined;
  const label = variable === undefined ? path : `${variable} ${JSON.stringify(path)}`;
  try {
    return { kind, path, label, content: await readFile(path) };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT')
      return { kind, path, label, fault: `${label}: ${WHY[code] ?? `it cannot be read (${code})`}` };
    return { kind, path, label, ...(variable !== undefined && { missing: true }) };
  }
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'it may not be read (permission denied)',
  EPERM: 'it may not be read (permission denied)',
  EISDIR: 'it is a directory, and must be a file',
};

const lineFault = ({ label }: Read, fault: string | undefined): string | undefined =>
  fault === undefined ? undefined : `${label}: ${fault}`;

function asMeant({ kind, label }: Read, { kind: section, name, heading }: Section): readonly [string, string][] {
  if (section === 'profile') return [];
  if (section !== 'none') return [[name, `[${heading}] of ${label} is no profile`]];
  const meant = /\s/.test(name) ? `"${name.split(/\s+/).join(' ')}"` : name;
  const right = kind === 'config' ? `[profile ${meant}]` : `[${name}]`;
  return [[name.split(/\s+/).join(' '), `[${heading}] of ${label} must be ${right}`]];
}
