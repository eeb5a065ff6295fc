import { compareVersions } from 'compare-versions';
import type { MachineCheck } from './check.ts';
import { page } from './page.ts';
import { sshConfig } from './client/ssh-config.ts';
import { hint } from './remedy.ts';

const PLUGIN = page('session-manager-working-with-install-plugin');

const OLDEST_CLI = '1.16.12';

/**
 * What each version of the plugin was the first for, the newest first:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/plugin-version-history.html
 */
const PLUGIN_VERSIONS = [
  ['1.2.764.0', 'the oldest that AWS supports, and the first that signs its data channel'],
  ['1.2.339.0', 'the first that keeps the idle timeout of port sessions'],
  ['1.1.23.0', 'the first for SSH'],
] as const;

const cli: MachineCheck = {
  scope: 'machine',
  ids: ['client.cli'],

  async run(facts) {
    const version = await facts.cliVersion();
    if (version !== undefined && compareVersions(version, OLDEST_CLI) >= 0) return [];
    return [
      {
        check: 'client.cli',
        verdict: 'info',
        subject: 'aws',
        summary:
          version === undefined
            ? 'the AWS CLI is not installed: session-manager start, forward and ssh do not need it'
            : `version ${version} is older than ${OLDEST_CLI}, the first that starts sessions: session-manager start, forward and ssh do not need it`,
        remedy: hint('install it, version 2, only if it is to start sessions, too'),
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
    const missed = PLUGIN_VERSIONS.filter(([least]) => version === undefined || compareVersions(version, least) < 0);
    if (missed.length === 0) return [];
    const newer = missed.map(([least, what]) => `${least}, ${what}`).join('; than ');
    return [
      {
        check: 'client.plugin',
        verdict: 'info',
        subject: 'session-manager-plugin',
        summary:
          version === undefined
            ? 'the Session Manager plugin is not installed: session-manager start, forward and ssh do not need it, only aws ssm start-session does'
            : `version ${version} is older than ${newer}: session-manager start, forward and ssh do not need it`,
        remedy: hint('only if the AWS CLI is to start sessions, too: session-manager bootstrap'),
        ref: PLUGIN,
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
