import type { RegionAudit } from '../../audit/region.ts';
import type { Gap } from '../../audit/gap.ts';
import { logObjects } from '../../policies/needs/configuration.ts';
import { statementName } from '../../policies/reading/policy.ts';
import { hint, type Remedy } from '../remedy.ts';
import { sparing } from '../sparing.ts';

/** Advises what to change in the policy of the bucket, since nothing that is granted to the role would help. */
export async function bucketRemedy(
  facts: RegionAudit,
  { role, cause, actions, statements = [] }: Pick<Gap, 'role' | 'cause' | 'actions' | 'statements'>,
): Promise<Remedy> {
  const { bucket } = await facts.configuration();
  const name = bucket?.name ?? '';
  if (statements.length === 0) {
    const readable = await facts.bucketNamed(name).then(
      () => true,
      () => false,
    );
    if (readable)
      return hint('allow these credentials s3:GetBucketPolicy: session-manager policy operator --for doctor');
    const partition = facts.target.partition.name;
    return {
      kind: 'statement',
      lead: `allow these credentials to read bucket ${name}; if it is of another account, have its owner add this statement to its policy, unless it has one like it`,
      statement: {
        Effect: 'Allow',
        Principal: { AWS: role.arn },
        // An upload to another account's bucket sets an ACL, too.
        Action: actions.flatMap((action) => (action === 's3:PutObject' ? [action, 's3:PutObjectAcl'] : [action])),
        Resource: [
          ...(actions.includes('s3:PutObject') && bucket ? [`${logObjects(bucket, partition)}*`] : []),
          ...(actions.includes('s3:GetEncryptionConfiguration') ? [`arn:${partition}:s3:::${name}`] : []),
        ],
      },
    };
  }
  const one = statements.length === 1;
  const policy = (await facts.bucketPolicy(name).catch(() => undefined)) ?? { Statement: statements };
  const names = statements.map((each) => statementName(policy, each).replace('statement ', ''));
  const which = `${one ? 'statement' : 'statements'} ${names.join(', ')}`;
  if (cause === 'bucket-conditional' || cause === 'bucket-unclear') {
    const keys = statements.flatMap(({ Condition }) =>
      Object.values(Condition ?? {}).flatMap((each) => Object.keys(each)),
    );
    const by = keys.length > 0 ? ` by ${[...new Set(keys)].join(', ')}` : '';
    const open = cause === 'bucket-unclear';
    return hint(
      `start a session on a node that works under it, end it, and look for its log in bucket ${name}; if there is none, look at ${open ? which.replace('each Deny', 'each Allow') : which} of the policy of the bucket, which may ${open ? 'not allow' : 'deny'} it${by}`,
    );
  }
  const spared = statements.map((each) => sparing(each, role.arn));
  return {
    kind: 'statement',
    lead: `no further permission helps: in the policy of bucket ${name}, replace ${which} by ${one ? 'this one, which spares' : 'these, which spare'} the role`,
    statement: one ? (spared[0] ?? {}) : spared,
  };
}
