import type { RegionAudit } from '../../audit/region.ts';
import { unlessDenied } from '../../aws/errors.ts';
import type { AccountBlock } from '../../facts/account-block.ts';
import type { Bucket } from '../../facts/bucket.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand, type Command, type Remedy } from '../remedy.ts';

/**
 * Checks that nobody but its account may use the bucket that the preferences name, or could be let in. What its own public access block
 * leaves open, that of the account may close, and object ownership, which disables ACLs: these are read only then.
 */
export const publicAccess: RegionCheck = {
  scope: 'region',
  ids: ['s3.public'],

  async run(facts) {
    if ((await facts.settings())?.bucket === undefined) return undefined;
    const bucket = await facts.bucket();
    const found = bucket && (await openness(facts, bucket));
    return found ? [found] : [];
  },
};

async function openness(facts: RegionAudit, bucket: Bucket): Promise<Observation | undefined> {
  if (!bucket.isPublic && bucket.publicAccessBlocked !== false) return undefined;
  const account = await accountBlockOf(facts, bucket);
  if (typeof account === 'string') return unsettled(facts, bucket, account);
  const isRestricted = bucket.policyRestricted ?? account.restrictsPolicies;
  const found = (verdict: 'fail' | 'warn' | 'info', summary: string): Observation => ({
    ...about(bucket),
    verdict,
    summary,
    remedy: close(facts, bucket),
  });
  if (bucket.isPublic && !isRestricted) {
    return found('fail', 'its policy is public: everybody may read what is typed in sessions');
  }
  const acl = bucket.aclsIgnored || account.ignoresAcls ? CLOSED : await unlessDenied(facts.bucketAcl(bucket.name));
  if (acl && acl.given.length > 0) {
    return found('fail', `its ACL gives ${acl.given.join(', ')} to everybody: others may ${abilityBy(acl.given)}`);
  }
  // Nobody but its own account could then read it by a policy, and agents send no ACL that is public.
  if (isRestricted) {
    if (acl) return acl.disabled ? undefined : found('info', NOT_IGNORED);
    return { ...about(bucket), verdict: 'unknown', ...denied('s3:GetBucketAcl', 'its ACL, which is not ignored') };
  }
  const ways = acl?.disabled ? 'a policy' : 'a policy or an ACL';
  return found('warn', `its public access block is not on: ${ways} could make session logs public`);
}

const CLOSED = { disabled: true, given: [] } as const;

const NOT_IGNORED = 'its public access block does not ignore ACLs: one could make session logs public';

const about = ({ name }: Bucket): Pick<Observation, 'check' | 'subject' | 'ref'> => ({
  check: 's3.public',
  subject: `bucket/${name}`,
  ref: page('access-control-block-public-access', 'AmazonS3/latest/userguide'),
});

/** Says what permissions of an ACL let others do: https://docs.aws.amazon.com/AmazonS3/latest/userguide/acl-overview.html#permissions */
function abilityBy(given: readonly string[]): string {
  const can = (permission: string): boolean => given.includes(permission) || given.includes('FULL_CONTROL');
  if (can('WRITE_ACP')) return 'open it to whomever they like';
  if (can('WRITE')) return 'replace and delete session logs';
  return can('READ') ? 'list session logs' : 'read who may use it';
}

/** Reads the public access block of the account: `denied` to the credentials, or `elsewhere`, where the bucket is of another account. */
async function accountBlockOf(facts: RegionAudit, { name }: Bucket): Promise<AccountBlock | 'denied' | 'elsewhere'> {
  if (!(await facts.ownsBucket(name))) return 'elsewhere';
  return (await unlessDenied(facts.accountBlock())) ?? 'denied';
}

function unsettled(facts: RegionAudit, bucket: Bucket, why: 'denied' | 'elsewhere'): Observation {
  const seems = bucket.isPublic ? 'its policy is public' : 'its own public access block is not on';
  if (why === 'denied') {
    const what = `${seems}, and the public access block of the account, which may close it`;
    return { ...about(bucket), verdict: 'unknown', ...denied('s3:GetAccountPublicAccessBlock', what) };
  }
  return {
    ...about(bucket),
    verdict: 'unknown',
    summary: `${seems}, and it cannot be seen here whether that of the account that owns it closes it`,
    remedy: close(facts, bucket),
  };
}

/** Says that what decides may not be read. */
const denied = (action: string, what: string): Pick<Observation, 'summary' | 'remedy' | 'unread'> => ({
  summary: `${what}, cannot be read: ${action} is denied to these credentials`,
  remedy: {
    kind: 'statement',
    lead: 'allow it',
    statement: { Effect: 'Allow', Action: action, Resource: '*' },
    alternative: 'all that is read: session-manager policy operator --for doctor',
  },
  unread: [action],
});

function close(facts: RegionAudit, { name, region }: Bucket): Remedy {
  const command: Command = awsCommand({ target: { ...facts.target, region } }, ['s3api', 'put-public-access-block'], {
    bucket: name,
    'public-access-block-configuration':
      'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
  });
  return {
    kind: 'commands',
    // Its policy stays, but is for its own account and for services only then.
    lead: 'if nobody outside of the account is to use the bucket by its policy or its ACL',
    commands: [command],
  };
}
