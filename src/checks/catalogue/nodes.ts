import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const TROUBLESHOOTING = page('fleet-manager-troubleshooting-managed-nodes');
const PERMISSIONS = page('setup-instance-permissions');
const AGENT_UPDATES = page('ssm-agent-automatic-updates');

/** Explains the ids about nodes: whether they are there and connected, and how old their agents are. */
export const nodes: Readonly<Record<string, Entry>> = {
  'instance.not-managed': {
    title: 'an instance runs, but is not managed by Systems Manager',
    looksAt: 'the running instances that Systems Manager does not know, by their own id or as a hybrid node',
    effect: 'sessions cannot be started on it',
    clears:
      'see that its agent runs, that its role may register, and that it reaches the ssm endpoint on port 443; where other findings are the cause, clear these',
    verdicts: ['fail', 'info'],
    ref: TROUBLESHOOTING,
  },
  'instance.ping-lost': {
    title: 'a node has not been heard of for a while',
    looksAt: 'the ping status of the nodes whose instances run, and of hybrid nodes',
    effect: 'sessions cannot be started on it',
    clears:
      'on the node: check that the agent runs and reaches its endpoints (ssm-cli get-diagnostics --output table), then restart it; where other findings are the cause, clear these',
    verdicts: ['fail'],
    ref: TROUBLESHOOTING,
  },
  'instance.not-connected': {
    title: 'a node is online, but holds no channel for sessions',
    looksAt:
      'the connection status of nodes that are online: of each with --every-node or where they are few, otherwise of the doubtful ones and a sample',
    effect: 'sessions fail with TargetNotConnected',
    clears:
      'allow its role ssmmessages:CreateControlChannel and ssmmessages:OpenControlChannel, check that it reaches ssmmessages on port 443, then restart the agent',
    verdicts: ['fail'],
    ref: page('session-manager-troubleshooting'),
  },
  'instance.no-profile': {
    title: 'an instance has no profile, and Default Host Management is off',
    looksAt: 'the running instances without an instance profile, and whether Default Host Management gives them a role',
    effect: 'its agent has no credentials and cannot register',
    clears:
      'give it an instance profile whose role has AmazonSSMManagedInstanceCore: aws ec2 associate-iam-instance-profile; or turn Default Host Management on',
    verdicts: ['fail', 'warn'],
    ref: PERMISSIONS,
  },
  'instance.metadata-off': {
    title: 'the metadata service of an instance is off',
    looksAt: 'the metadata options of running instances',
    effect: 'its agent gets no credentials and cannot register',
    clears:
      'turn it on, for requests with a token only: aws ec2 modify-instance-metadata-options --http-endpoint enabled --http-tokens required',
    verdicts: ['fail'],
    ref: PERMISSIONS,
  },
  'agent.too-old': {
    title: 'an agent is too old for what is switched on',
    looksAt:
      'the version of the agent of each node, and what the preferences turn on: encryption, streaming logs, shell profiles; or Default Host Management',
    effect: 'sessions fail, or run without streaming logs or shell profiles',
    clears:
      'update it: aws ssm send-command --document-name AWS-UpdateSSMAgent, or by hand on a node that is not online; session-manager setup keeps agents up to date',
    verdicts: ['fail', 'warn'],
    ref: page('session-manager-prerequisites'),
  },
  'association.missing': {
    title: 'no association keeps the agents up to date',
    looksAt:
      'the associations of AWS-UpdateSSMAgent that run again and again, and whether there are nodes that need one',
    effect: 'agents grow old until something newer does not work with them',
    clears:
      'create one with session-manager setup; where agents are updated in another way, --no-agent-update leaves the question out',
    verdicts: ['warn', 'info', 'unknown'],
    ref: AGENT_UPDATES,
  },
  'association.failed': {
    title: 'the last run of an agent update failed on some node',
    looksAt: 'the status of the last run of each agent update',
    effect: 'agents there may be out of date',
    clears:
      'see where and why with aws ssm describe-association-executions, and repair that: its next run clears the finding',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.pinned': {
    title: 'an association holds agents at one version',
    looksAt: 'the parameters of each agent update, and the version of the document that it runs',
    effect: 'agents grow old until something newer does not work with them',
    clears:
      'take the version out of the association in State Manager; from elsewhere, pass everything else again, since UpdateAssociation resets what is left out',
    verdicts: ['warn', 'info'],
    ref: page('state-manager-update-ssm-agent-cli'),
  },
  'association.closed': {
    title: 'a change calendar keeps an agent update from running',
    looksAt: 'the change calendars that an agent update waits for, and whether they are open',
    effect: 'agents are not updated as long as it is closed',
    clears:
      'wait until the calendar opens, or take it out of the association in State Manager if it is not meant for agents',
    verdicts: ['warn', 'info'],
    ref: page('systems-manager-change-calendar'),
  },
  'association.duplicate': {
    title: 'two associations update the same agents',
    looksAt: 'the nodes that each agent update reaches, by its targets and their tags',
    effect: 'each node is updated twice, at different times',
    clears:
      'change the targets of one so that no node belongs to both; delete one only where the other reaches all of its nodes, and those who made it agree',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.covers-nothing': {
    title: 'the targets of an agent update match no node',
    looksAt: 'the nodes that each agent update reaches, by its targets and their tags',
    effect: 'no agent is updated by it',
    clears:
      'have it reach nodes: give them its tags, or run session-manager setup --agent-update-targets all; delete it only if it is not meant for nodes to come',
    verdicts: ['warn'],
    ref: AGENT_UPDATES,
  },
  'association.uncovered': {
    title: 'the agent updates that there are leave a node out',
    looksAt: 'the nodes that no agent update reaches, where one reaches others',
    effect: 'its agent grows old, unless it is updated in another way',
    clears:
      'give it the tags by which an agent update chooses its nodes, or widen the targets of one; nothing has to be done where it is updated in another way',
    verdicts: ['info'],
    ref: AGENT_UPDATES,
  },
  'hybrid.tier': {
    title: 'there is a hybrid node, and the instance tier is not the advanced one',
    looksAt: 'the hybrid nodes of a region, and the instance tier of the account there',
    effect: 'sessions cannot be started on it; the advanced tier is charged',
    clears:
      'turn the advanced tier on, if all hybrid nodes of the account and region may be charged for by the hour: aws ssm update-service-setting --setting-id /ssm/managed-instance/activation-tier --setting-value advanced',
    verdicts: ['fail'],
    ref: page('fleet-manager-enable-advanced-instances-tier'),
  },
};
