import { compareVersions } from 'compare-versions';
import { page } from './advice.ts';
import type { MachineCheck, Observation } from './check.ts';

const PLUGIN = page('session-manager-working-with-install-plugin');

/** Before them SSH and, later, the idle timeout did not work: release notes of session-manager-plugin. */
const OLDEST_PLUGIN = '1.2.339.0';
const OLDEST_CLI = '1.16.12';

/** The programs from which sessions are started on this machine. */
export const client: MachineCheck = {
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
            ? 'the AWS CLI is not installed, from which sessions are started'
            : `version ${cli} is older than ${OLDEST_CLI}, the first that starts sessions`,
        advice: 'install the AWS CLI, version 2',
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
            : `version ${plugin} is older than ${OLDEST_PLUGIN}: SSH or idle timeouts may not work`,
        advice: 'install the Session Manager plugin',
        ref: PLUGIN,
      });
    }
    if (!/aws\s+ssm\s+start-session/.test(ssh)) {
      observations.push({
        check: 'client.ssh-config',
        verdict: 'info',
        subject: '~/.ssh/config',
        summary: 'SSH does not go through Session Manager: no ProxyCommand calls aws ssm start-session',
        advice: `add to ~/.ssh/config, below a line "Host i-* mi-*": ProxyCommand sh -c "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'"`,
        ref: page('session-manager-getting-started-enable-ssh-connections'),
      });
    }
    if (Number.parseInt(facts.nodeVersion, 10) < 22) {
      observations.push({
        check: 'client.node',
        verdict: 'info',
        subject: `node ${facts.nodeVersion}`,
        summary: 'the AWS SDK for JavaScript will not run on Node 20 from January 2027 on',
        advice: 'install Node 22 or later before you update session-manager',
        ref: 'https://aws.amazon.com/blogs/developer/announcing-the-end-of-support-for-node-js-20-in-the-aws-sdk-for-javascript-v3/',
      });
    }
    return observations;
  },
};
