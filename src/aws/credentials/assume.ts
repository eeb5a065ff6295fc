import type {
  AssumeRoleCommandInput,
  AssumeRoleCommandOutput,
  AssumeRoleWithWebIdentityCommandInput,
  AssumeRoleWithWebIdentityCommandOutput,
} from '@aws-sdk/client-sts';
import { TargetError } from '../../errors.ts';
import type { STS } from '../clients/sts.ts';
import { type Connection, connect } from '../connection.ts';
import { placeLabel } from '../place.ts';
import { holdSecrets } from '../secrets.ts';
import { shellWord } from '../shell-word.ts';
import { roleFailure } from './failure.ts';
import type { CredentialProvider, Credentials } from './kept.ts';
import type { Role, Source } from './source.ts';

/** Assumes the roles that profiles name, one behind the other. */
export interface Assumer {
  role(source: Credentials, params: AssumeRoleCommandInput): Promise<Credentials>;
  webIdentity(params: AssumeRoleWithWebIdentityCommandInput): Promise<Credentials>;
  /** From now on nobody is asked for a code any more: progress is on the terminal. */
  begun(): void;
}

/** The codes of a run, by the device that showed them: one can serve several profiles, where AWS takes it twice. */
const codes = new WeakMap<Connection, Map<string, string>>();

/** Makes what the SDK assumes roles with: over our connection, with errors that name the role and its profile. */
export function assumer(connection: Connection, source: Source, region: string, profile: string | undefined): Assumer {
  let isBegun = false;
  const known = codes.get(connection) ?? new Map<string, string>();
  codes.set(connection, known);

  const client = async (credentials: CredentialProvider): Promise<STS> => {
    const named = { region, ...(profile !== undefined && { profile }) };
    const { STS: Client } = await import('../clients/sts.ts');
    return connect(Client, connection, { place: placeLabel(named), ...named, credentials });
  };
  const send = async (from: Credentials, params: AssumeRoleCommandInput): Promise<Credentials> =>
    credentialsOf(await (await client(() => Promise.resolve(from))).assumeRole(params), params);

  const withCode = async (from: Credentials, params: AssumeRoleCommandInput, role: Role): Promise<Credentials> => {
    const serial = role.mfaSerial ?? '';
    if (connection.mfaCode === undefined) throw mfaRequired(role, source);
    if (isBegun) throw mfaExpired(role);
    const earlier = known.get(serial);
    const code = earlier ?? (await askFor(connection.mfaCode, role));
    known.set(serial, code);
    try {
      return await send(from, { ...params, TokenCode: code });
    } catch (error) {
      // AWS takes a code once: another profile has used it already.
      if (earlier === undefined || !/MultiFactorAuthentication failed/.test((error as Error).message)) {
        throw roleFailure(error, role, code);
      }
    }
    known.delete(serial);
    return withCode(from, params, role);
  };

  return {
    async role(from, params) {
      const { SerialNumber, ...rest } = params;
      const role = source.roles.find(({ arn }) => arn === params.RoleArn);
      const named: Role = {
        profile: role?.profile ?? profile ?? 'default',
        arn: params.RoleArn ?? '',
        ...(SerialNumber !== undefined && { mfaSerial: SerialNumber }),
      };
      if (SerialNumber !== undefined) return withCode(from, params, named);
      try {
        const { TokenCode: _, ...without } = rest;
        return await send(from, without);
      } catch (error) {
        throw roleFailure(error, named, undefined);
      }
    },
    async webIdentity(params) {
      // It may be a newer one than the one that was checked, and errors can quote it.
      holdSecrets(params.WebIdentityToken);
      // The token is all that STS is shown.
      const unsigned = (): Promise<never> => Promise.reject(new Error('this call is not signed'));
      return credentialsOf(await (await client(unsigned)).assumeRoleWithWebIdentity(params), params);
    },
    begun() {
      isBegun = true;
    },
  };
}

/** Reads the credentials that STS gives for a role. Throws a TargetError where there are none. */
export function credentialsOf(
  { Credentials: given }: AssumeRoleCommandOutput | AssumeRoleWithWebIdentityCommandOutput,
  { RoleArn }: Pick<AssumeRoleCommandInput, 'RoleArn'>,
): Credentials {
  if (!given?.AccessKeyId || !given.SecretAccessKey || !given.SessionToken) {
    throw new TargetError('NoCredentials', `STS gave no credentials for ${RoleArn}`);
  }
  return {
    accessKeyId: given.AccessKeyId,
    secretAccessKey: given.SecretAccessKey,
    sessionToken: given.SessionToken,
    ...(given.Expiration && { expiration: given.Expiration }),
  };
}

async function askFor(mfaCode: NonNullable<Connection['mfaCode']>, { mfaSerial = '', profile }: Role): Promise<string> {
  const code = (await mfaCode(mfaSerial)).trim();
  if (/^\d{6}$/.test(code)) return code;
  throw new TargetError(
    'MfaRefused',
    `profile ${profile}: the MFA code of ${mfaSerial} must have six digits`,
    'run it again',
  );
}

function mfaRequired({ arn, mfaSerial, profile }: Role, { roles, origin }: Source): TargetError {
  const hop = roles.findIndex((role) => role.profile === profile);
  const before = roles[hop + 1]?.profile ?? origin.profile;
  const from = before === undefined || before === profile ? '' : ` --profile ${shellWord(before)}`;
  return new TargetError(
    'MfaRequired',
    `profile ${profile} requires an MFA code of ${mfaSerial}, and there is no terminal to ask for it`,
    `run it on a terminal, or get a session first, and put its keys into the environment instead of the profile: aws sts assume-role --role-arn ${arn} --role-session-name session-manager --serial-number ${mfaSerial} --token-code CODE${from}`,
  );
}

const mfaExpired = ({ profile }: Role): TargetError =>
  new TargetError(
    'ExpiredToken',
    `profile ${profile}: the session that its MFA code began has expired`,
    'run it again: what is done stays done; duration_seconds in the profile makes the session longer',
  );
