import { page } from '../page.ts';
import type { Entry } from './entry.ts';

const ONLY_AWS = 'nothing, by itself: session-manager start does not need it, only aws ssm start-session does';

/** Explains the ids about where session-manager runs, and about the regions that it is asked about. */
export const places: Readonly<Record<string, Entry>> = {
  'client.cli': {
    title: 'the AWS CLI is missing on this machine, or too old',
    looksAt: 'the version of the AWS CLI on this machine',
    effect: ONLY_AWS,
    clears: 'install the AWS CLI, version 2, only if it is to start sessions, too',
    verdicts: ['info'],
    ref: page('getting-started-install', 'cli/latest/userguide'),
  },
  'client.plugin': {
    title: 'the Session Manager plugin is missing on this machine, or too old',
    looksAt: 'the version of the Session Manager plugin on this machine',
    effect: ONLY_AWS,
    clears: 'run session-manager bootstrap, only if the AWS CLI is to start sessions, too',
    verdicts: ['info'],
    ref: page('session-manager-working-with-install-plugin'),
  },
  'client.ssh-config': {
    title: 'SSH on this machine does not reach nodes through Session Manager',
    looksAt:
      'the configuration of ssh on this machine: which ProxyCommand counts for nodes, and whether its programs are there',
    effect: 'ssh and scp need a route to the node',
    clears: 'run session-manager ssh-config --install, or correct the line that the finding names',
    verdicts: ['warn', 'info'],
    ref: page('session-manager-getting-started-enable-ssh-connections'),
  },
  'client.node': {
    title: 'this machine runs Node 20',
    looksAt: 'the version of Node that runs session-manager',
    effect: 'versions of the AWS SDK from January 2027 on will not run there',
    clears: 'install Node 22 or later before you update session-manager',
    verdicts: ['info'],
    ref: 'https://aws.amazon.com/blogs/developer/aws-sdk-for-javascript-aligns-with-node-js-release-schedule/',
  },
  'region.disabled': {
    title: 'a region is not enabled in the account',
    looksAt: 'the first answers of each region, which refuse all credentials where the region is not enabled',
    effect: 'nothing can be checked there',
    clears: 'enable the region in the account if it is to have sessions, or leave it out with --exclude-regions',
    verdicts: ['unknown'],
    ref: page('manage-acct-regions', 'accounts/latest/reference'),
  },
  'region.scp-denied': {
    title: 'a policy of the organization closes a region',
    looksAt: 'the first answers of each region, all of which an explicit deny of a service control policy refuses',
    effect: 'nothing can be checked there',
    clears:
      'leave the region out with --exclude-regions, or ask those who manage the policies of the organization to open it',
    verdicts: ['unknown'],
    ref: page('orgs_manage_policies_scps', 'organizations/latest/userguide'),
  },
};
