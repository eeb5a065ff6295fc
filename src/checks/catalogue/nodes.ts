import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const TROUBLESHOOTING = page('fleet-manager-troubleshooting-managed-nodes');
const PERMISSIONS = page('setup-instance-permissions');
const ROLE = page('getting-started-create-iam-instance-profile');
const SESSION_ENCRYPTION = page('session-preferences-enable-encryption');
const AGENT_UPDATES = page('ssm-agent-automatic-updates');

/** Explains the ids about nodes: how they register, under which role, with which agent. */
export const nodes: Readonly<Record<string, Entry>> = {
  'instance.not-managed': {
    title: 'an instance runs, but is not managed by Systems Manager',
    effect: 'sessions cannot be started on it',
    verdicts: ['fail', 'info'],
    ref: TROUBLESHOOTING,
  },
  'instance.ping-lost': {
    title: 'a node has not been heard of for a while',
    effect: 'sessions cannot be started on it',
    verdicts: ['fail'],
    ref: TROUBLESHOOTING,
  },
  'instance.not-connected': {
    title: 'a node is online, but holds no channel for sessions',
    effect: 'sessions fail with TargetNotConnected',
    verdicts: ['fail'],
    ref: page('session-manager-troubleshooting'),
  },
  'instance.no-profile': {
    title: 'an instance has no profile, and Default Host Management is off',
    effect: 'its agent has no credentials and cannot register',
    verdicts: ['fail', 'warn'],
    ref: PERMISSIONS,
  },
  'instance.metadata-off': {
    title: 'the metadata service of an instance is off',
    effect: 'its agent gets no credentials and cannot register',
    verdicts: ['fail'],
    ref: PERMISSIONS,
  },
  'instance.deprecated-policy': {
    title: 'a role has AmazonEC2RoleforSSM, which is deprecated',
    effect: 'its nodes may read and write every bucket and log group of the account',
    verdicts: ['warn', 'info'],
    ref: page('security-iam-awsmanpol'),
  },
  'instance.profile-without-role': {
    title: 'the profile of running instances has no role',
    effect: 'their agents have no credentials and cannot register',
    verdicts: ['fail'],
    ref: PERMISSIONS,
  },
  'instance.role-trust': {
    title: 'a role of instances does not trust EC2',
    effect: 'agents there get no credentials, and cannot register',
    verdicts: ['fail', 'unknown'],
    ref: PERMISSIONS,
  },
  'instance.profile-without-ssm': {
    title: 'a role does not let nodes register or open channels',
    effect: 'sessions cannot be started on them',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.logs-permissions': {
    title: 'a role does not let nodes write to the log group',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.kms-decrypt': {
    title: 'a role does not let nodes use the session key',
    effect: 'sessions end at once with "Fetching data key failed"',
    verdicts: ['fail', 'info'],
    ref: SESSION_ENCRYPTION,
  },
  'instance.kms-single-region': {
    title: 'a role lets nodes use the key of another region only',
    effect: 'sessions end at once in this region',
    verdicts: ['fail', 'info'],
    ref: SESSION_ENCRYPTION,
  },
  'instance.s3-permissions': {
    title: 'a role does not let nodes write to the bucket',
    effect: 'sessions are refused where its encryption is required, and otherwise are not logged there',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'instance.kms-via-logs': {
    title: 'a role has no permissions on the key of the encrypted log group',
    effect: 'none today: AWS has begun to require them of whoever writes to such a log group',
    verdicts: ['warn', 'info'],
    ref: page('encrypt-log-data-kms', 'AmazonCloudWatch/latest/logs'),
  },
  'dhmc.role-without-logs': {
    title: 'the role of Default Host Management cannot write to the log group',
    effect: 'sessions are refused where its encryption is required, and otherwise run without being logged',
    verdicts: ['fail', 'info'],
    ref: ROLE,
  },
  'dhmc.role-trust': {
    title: 'the role of Default Host Management does not trust Systems Manager',
    effect: 'instances without a profile get no credentials, and cannot register',
    verdicts: ['fail', 'unknown'],
    ref: page('fleet-manager-default-host-management-configuration'),
  },
  'dhmc.role-missing': {
    title: 'Default Host Management is on with a role that does not exist',
    effect: 'instances without a profile have no credentials and cannot register',
    verdicts: ['fail'],
    ref: page('fleet-manager-default-host-management-configuration'),
  },
  'agent.too-old': {
    title: 'an agent is too old for what is switched on',
    effect: 'sessions fail, or run without streaming logs or shell profiles',
    verdicts: ['fail', 'warn'],
    ref: page('session-manager-prerequisites'),
  },
  'association.missing': {
    title: 'no association keeps the agents up to date',
    effect: 'agents grow old until something newer does not work with them',
    verdicts: ['warn', 'info', 'unknown'],
    ref: AGENT_UPDATES,
  },
  'association.failed': {
    title: 'the last run of an agent update failed on some node',
    effect: 'agents there may be out of date',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.pinned': {
    title: 'an association holds agents at one version',
    effect: 'agents grow old until something newer does not work with them',
    verdicts: ['warn', 'info'],
    ref: page('state-manager-update-ssm-agent-cli'),
  },
  'association.closed': {
    title: 'a change calendar keeps an agent update from running',
    effect: 'agents are not updated as long as it is closed',
    verdicts: ['warn', 'info'],
    ref: page('systems-manager-change-calendar'),
  },
  'association.duplicate': {
    title: 'two associations update the same agents',
    effect: 'each node is updated twice, at different times',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.covers-nothing': {
    title: 'the targets of an agent update match no node',
    effect: 'no agent is updated by it',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.uncovered': {
    title: 'the agent updates that there are leave a node out',
    effect: 'its agent grows old, unless it is updated in another way',
    verdicts: ['info'],
    ref: AGENT_UPDATES,
  },
  'instance.hybrid-role-trust': {
    title: 'the role of hybrid nodes does not trust Systems Manager',
    effect: 'their agents get no credentials, and lose contact',
    verdicts: ['fail', 'unknown'],
    ref: page('hybrid-multicloud-service-role'),
  },
  'instance.hybrid-role-missing': {
    title: 'the role of hybrid nodes does not exist',
    effect: 'their agents get no credentials, and lose contact',
    verdicts: ['fail'],
    ref: page('hybrid-multicloud-service-role'),
  },
  'hybrid.tier': {
    title: 'there is a hybrid node, and the instance tier is not the advanced one',
    effect: 'sessions cannot be started on it; the advanced tier is charged',
    verdicts: ['fail'],
    ref: page('fleet-manager-enable-advanced-instances-tier'),
  },
};
