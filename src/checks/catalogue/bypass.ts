import { page } from '../page.ts';
import type { Entry } from './entry.ts';

/** Writes what clears a way around the log. */
const denyUnless = (meant: string): string =>
  `deny it with the statement in the finding, unless they ${meant}; without --principal it is only told, of the caller`;

/** Explains the ids about ways around the log of sessions. All look only where the preferences log sessions. */
export const bypass: Readonly<Record<string, Entry>> = {
  'bypass.ssh': {
    title: 'somebody may start sessions that carry SSH or a port',
    looksAt: 'whether IAM allows them ssm:StartSession with documents for SSH and ports, on some node',
    effect: 'what is done in them is never logged',
    clears: denyUnless('are meant to use SSH or forward ports, which then only the node itself can log'),
    verdicts: ['warn', 'info'],
    ref: page('session-manager-logging'),
  },
  'bypass.document': {
    title: 'somebody may start sessions by documents that do not log as the preferences do',
    looksAt:
      'the Session documents with which IAM allows them ssm:StartSession, and where each logs; and whether they may make others',
    effect: 'what is done in them is not logged, or elsewhere',
    clears: denyUnless('are meant to use these documents'),
    verdicts: ['warn', 'info'],
    ref: page('getting-started-specify-session-document'),
  },
  'bypass.commands': {
    title: 'somebody may run any command on nodes without a session',
    looksAt: 'whether IAM allows them ssm:SendCommand, associations or runbooks that run commands on nodes',
    effect: 'the log of sessions says nothing of it',
    clears: denyUnless('are meant to run commands'),
    verdicts: ['warn', 'info'],
    ref: page('run-command-setting-up'),
  },
  'bypass.instance-connect': {
    title: 'somebody may send SSH keys to instances',
    looksAt:
      'whether IAM allows them to push SSH keys to instances and serial consoles, or to open tunnels to instances',
    effect: 'where the network lets them in, no session is needed, and none is logged',
    clears: denyUnless('are meant to sign in by SSH'),
    verdicts: ['info'],
    ref: page('ec2-instance-connect-configure-IAM-role', 'AWSEC2/latest/UserGuide'),
  },
  'bypass.remote-desktop': {
    title: 'somebody may use Remote Desktop of Fleet Manager',
    looksAt: 'whether IAM allows them ssm-guiconnect:StartConnection',
    effect: 'what is done there is not in the log of sessions, though it can be recorded elsewhere',
    clears: denyUnless('are meant to use Remote Desktop'),
    verdicts: ['info'],
    ref: page('fleet-manager-remote-desktop-connections'),
  },
  'bypass.preferences': {
    title: 'somebody may change or delete the preferences of sessions',
    looksAt: 'whether IAM allows them to update or delete the preferences document, or to choose its default version',
    effect: 'logging can be turned off',
    clears: denyUnless('maintain the preferences, as session-manager setup does'),
    verdicts: ['warn', 'info'],
    ref: page('preference-setting-permissions'),
  },
  'bypass.erase': {
    title: 'somebody may delete what was logged of sessions',
    looksAt:
      'whether IAM allows them to delete the log group, its streams or the logs in the bucket, or to have them expire',
    effect: 'what was done in them can no longer be shown',
    clears: denyUnless('maintain the log, as session-manager setup does'),
    verdicts: ['warn', 'info'],
    ref: page('iam-access-control-overview-cwl', 'AmazonCloudWatch/latest/logs'),
  },
  'bypass.administrator': {
    title: 'an administrator can avoid the log of sessions',
    looksAt: 'whether their policies allow everything, in which case all ways around the log are told in one finding',
    effect: 'nothing, by itself: it is good to know who can',
    clears:
      'only a service control policy, or a permissions boundary that they may not change, holds an administrator to the log; nothing has to be done where that is not wanted',
    verdicts: ['info'],
    ref: page('orgs_manage_policies_scps', 'organizations/latest/userguide'),
  },
};
