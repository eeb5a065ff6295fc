import { createHash } from 'node:crypto';
import { identityStatements } from '../../iam/identity-policy.ts';
import { AwsError } from '../../protocols/aws-error.ts';
import { integer, list, required, structure, text } from '../../protocols/shape.ts';
import { type Context, reads, type Service, writes } from '../operation.ts';
import { textIn } from '../permission.ts';
import { isoTime } from '../times.ts';

const printable = String.raw`[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]+`;
const arn = text({ min: 20, max: 2048, pattern: printable });
const tagKey = text({ min: 1, max: 128, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]+` });
const tagValue = text({ max: 256, pattern: String.raw`[\p{L}\p{Z}\p{N}_.:/=+\-@]*` });
const sessionName = text({ min: 2, max: 64, pattern: String.raw`[\w+=,.@\-]*` });

const webIdentityInput = structure({
  RoleArn: required(arn),
  RoleSessionName: required(sessionName),
  WebIdentityToken: required(text({ min: 4, max: 20_000 })),
  ProviderId: text({ min: 4, max: 2048 }),
  PolicyArns: list(structure({ arn })),
  Policy: text({ min: 1, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` }),
  DurationSeconds: integer({ min: 900, max: 43_200 }),
});

const assumeRoleInput = structure({
  RoleArn: required(arn),
  RoleSessionName: required(sessionName),
  PolicyArns: list(structure({ arn })),
  Policy: text({ min: 1, pattern: String.raw`[\u0009\u000A\u000D\u0020-\u00FF]+` }),
  DurationSeconds: integer({ min: 900, max: 43_200 }),
  Tags: list(structure({ Key: required(tagKey), Value: required(tagValue) }), { max: 50 }),
  TransitiveTagKeys: list(tagKey, { max: 50 }),
  ExternalId: text({ min: 2, max: 1224, pattern: String.raw`[\w+=,.@:\/\-]*` }),
  SerialNumber: text({ min: 9, max: 256, pattern: String.raw`[\w+=/:,.@\-]*` }),
  TokenCode: text({ min: 6, max: 6, pattern: String.raw`[\d]*` }),
  SourceIdentity: sessionName,
  ProvidedContexts: list(structure({ ProviderArn: arn, ContextAssertion: text({ min: 4, max: 2048 }) }), {
    min: 1,
    max: 5,
  }),
});

export const sts: Service = {
  name: 'sts',
  protocol: 'query',
  version: '2011-06-15',
  namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
  invalid: 'ValidationError',
  internal: 'InternalFailure',
  permissions: {
    // Nothing can deny it.
    GetCallerIdentity: () => [],
    AssumeRole: (_context, input) => [{ resource: textIn(input, 'RoleArn') }],
    // Nobody signs it, so there is nobody whose policies could be asked.
    AssumeRoleWithWebIdentity: () => [],
  },
  operations: {
    GetCallerIdentity: reads(structure({}), ({ caller }) => ({
      UserId: caller.userId,
      Account: caller.account,
      Arn: caller.arn,
    })),
    AssumeRole: writes(assumeRoleInput, (context, input) => {
      const { caller } = context;
      const role = roleIn(context, input.RoleArn);
      if (caller.assumed && (input.DurationSeconds ?? 0) > 3600) {
        throw new AwsError(
          'ValidationError',
          'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
        );
      }
      if ((input.DurationSeconds ?? 0) > longestSession(context, role)) {
        throw new AwsError(
          'ValidationError',
          'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
        );
      }
      checkPolicy(input.Policy);
      if (isClosed(context, role.account)) {
        throw new AwsError(
          'AccessDenied',
          `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${input.RoleArn}`,
          403,
        );
      }
      return { ...begin(context, role, input), SourceIdentity: input.SourceIdentity };
    }),
    AssumeRoleWithWebIdentity: writes(webIdentityInput, (context, input) => {
      const role = roleIn(context, input.RoleArn);
      if (isClosed(context, role.account)) {
        throw new AwsError('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity', 403);
      }
      return begin(context, role, input);
    }),
  },
};

interface Role {
  readonly arn: string;
  readonly account: string;
  readonly name: string;
}

function roleIn({ partition }: Context, roleArn: string): Role {
  const [, partitionId, account = '', path = ''] = /^arn:([\w-]+):iam::(\d{12}):role\/(.+)$/.exec(roleArn) ?? [];
  const name = path.split('/').at(-1) ?? '';
  if (partitionId !== partition.id || !/^[\w+=,.@-]{1,64}$/.test(name)) {
    throw new AwsError('ValidationError', `${roleArn} is invalid`);
  }
  return { arn: roleArn, account, name };
}

/** Gives the most seconds that a role allows; one that the state does not have allows all that AWS does. */
function longestSession({ state }: Context, { account, name }: Role): number {
  const role = state.iam[account]?.roles[name];
  return role ? (role.maxSessionDuration ?? 3600) : 43_200;
}

function checkPolicy(policy: string | undefined): void {
  if (policy === undefined) return;
  if (policy.length > 2048) {
    const rule = 'Member must have length less than or equal to 2048';
    throw new AwsError(
      'ValidationError',
      `1 validation error detected: Value at 'policy' failed to satisfy constraint: ${rule}`,
    );
  }
  if (identityStatements(policy).length === 0)
    throw new AwsError('MalformedPolicyDocument', 'Syntax errors in policy.');
}

function isClosed({ state, faults }: Context, account: string): boolean {
  const member = state.organization?.accounts.find((candidate) => candidate.id === account);
  if (faults.deniedAccounts?.includes(account)) return true;
  return member !== undefined && (member.state !== 'ACTIVE' || member.shut === true);
}

/** Begins a session. The same role and session name always gets the same credentials, so that the state does not grow. */
function begin(
  { state, partition, now, faults }: Context,
  { arn: roleArn, account, name }: Role,
  {
    RoleSessionName: session,
    DurationSeconds: seconds = 3600,
    Policy: policy,
  }: { RoleSessionName: string; DurationSeconds?: number | undefined; Policy?: string | undefined },
): object {
  const digest = createHash('sha256')
    .update([roleArn, session, policy ?? []].flat().join(' '))
    .digest('hex')
    .toUpperCase();
  const accessKeyId = `ASIA${digest.slice(0, 16)}`;
  const madeUp = `AROA${createHash('sha256').update(roleArn).digest('hex').slice(0, 17).toUpperCase()}`;
  const begun = {
    account,
    arn: `arn:${partition.id}:sts::${account}:assumed-role/${name}/${session}`,
    userId: `${state.iam[account]?.roles[name]?.id ?? madeUp}:${session}`,
    secret: digest.slice(16, 56),
    token: `sandbox-session-token-${digest}`,
    expires: isoTime(now + Math.min(seconds, faults.sessionSeconds ?? seconds) * 1000),
    ...(policy !== undefined && { policy }),
  };
  state.sessions[accessKeyId] = begun;
  return {
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretAccessKey: begun.secret,
      SessionToken: begun.token,
      Expiration: begun.expires,
    },
    AssumedRoleUser: { AssumedRoleId: begun.userId, Arn: begun.arn },
  };
}
