import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const PERMISSIONS = page('setup-instance-permissions');
const ROLE = page('getting-started-create-iam-instance-profile');
const SESSION_ENCRYPTION = page('session-preferences-enable-encryption');
const HOST_MANAGEMENT = page('fleet-manager-default-host-management-configuration');
const HYBRID = page('hybrid-multicloud-service-role');

/** Explains the ids about the roles under which agents work. */
export const roles: Readonly<Record<string, Entry>> = {
  'instance.deprecated-policy': {
    title: 'a role has AmazonEC2RoleforSSM, which is deprecated',
    looksAt: 'the managed policies of the roles that instance profiles hand out',
    effect: 'its nodes may read and write every bucket and log group of the account',
    clears:
      'attach AmazonSSMManagedInstanceCore, and a policy with what else its nodes need, and only then detach AmazonEC2RoleforSSM',
    verdicts: ['warn', 'info'],
    ref: page('security-iam-awsmanpol'),
  },
  'instance.profile-without-role': {
    title: 'the profile of running instances has no role',
    looksAt: 'the instance profiles of running instances, and the role in each',
    effect: 'their agents have no credentials and cannot register',
    clears:
      'put a role that trusts EC2, and under which nodes may register, into the profile: aws iam add-role-to-instance-profile',
    verdicts: ['fail'],
    ref: PERMISSIONS,
  },
  'instance.role-trust': {
    title: 'a role of instances does not trust EC2',
    looksAt: 'the trust policies of the roles in the instance profiles of nodes',
    effect: 'agents there get no credentials, and cannot register',
    clears:
      'add a statement to its trust policy that allows EC2 sts:AssumeRole, and keep those that are there; take away a Deny of it',
    verdicts: ['fail', 'unknown'],
    ref: PERMISSIONS,
  },
  'instance.profile-without-ssm': {
    title: 'a role does not let nodes register or open channels',
    looksAt: 'what IAM allows the roles of nodes, of that which agents call to register and to hold channels',
    effect: 'sessions cannot be started on them',
    clears:
      'attach AmazonSSMManagedInstanceCore, or run session-manager setup --grant; where a Deny or a permissions boundary forbids it, no further permission helps: change that',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.logs-permissions': {
    title: 'a role does not let nodes write to the log group',
    looksAt:
      'what IAM allows the roles of nodes on the log group: to see whether it is encrypted, and to write streams and events',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    clears:
      'give the role what it lacks: session-manager setup --grant, or the policy that session-manager policy instance prints; change a Deny or a permissions boundary that forbids it',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.kms-decrypt': {
    title: 'a role does not let nodes use the session key',
    looksAt: 'whether IAM, the policy of the session key and its grants allow the roles of nodes kms:Decrypt',
    effect: 'sessions end at once with "Fetching data key failed"',
    clears:
      'give the role what it lacks: session-manager setup --grant; where the key policy keeps it out, change that as the finding says',
    verdicts: ['fail', 'info'],
    ref: SESSION_ENCRYPTION,
  },
  'instance.kms-single-region': {
    title: 'a role lets nodes use the key of another region only',
    looksAt:
      'the regions of the keys that the roles of nodes may use, since a role is one for all regions and a key is not',
    effect: 'sessions end at once in this region',
    clears:
      'allow kms:Decrypt by the alias of the key, which leads to the key of each region: session-manager setup --grant does',
    verdicts: ['fail', 'info'],
    ref: SESSION_ENCRYPTION,
  },
  'instance.s3-permissions': {
    title: 'a role does not let nodes write to the bucket',
    looksAt:
      'whether IAM, the policy of the bucket and that of its key let the roles of nodes write logs there, and see how it is encrypted',
    effect: 'sessions are refused where its encryption is required, and otherwise are not logged there',
    clears:
      'give the role what it lacks: session-manager setup --grant; where the policy of the bucket or of its key keeps it out, change that as the finding says',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.kms-via-logs': {
    title: 'a role has no permissions on the key of the encrypted log group',
    looksAt: 'whether the roles of nodes may use the key of the log group by way of CloudWatch Logs (kms:ViaService)',
    effect: 'none today: AWS has begun to require them of whoever writes to such a log group',
    clears: 'give the role what it lacks, for requests by way of CloudWatch Logs only: session-manager setup --grant',
    verdicts: ['warn', 'info'],
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  },
  'instance.hybrid-role-trust': {
    title: 'the role of hybrid nodes does not trust Systems Manager',
    looksAt: 'the trust policies of the roles with which hybrid nodes were registered',
    effect: 'their agents get no credentials, and lose contact',
    clears:
      'add a statement to its trust policy that allows ssm.amazonaws.com sts:AssumeRole for this account only (aws:SourceAccount), and keep those that are there',
    verdicts: ['fail', 'unknown'],
    ref: HYBRID,
  },
  'instance.hybrid-role-missing': {
    title: 'the role of hybrid nodes does not exist',
    looksAt: 'whether the roles with which hybrid nodes were registered exist',
    effect: 'their agents get no credentials, and lose contact',
    clears:
      'create it again under the same name, which nodes keep: with trust in ssm.amazonaws.com for this account only, and AmazonSSMManagedInstanceCore',
    verdicts: ['fail'],
    ref: HYBRID,
  },
  'dhmc.role-without-logs': {
    title: 'the role of Default Host Management cannot write to the log group',
    looksAt: 'what IAM allows the role of Default Host Management on the log group',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    clears:
      'give the role what it lacks: session-manager setup --grant, or the policy that session-manager policy instance prints',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'dhmc.role-trust': {
    title: 'the role of Default Host Management does not trust Systems Manager',
    looksAt: 'the trust policy of the role that Default Host Management names',
    effect: 'instances without a profile get no credentials, and cannot register',
    clears:
      'add a statement to its trust policy that allows ssm.amazonaws.com sts:AssumeRole, and keep those that are there; take away a Deny of it',
    verdicts: ['fail', 'unknown'],
    ref: HOST_MANAGEMENT,
  },
  'dhmc.role-missing': {
    title: 'Default Host Management is on with a role that does not exist',
    looksAt: 'the role that the setting of Default Host Management names in each region, and whether it exists',
    effect: 'instances without a profile have no credentials and cannot register',
    clears:
      'create the role with trust in ssm.amazonaws.com and AmazonSSMManagedEC2InstanceDefaultPolicy, or name one that exists; turn the setting off only where no instance runs',
    verdicts: ['fail'],
    ref: HOST_MANAGEMENT,
  },
};
