import { compareVersions } from 'compare-versions';
import type { MachineCheck, Observation } from './check.ts';
import { page } from './page.ts';
import { hint } from './remedy.ts';

const PLUGIN = page('session-manager-working-with-install-plugin');

/** The oldest that AWS supports: https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html */
const OLDEST_PLUGIN = '1.2.764.0';
const OLDEST_CLI = '1.16.12';

/** The programs from which sessions are started on this machine. */
export const client: MachineCheck = {
  scope: 'machine',
  ids: ['client.cli', 'client.plugin', 'client.ssh-config', 'client.node'],

  async run(facts) {
    const [cli, plugin, ssh] = await Promise.all([facts.cliVersion(), facts.pluginVersion(), facts.sshConfig()]);
    const observations: Observation[] = [];
    if (cli === undefined || compareVersions(cli, OLDEST_CLI) < 0) {
      observations.push({
        check: 'client.cli',
        verdict: 'warn',
        subject: 'aws',
        summary:
          cli === undefined
            ? 'the AWS CLI is not installed: sessions are started from it'
            : `version ${cli} is older than ${OLDEST_CLI}, the first that starts sessions`,
        remedy: hint('install the AWS CLI, version 2'),
        ref: page('getting-started-install', 'cli/latest/userguide'),
      });
    }
    if (plugin === undefined || compareVersions(plugin, OLDEST_PLUGIN) < 0) {
      observations.push({
        check: 'client.plugin',
        verdict: 'warn',
        subject: 'session-manager-plugin',
        summary:
          plugin === undefined
            ? 'the Session Manager plugin is not installed: aws ssm start-session cannot open sessions'
            : `version ${plugin} is older than ${OLDEST_PLUGIN}, the oldest that AWS supports: sessions may fail`,
        remedy: hint('install the Session Manager plugin'),
        ref: PLUGIN,
      });
    }
    if (!/aws\s+ssm\s+start-session/.test(ssh)) {
      observations.push({
        check: 'client.ssh-config',
        verdict: 'info',
        subject: '~/.ssh/config',
        summary: 'SSH does not go through Session Manager: no ProxyCommand calls aws ssm start-session',
        remedy: hint(
          `add to ~/.ssh/config, below a line "Host i-* mi-*": ProxyCommand sh -c "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'"`,
        ),
        ref: page('session-manager-getting-started-enable-ssh-connections'),
      });
    }
    if (Number.parseInt(facts.nodeVersion, 10) < 22) {
      observations.push({
        check: 'client.node',
        verdict: 'info',
        subject: `node ${facts.nodeVersion}`,
        summary: 'versions of the AWS SDK for JavaScript from January 2027 on will not run on Node 20',
        remedy: hint('install Node 22 or later before you update session-manager'),
        ref: 'https://aws.amazon.com/blogs/developer/aws-sdk-for-javascript-aligns-with-node-js-release-schedule/',
      });
    }
    return observations;
  },
};
