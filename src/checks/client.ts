import { compareVersions } from 'compare-versions';
import type { MachineCheck } from './check.ts';
import { page } from './page.ts';
import { hint } from './remedy.ts';

const PLUGIN = page('session-manager-working-with-install-plugin');

/** The oldest that AWS supports: https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html */
const OLDEST_PLUGIN = '1.2.764.0';
const OLDEST_CLI = '1.16.12';

const cli: MachineCheck = {
  scope: 'machine',
  ids: ['client.cli'],

  async run(facts) {
    const version = await facts.cliVersion();
    if (version !== undefined && compareVersions(version, OLDEST_CLI) >= 0) return [];
    return [
      {
        check: 'client.cli',
        verdict: 'warn',
        subject: 'aws',
        summary:
          version === undefined
            ? 'the AWS CLI is not installed: sessions are started from it'
            : `version ${version} is older than ${OLDEST_CLI}, the first that starts sessions`,
        remedy: hint('install the AWS CLI, version 2'),
        ref: page('getting-started-install', 'cli/latest/userguide'),
      },
    ];
  },
};

const plugin: MachineCheck = {
  scope: 'machine',
  ids: ['client.plugin'],

  async run(facts) {
    const version = await facts.pluginVersion();
    if (version !== undefined && compareVersions(version, OLDEST_PLUGIN) >= 0) return [];
    return [
      {
        check: 'client.plugin',
        verdict: 'warn',
        subject: 'session-manager-plugin',
        summary:
          version === undefined
            ? 'the Session Manager plugin is not installed: aws ssm start-session cannot open sessions'
            : `version ${version} is older than ${OLDEST_PLUGIN}, the oldest that AWS supports: sessions may fail`,
        remedy: hint('install the Session Manager plugin'),
        ref: PLUGIN,
      },
    ];
  },
};

const sshConfig: MachineCheck = {
  scope: 'machine',
  ids: ['client.ssh-config'],

  async run(facts) {
    if (/aws\s+ssm\s+start-session/.test(await facts.sshConfig())) return [];
    return [
      {
        check: 'client.ssh-config',
        verdict: 'info',
        subject: '~/.ssh/config',
        summary: 'SSH does not go through Session Manager: no ProxyCommand calls aws ssm start-session',
        remedy: hint(
          `add to ~/.ssh/config, below a line "Host i-* mi-*": ProxyCommand sh -c "aws ssm start-session --target %h --document-name AWS-StartSSHSession --parameters 'portNumber=%p'"`,
        ),
        ref: page('session-manager-getting-started-enable-ssh-connections'),
      },
    ];
  },
};

const node: MachineCheck = {
  scope: 'machine',
  ids: ['client.node'],

  async run({ nodeVersion }) {
    if (Number.parseInt(nodeVersion, 10) >= 22) return [];
    return [
      {
        check: 'client.node',
        verdict: 'info',
        subject: `node ${nodeVersion}`,
        summary: 'versions of the AWS SDK for JavaScript from January 2027 on will not run on Node 20',
        remedy: hint('install Node 22 or later before you update session-manager'),
        ref: 'https://aws.amazon.com/blogs/developer/aws-sdk-for-javascript-aligns-with-node-js-release-schedule/',
      },
    ];
  },
};

/** The programs from which sessions are started on this machine: each is its own check, so that one that hangs hides no other. */
export const client: readonly MachineCheck[] = [cli, plugin, sshConfig, node];
