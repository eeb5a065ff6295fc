import { TargetError, UserError } from '../../errors.ts';
import { explain, isDenied } from '../errors.ts';
import { shellWord } from '../shell-word.ts';
import { containerEndpoint } from './container.ts';
import { processFailure, processLabel } from './process.ts';
import type { Origin, Role, Source } from './source.ts';

const NETWORK = 'check the network and the proxy, then run it again: what is done stays done';

/** Names the cause of credentials that could not be had, by where they come from. The SDK's error is kept as its cause. */
export function credentialsFailure(error: unknown, { origin, roles }: Source, profile: string | undefined): unknown {
  if (error instanceof TargetError || error instanceof UserError) return error;
  const { name, message } = error as Error;
  if (name === 'AnswerRefusedError') return error;
  const whose = origin.profile === undefined ? '' : `profile ${origin.profile}: `;
  const told = (code: string, why: string, advice?: string): TargetError =>
    new TargetError(code, `${whose}${why}`, advice, { cause: error });
  switch (origin.kind) {
    case 'process': {
      const label = processLabel(origin.settings['credential_process'] ?? '');
      const why = `${label} gave no credentials: ${processFailure(message)}`;
      const advice =
        'run the command of credential_process yourself to see why: what it says can be secret, and is not shown';
      return told('CredentialProcess', why, advice);
    }
    case 'sso':
      return ssoFailure(told, origin, message);
    case 'login':
      return told(
        'ExpiredToken',
        'its session of aws login has expired, or was never begun',
        `run aws login --profile ${shellWord(origin.profile ?? 'default')}`,
      );
    case 'web-identity':
      return webIdentityFailure(told, origin, error as Error);
    case 'container':
      return told(
        'ContainerCredentials',
        `the endpoint of ${containerEndpoint(process.env)} gave no credentials${statusOf(error)}`,
        'check that it can be reached from here, and that the task or pod has a role',
      );
    case 'instance':
      return told(
        'InstanceCredentials',
        `credential_source is Ec2InstanceMetadata, but the instance metadata gave no credentials${statusOf(error)}`,
        'check that this is an EC2 instance with an instance profile, and that its metadata may be read',
      );
    case 'none':
      return noCredentials(error, roles, profile);
    default:
      return error;
  }
}

type Told = (code: string, why: string, advice?: string) => TargetError;

function ssoFailure(told: Told, { profile = 'default', settings }: Settled, message: string): TargetError {
  const login = `run aws sso login --profile ${shellWord(profile)}`;
  if (/Forbidden|No access/i.test(message)) {
    const role = `no role ${settings['sso_role_name']} in account ${settings['sso_account_id']}`;
    return told('SsoAccessDenied', `IAM Identity Center gives you ${role}`, 'check sso_role_name and sso_account_id');
  }
  if (/ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|Timeout|certificate|socket/i.test(message)) {
    return told('Unreachable', `IAM Identity Center cannot be reached (${message})`, NETWORK);
  }
  if (/Unauthorized/i.test(message)) return told('ExpiredToken', 'its SSO session is no longer valid', login);
  if (/not found|invalid\.|accessToken/.test(message)) {
    return told('ExpiredToken', 'its SSO session was never begun, or is not one that can be used', login);
  }
  if (/expired|Value not present/i.test(message)) return told('ExpiredToken', 'its SSO session has expired', login);
  return told('SsoFailed', `IAM Identity Center gave no credentials (${message})`, login);
}

type Settled = Extract<Origin, { settings: unknown }>;

function webIdentityFailure(
  told: Told,
  { roleArn, file }: Extract<Origin, { kind: 'web-identity' }>,
  error: Error,
): unknown {
  const token = `the web identity token in ${file}`;
  if (/^(ExpiredToken|InvalidIdentityToken|IDPRejectedClaim)/.test(error.name)) {
    const why = /^Expired|expired/.test(`${error.name} ${error.message}`) ? 'has expired' : 'is refused by STS';
    const advice = 'have a new token written to that file';
    return told('WebIdentityToken', `${token} for ${roleArn} ${why} (${error.message})`, advice);
  }
  if (isDenied(error)) {
    return told(
      'AssumeRoleDenied',
      `${token} may not assume ${roleArn} (${error.message})`,
      'check that the role exists, and that it trusts the issuer, the audience and the subject of the token',
    );
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (/^(?:open|read)$/.test(syscall ?? '')) {
    const advice = 'check that the file is there, and that it may be read';
    return told('WebIdentityToken', `${token} for ${roleArn} cannot be read (${code})`, advice);
  }
  if (!('$metadata' in error)) return error;
  const problem = explain(error, undefined);
  const advice = problem.advice ?? 'check the role, and that the token is one of its provider, then run it again';
  return told(problem.code, `${token} cannot be used to assume ${roleArn}: ${problem.message}`, advice);
}

/** Says what else was looked at where the search of the SDK found nothing. */
function noCredentials(error: unknown, roles: readonly Role[], profile: string | undefined): unknown {
  if (!/Credentials?Provider/.test((error as Error).name)) return error;
  const { code, message, advice } = explain(error, roles[0]?.profile ?? profile);
  const { AWS_ROLE_ARN, AWS_EC2_METADATA_DISABLED: disabled } = process.env;
  const notes = [
    ...(AWS_ROLE_ARN ? ['AWS_ROLE_ARN is set, but AWS_WEB_IDENTITY_TOKEN_FILE is not'] : []),
    ...(disabled && disabled !== 'false' ? ['AWS_EC2_METADATA_DISABLED keeps from asking the instance metadata'] : []),
  ];
  const noted = notes.length === 0 ? message : `${message}; ${notes.join('; ')}`;
  return new TargetError(code, noted, advice, { cause: error });
}

function statusOf(error: unknown): string {
  const { statusCode, code, message } = error as Error & { readonly statusCode?: number; readonly code?: string };
  if (statusCode !== undefined) return ` (HTTP ${statusCode})`;
  return ` (${code ?? message.replace(/^Error: /, '')})`;
}

/** Names the role, and the profile that asks for it, where it could not be assumed. */
export function roleFailure(error: unknown, { arn, profile, mfaSerial }: Role, code: string | undefined): TargetError {
  const options = { cause: error };
  const hide = (text: string): string => (code === undefined ? text : text.replaceAll(code, '…'));
  if (mfaSerial !== undefined && /MultiFactorAuthentication failed/i.test((error as Error).message)) {
    return new TargetError(
      'MfaRefused',
      `profile ${profile}: AWS refused the MFA code of ${mfaSerial} for ${arn}`,
      'wait until the device shows the next code, and run it again; check mfa_serial, too',
      options,
    );
  }
  if (isDenied(error)) {
    return new TargetError(
      'AssumeRoleDenied',
      `profile ${profile}: ${arn} may not be assumed (${hide((error as Error).message)})`,
      `check that the role exists, that it trusts the caller, and that sts:AssumeRole is allowed${mfaSerial === undefined ? '; a role that requires MFA needs mfa_serial in the profile' : ''}`,
      options,
    );
  }
  const problem = explain(error, profile);
  return new TargetError(
    problem.code,
    `profile ${profile}: ${arn} cannot be assumed: ${hide(problem.message)}`,
    problem.advice,
    options,
  );
}
