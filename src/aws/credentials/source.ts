import { closest, distance } from 'fastest-levenshtein';
import { UserError } from '../../errors.ts';
import type { ConfigFiles, Settings } from '../config-files.ts';
import { partitionOf } from '../regions.ts';
import { checkContainer, isContainer } from './container.ts';
import { checkTokenFile } from './token-file.ts';

/** A role that is assumed on the way to credentials. */
export interface Role {
  /** The profile that names it. */
  readonly profile: string;
  readonly arn: string;
  readonly mfaSerial?: string;
}

/** Where the first credentials come from. `none`: the SDK goes on searching, up to the instance metadata. */
export type Origin =
  | { readonly kind: 'keys' | 'process' | 'sso' | 'login'; readonly profile?: string; readonly settings: Settings }
  | { readonly kind: 'web-identity'; readonly profile?: string; readonly roleArn: string; readonly file: string }
  | { readonly kind: 'container' | 'instance'; readonly profile?: string }
  | { readonly kind: 'none'; readonly profile?: string };

/** The way to the credentials of a profile, or of the environment. */
export interface Source {
  /** In the order of the profiles: the first is the one whose credentials are used, and is assumed last. */
  readonly roles: readonly Role[];
  readonly origin: Origin;
  /** The name of the partition in which the credentials are valid, where configuration tells. */
  readonly partition?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Finds out where the SDK will take credentials from, calling nothing. Throws a UserError with the cause in one line,
 * which never contains a secret, if that cannot succeed; the SDK would search on, and end up with other credentials
 * or with none. `name`: the profile; absent: the environment, then profile `default`.
 */
export async function credentialSource(
  files: ConfigFiles,
  environment: Environment,
  name: string | undefined,
): Promise<Source> {
  if (name === undefined) {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
    if (id || secret) {
      checkKeys(id, secret, environment['AWS_SESSION_TOKEN'], {
        id: 'AWS_ACCESS_KEY_ID',
        secret: 'AWS_SECRET_ACCESS_KEY',
        token: 'AWS_SESSION_TOKEN',
      });
      return { roles: [], origin: { kind: 'keys', settings: {} } };
    }
  }
  const first = name ?? 'default';
  const found = files.profiles.has(first) ? await ofProfile(files, environment, [first]) : undefined;
  const { roles, origin }: Way = found ?? { roles: [], origin: { kind: 'none' } };
  const whole = origin.kind === 'none' ? await besideFiles(environment, name) : origin;
  const partition = partitionIn(files, roles, whole, first);
  return { roles, origin: whole, ...(partition !== undefined && { partition }) };
}

// isSsoProfile in @aws-sdk/credential-provider-sso.
const SSO = ['sso_start_url', 'sso_account_id', 'sso_session', 'sso_region', 'sso_role_name'];

type Way = Pick<Source, 'roles' | 'origin'>;

/** Follows profiles as the SDK does (`resolveProfileData`); the last of `names` is the one to look at. */
async function ofProfile(files: ConfigFiles, environment: Environment, names: readonly string[]): Promise<Way> {
  const profile = names.at(-1) ?? '';
  const settings = files.profiles.get(profile) ?? {};
  const label = labelOf(names);
  const { aws_access_key_id: id, aws_secret_access_key: secret, role_arn: arn } = settings;
  const hasKeys = id !== undefined || secret !== undefined;
  if (hasKeys) {
    checkKeys(id, secret, settings['aws_session_token'], {
      id: `${label}: aws_access_key_id`,
      secret: 'aws_secret_access_key',
      token: 'aws_session_token',
    });
    // Behind another profile the SDK takes keys first: so a profile can be its own source_profile.
    if (names.length > 1 || arn === undefined) return { roles: [], origin: { kind: 'keys', profile, settings } };
  }
  const file = settings['web_identity_token_file'];
  const source = settings['source_profile'];
  const kind = settings['credential_source'];
  if (arn !== undefined) checkRole(`${label}: role_arn`, arn);
  if (arn !== undefined && (source !== undefined || kind !== undefined)) {
    const role: Role = {
      profile,
      arn,
      ...(settings['mfa_serial'] !== undefined && { mfaSerial: settings['mfa_serial'] }),
    };
    if (source !== undefined && kind !== undefined) {
      throw wrong(`${label} has both source_profile and credential_source: leave out one of them`);
    }
    if (kind !== undefined) return { roles: [role], origin: await namedSource(label, kind, environment, profile) };
    const before = await ofSource(files, environment, names, source ?? '');
    return { roles: [role, ...before.roles], origin: before.origin };
  }
  if (file !== undefined) {
    if (arn === undefined) throw wrong(`${label} has web_identity_token_file, but no role_arn: add it`);
    await checkTokenFile(`${label}: web_identity_token_file`, file);
    return { roles: [], origin: { kind: 'web-identity', profile, roleArn: arn, file } };
  }
  if (arn !== undefined) {
    throw wrong(`${label} has role_arn, but nothing to assume it with: add source_profile or credential_source`);
  }
  if (settings['credential_process'] !== undefined) {
    if (!/[^\s"']/.test(settings['credential_process'])) {
      throw wrong(
        `${label}: credential_process is empty: it must be a command that prints credentials, or be left out`,
      );
    }
    return { roles: [], origin: { kind: 'process', profile, settings } };
  }
  if (SSO.some((key) => settings[key] !== undefined)) {
    checkSso(files, label, settings);
    return { roles: [], origin: { kind: 'sso', profile, settings } };
  }
  if (settings['login_session'] !== undefined) return { roles: [], origin: { kind: 'login', profile, settings } };
  if (kind !== undefined && names.length > 1) {
    return { roles: [], origin: await namedSource(label, kind, environment, profile) };
  }
  if (kind !== undefined) throw wrong(`${label} has credential_source, but no role_arn: add it`);
  if (names.length > 1) throw wrong(`${label} has no credentials: add keys, sso_session or credential_process`);
  return { roles: [], origin: { kind: 'none', profile } };
}

async function ofSource(
  files: ConfigFiles,
  environment: Environment,
  names: readonly string[],
  source: string,
): Promise<Way> {
  const label = labelOf(names);
  if (!files.profiles.has(source)) {
    const near = nearest(source, [...files.profiles.keys()]);
    const why = [`there is no such profile`, files.misspelled.get(source), near && `did you mean ${near}?`];
    throw wrong(`${label}: source_profile ${JSON.stringify(source)}: ${why.filter(Boolean).join('; ')}`);
  }
  const keys = source === names[0] && files.profiles.get(source)?.['aws_access_key_id'] !== undefined;
  if (names.includes(source) && !keys) {
    throw wrong(`profile ${names[0]}: its source_profile goes round in a circle: ${[...names, source].join(' → ')}`);
  }
  return ofProfile(files, environment, [...names, source]);
}

async function namedSource(label: string, kind: string, environment: Environment, profile: string): Promise<Origin> {
  const setting = `${label}: credential_source`;
  if (kind === 'Environment') {
    const { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret } = environment;
    if (!id && !secret) throw wrong(`${setting} is Environment, but AWS_ACCESS_KEY_ID is not set`);
    checkKeys(id, secret, environment['AWS_SESSION_TOKEN'], {
      id: `${setting} is Environment: AWS_ACCESS_KEY_ID`,
      secret: 'AWS_SECRET_ACCESS_KEY',
      token: 'AWS_SESSION_TOKEN',
    });
    return { kind: 'keys', profile, settings: {} };
  }
  if (kind === 'EcsContainer') {
    if (!isContainer(environment)) {
      throw wrong(
        `${setting} is EcsContainer, but neither AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set`,
      );
    }
    await checkContainer(environment);
    return { kind: 'container', profile };
  }
  if (kind === 'Ec2InstanceMetadata') return { kind: 'instance', profile };
  throw wrong(`${setting} ${JSON.stringify(kind)}: it must be Environment, Ec2InstanceMetadata or EcsContainer`);
}

/** Where the SDK goes on searching when neither keys in the environment nor a profile give credentials. */
async function besideFiles(environment: Environment, profile: string | undefined): Promise<Origin> {
  const { AWS_WEB_IDENTITY_TOKEN_FILE: file, AWS_ROLE_ARN: roleArn } = environment;
  const named = { ...(profile !== undefined && { profile }) };
  if (file) {
    if (!roleArn) throw wrong('AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not: set both, or neither');
    checkRole('AWS_ROLE_ARN', roleArn);
    await checkTokenFile('AWS_WEB_IDENTITY_TOKEN_FILE', file);
    return { kind: 'web-identity', roleArn, file };
  }
  if (!isContainer(environment)) return { kind: 'none', ...named };
  await checkContainer(environment);
  return { kind: 'container' };
}

function checkKeys(
  id: string | undefined,
  secret: string | undefined,
  token: string | undefined,
  names: Readonly<Record<'id' | 'secret' | 'token', string>>,
): void {
  if (id && !secret) throw wrong(`${names.id} is set, but ${names.secret} is not: half a key pair is no credentials`);
  if (!id) throw wrong(`${names.id} is not set, but ${names.secret} is: half a key pair is no credentials`);
  if (id.startsWith('ASIA') && !token) {
    throw wrong(`${names.id} is that of temporary credentials (ASIA…), but ${names.token} is not set: set all three`);
  }
}

function checkRole(label: string, arn: string): void {
  if (/^arn:[\w-]+:iam::\d{12}:role\/\S+$/.test(arn)) return;
  throw wrong(
    `${label} ${JSON.stringify(arn)}: it must be the ARN of a role, such as arn:aws:iam::111122223333:role/Admin`,
  );
}

function checkSso(files: ConfigFiles, label: string, settings: Settings): void {
  const session = settings['sso_session'];
  if (session !== undefined) {
    const found = files.ssoSessions.get(session);
    if (!found) {
      const near = nearest(session, [...files.ssoSessions.keys()]);
      const why = near === undefined ? `add [sso-session ${session}]` : `did you mean ${near}?`;
      throw wrong(`${label}: sso_session ${JSON.stringify(session)}: there is no such session; ${why}`);
    }
    const lacking = ['sso_start_url', 'sso_region'].filter((key) => !found[key]);
    if (lacking.length > 0) throw wrong(`[sso-session ${session}] lacks ${lacking.join(' and ')}`);
    const other = ['sso_start_url', 'sso_region'].find((key) => settings[key] && settings[key] !== found[key]);
    if (other) throw wrong(`${label}: ${other} is not that of [sso-session ${session}]: leave it out of the profile`);
  }
  const needed = ['sso_account_id', 'sso_role_name', ...(session === undefined ? ['sso_start_url', 'sso_region'] : [])];
  const lacking = needed.filter((key) => !settings[key]);
  if (lacking.length > 0) throw wrong(`${label} lacks ${lacking.join(' and ')}: run aws configure sso`);
}

function partitionIn(files: ConfigFiles, roles: readonly Role[], origin: Origin, first: string): string | undefined {
  const settings = 'settings' in origin ? origin.settings : {};
  const arns = [...roles.flatMap(({ arn, mfaSerial }) => [arn, mfaSerial]), settings['login_session']];
  const arn = [...arns, origin.kind === 'web-identity' ? origin.roleArn : undefined].find((one) =>
    one?.startsWith('arn:'),
  );
  if (arn !== undefined) return arn.split(':')[1];
  const session = files.ssoSessions.get(settings['sso_session'] ?? '');
  const own = origin.kind === 'none' ? undefined : files.profiles.get(first)?.['region'];
  const region = own ?? session?.['sso_region'] ?? settings['sso_region'];
  return region === undefined ? undefined : partitionOf(region).name;
}

const labelOf = (names: readonly string[]): string =>
  names.length > 1 ? `profile ${names.at(-1)}, source_profile of ${names.at(-2)}` : `profile ${names[0]}`;

function nearest(name: string, names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const near = closest(name, names);
  return distance(name, near) <= Math.max(2, Math.floor(name.length / 3)) && name.length > 2 ? near : undefined;
}

const wrong = (message: string): UserError => new UserError('invalid-config', message);
