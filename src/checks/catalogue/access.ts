import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const ENDPOINTS = page('setup-create-vpc');
const PRIVATELINK = page('session-manager-getting-started-privatelink');
const PRIVATE_DNS = page('create-interface-endpoint', 'vpc/latest/privatelink');
const QUICKSTART = page('getting-started-restrict-access-quickstart');
const CLI = page('getting-started-install', 'cli/latest/userguide');

/** Explains the ids about the way from nodes to AWS, and from the caller to nodes. */
export const access: Readonly<Record<string, Entry>> = {
  'vpc.endpoint-ssm': {
    title: 'nodes have no way to the ssm service',
    effect: 'they cannot register',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-ssmmessages': {
    title: 'nodes have no way to the ssmmessages service',
    effect: 'sessions cannot be started on them',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-ec2messages': {
    title: 'nodes with an agent before 3.3.40.0 have no way to the ec2messages service',
    effect: 'such agents may take no commands',
    verdicts: ['warn'],
    ref: page('systems-manager-setting-up-messageAPIs'),
  },
  'vpc.endpoint-kms': {
    title: 'sessions are encrypted, and nodes have no way to KMS',
    effect: 'sessions end at once',
    verdicts: ['fail', 'warn'],
    ref: PRIVATELINK,
  },
  'vpc.endpoint-logs': {
    title: 'sessions are logged, and nodes have no way to CloudWatch Logs',
    effect: 'sessions keep waiting for it and are not logged',
    verdicts: ['fail', 'warn'],
    ref: 'https://github.com/aws/amazon-ssm-agent/issues/639',
  },
  'vpc.endpoint-s3': {
    title: 'nodes have no way to S3',
    effect: 'agents cannot be updated; with a bucket in the preferences, sessions are refused or not logged there',
    verdicts: ['fail', 'warn', 'info'],
    ref: PRIVATELINK,
  },
  'vpc.endpoint-state': {
    title: 'a VPC endpoint is not available',
    effect: 'nodes that have no other way do not reach its service',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.endpoint-policy': {
    title: 'the policy of a VPC endpoint refuses what nodes call',
    effect: 'nodes do not reach its service',
    verdicts: ['fail', 'warn'],
    ref: PRIVATELINK,
  },
  'vpc.private-dns': {
    title: 'the private DNS of a VPC endpoint is off',
    effect: 'nodes that have no other way do not find its service',
    verdicts: ['fail', 'warn'],
    ref: PRIVATE_DNS,
  },
  'vpc.dns': {
    title: 'DNS support or DNS hostnames are off in a VPC, or it has resolvers of its own',
    effect: 'nodes do not find the services that sessions need, or not the endpoints for them',
    verdicts: ['fail', 'warn'],
    ref: PRIVATE_DNS,
  },
  'vpc.dns-zone': {
    title: 'a private hosted zone of a VPC has no record for a service that its nodes need',
    effect: 'nodes do not find that service: what the zone does not have does not exist',
    verdicts: ['fail', 'warn'],
    ref: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/hosted-zone-private-considerations.html',
  },
  'vpc.dns-not-read': {
    title: 'all nodes of a VPC are lost, and not all that decides about names there is read',
    effect: 'nodes may not find the services that sessions need',
    verdicts: ['unknown'],
    ref: 'https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resolver-dns-firewall.html',
  },
  'vpc.security-group': {
    title: 'the security group of a VPC endpoint does not let nodes in on port 443',
    effect: 'nodes do not reach its service',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.egress': {
    title: 'the security group of nodes does not let them out on port 443',
    effect: 'nodes do not reach the services that sessions need',
    verdicts: ['fail', 'warn'],
    ref: ENDPOINTS,
  },
  'vpc.network-acl': {
    title: 'a network ACL blocks port 443, or the answers to high ports',
    effect: 'nodes do not reach the services that sessions need',
    verdicts: ['fail', 'warn'],
    ref: page('custom-network-acl', 'vpc/latest/userguide'),
  },
  'vpc.route': {
    title: 'the way of nodes to the internet breaks off, at a route or behind a NAT',
    effect: 'nodes do not reach the services that sessions need',
    verdicts: ['fail', 'warn'],
    ref: page('nat-gateway-troubleshooting', 'vpc/latest/userguide'),
  },
  'vpc.public-access-block': {
    title: 'VPC Block Public Access keeps nodes from the internet, their way to services',
    effect: 'nodes do not reach the services that sessions need',
    verdicts: ['fail', 'warn'],
    ref: page('security-vpc-bpa', 'vpc/latest/userguide'),
  },
  'user.access': {
    title: 'where somebody may start sessions, by which documents, and what is logged',
    effect: 'it is said of those who are asked about by --principal; it fails for somebody who does not exist',
    verdicts: ['fail', 'info'],
    ref: page('getting-started-restrict-access-examples'),
  },
  'user.start-session': {
    title: 'the caller may not start sessions on any node that was tried',
    effect: 'these credentials cannot open sessions',
    verdicts: ['warn', 'info'],
    ref: QUICKSTART,
  },
  'user.document-resource': {
    title: 'the caller may not use the session document',
    effect: 'a shell cannot be started, although the node is allowed',
    verdicts: ['fail'],
    ref: page('getting-started-default-session-document'),
  },
  'user.open-data-channel': {
    title: 'the caller may not open the data channel of sessions',
    effect: 'sessions are started, but cannot be joined',
    verdicts: ['fail'],
    ref: QUICKSTART,
  },
  'user.generate-data-key': {
    title: 'the caller may not use the session key',
    effect: 'sessions fail with "Error calling KMS GenerateDataKey API"',
    verdicts: ['fail'],
    ref: page('session-preferences-enable-encryption'),
  },
  'user.document-access-check': {
    title: 'the caller is allowed certain documents, without the document access check',
    effect: 'the default shell can be started all the same',
    verdicts: ['warn'],
    ref: page('list_awssystemsmanager', 'service-authorization/latest/reference'),
  },
  'user.terminate-any': {
    title: 'the caller may end or resume sessions of others',
    effect: "somebody else's session can be ended or taken over",
    verdicts: ['warn'],
    ref: page('getting-started-restrict-access-examples'),
  },
  'user.own-sessions': {
    title: 'the caller may not resume or end their own sessions',
    effect: 'a session whose connection is lost is over, or stays open until it has been idle for long',
    verdicts: ['info'],
    ref: QUICKSTART,
  },
  'user.ssh-key': {
    title: 'the caller may start sessions for SSH, but not push the key for it',
    effect: 'SSH with a one-time key is refused; keys of your own work',
    verdicts: ['info'],
    ref: page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
  },
  'bypass.ssh': {
    title: 'somebody may start sessions that carry SSH or a port',
    effect: 'what is done in them is never logged',
    verdicts: ['warn', 'info'],
    ref: page('session-manager-logging'),
  },
  'bypass.document': {
    title: 'somebody may start sessions by documents that do not log as the preferences do',
    effect: 'what is done in them is not logged, or elsewhere',
    verdicts: ['warn', 'info'],
    ref: page('getting-started-specify-session-document'),
  },
  'bypass.commands': {
    title: 'somebody may run any command on nodes without a session',
    effect: 'the log of sessions says nothing of it',
    verdicts: ['warn', 'info'],
    ref: page('run-command-setting-up'),
  },
  'bypass.instance-connect': {
    title: 'somebody may send SSH keys to instances',
    effect: 'where the network lets them in, no session is needed, and none is logged',
    verdicts: ['info'],
    ref: page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
  },
  'bypass.remote-desktop': {
    title: 'somebody may use Remote Desktop of Fleet Manager',
    effect: 'what is done there is not in the log of sessions, though it can be recorded elsewhere',
    verdicts: ['info'],
    ref: page('fleet-manager-remote-desktop-connections'),
  },
  'bypass.preferences': {
    title: 'somebody may change or delete the preferences of sessions',
    effect: 'logging can be turned off',
    verdicts: ['warn', 'info'],
    ref: page('preference-setting-permissions'),
  },
  'bypass.erase': {
    title: 'somebody may delete what was logged of sessions',
    effect: 'what was done in them can no longer be shown',
    verdicts: ['warn', 'info'],
    ref: page('iam-access-control-overview-cwl', 'AmazonCloudWatch/latest/logs'),
  },
  'bypass.administrator': {
    title: 'an administrator can avoid the log of sessions',
    effect: 'nothing, by itself: it is good to know who can',
    verdicts: ['info'],
    ref: page('orgs_manage_policies_scps', 'organizations/latest/userguide'),
  },
  'client.cli': {
    title: 'the AWS CLI is missing on this machine, or too old',
    effect: 'nothing, by itself: `session-manager start` does not need it, only `aws ssm start-session` does',
    verdicts: ['info'],
    ref: CLI,
  },
  'client.plugin': {
    title: 'the Session Manager plugin is missing on this machine, or too old',
    effect: 'nothing, by itself: `session-manager start` does not need it, only `aws ssm start-session` does',
    verdicts: ['info'],
    ref: page('session-manager-working-with-install-plugin'),
  },
  'client.ssh-config': {
    title: 'SSH on this machine does not reach nodes through Session Manager',
    effect: 'ssh and scp need a route to the node',
    verdicts: ['warn', 'info'],
    ref: page('session-manager-getting-started-enable-ssh-connections'),
  },
  'client.node': {
    title: 'this machine runs Node 20',
    effect: 'versions of the AWS SDK from January 2027 on will not run there',
    verdicts: ['info'],
    ref: 'https://aws.amazon.com/blogs/developer/aws-sdk-for-javascript-aligns-with-node-js-release-schedule/',
  },
  'region.disabled': {
    title: 'a region is not enabled in the account',
    effect: 'nothing can be checked there',
    verdicts: ['unknown'],
    ref: page('manage-acct-regions', 'accounts/latest/reference'),
  },
  'region.scp-denied': {
    title: 'a policy of the organization closes a region',
    effect: 'nothing can be checked there',
    verdicts: ['unknown'],
    ref: page('orgs_manage_policies_scps', 'organizations/latest/userguide'),
  },
};
