import assert from 'node:assert/strict';
import type { MachineCheck } from '../../src/checks/check.ts';
import { client } from '../../src/checks/client.ts';
import type { MachineFacts } from '../../src/facts/machine.ts';
import type { SshConfig } from '../../src/facts/ssh/config.ts';
import { briefly, checkOf, denied, finding, findings, is, isDenied } from './observed.ts';

const SSH: SshConfig = {
  settings: [
    {
      file: '~/.ssh/config',
      line: 2,
      keyword: 'proxycommand',
      value: 'aws ssm start-session --target %h --document-name AWS-StartSSHSession',
      within: [],
    },
  ],
};

const machine = (overrides: Partial<MachineFacts> = {}): MachineFacts => ({
  cliVersion: is('2.17.3'),
  pluginVersion: is('1.2.764.0'),
  sshConfig: is(SSH),
  sshAnswer: is(undefined),
  program: (path) => Promise.resolve({ path }),
  nodeVersion: '22.0.0',
  ...overrides,
});

/** All of them as one. */
const check: MachineCheck = {
  scope: 'machine',
  ids: client.flatMap(({ ids }) => ids),
  run: async (facts) => (await Promise.all(client.map(({ run }) => run(facts)))).flatMap((found) => found ?? []),
};

describe('check client', () => {
  it('finds nothing on a machine that has everything', async () => {
    assert.deepEqual(await findings(check, machine()), []);
  });

  it('finds each thing that a bare machine lacks', async () => {
    const bare = {
      cliVersion: is(undefined),
      pluginVersion: is(undefined),
      sshConfig: is({ settings: [] }),
      nodeVersion: '20.20.2',
    };
    assert.deepEqual(briefly(await findings(check, machine(bare))), [
      'info client.cli aws',
      'info client.node node 20.20.2',
      'info client.plugin session-manager-plugin',
      'info client.ssh-config ~/.ssh/config',
    ]);
  });

  for (const [fact, id, least, older, newer] of [
    ['cliVersion', 'info client.cli aws', '1.16.12', ['1.16.11', '1.16.9', '1.2.300'], ['1.16.100', '1.27.0', '2.0.0']],
    [
      'pluginVersion',
      'info client.plugin session-manager-plugin',
      '1.2.764.0',
      ['1.2.763.9', '1.2.99.0', '1.1.900.0'],
      ['1.2.1000.0', '1.10.0.0'],
    ],
  ] as const) {
    it(`asks for ${least} of ${fact}, and compares numbers, not text`, async () => {
      for (const version of older) {
        const { summary, advice } = await finding(check, machine({ [fact]: is(version) }), id);
        assert.ok(summary.startsWith(`version ${version} is older than ${least}`), summary);
        assert.match(advice, /^(?:install|only if the AWS CLI is to start sessions, too: session-manager bootstrap)/);
      }
      for (const version of [least, ...newer]) {
        assert.deepEqual(await findings(check, machine({ [fact]: is(version) })), [], version);
      }
    });
  }

  it('tells what is missing from what is old', async () => {
    const { summary } = await finding(check, machine({ cliVersion: is(undefined) }), 'info client.cli aws');
    assert.match(summary, /is not installed/);
    const plugin = await finding(
      check,
      machine({ pluginVersion: is(undefined) }),
      'info client.plugin session-manager-plugin',
    );
    assert.match(plugin.summary, /is not installed/);
  });

  it('says of both that sessions of our own do without', async () => {
    for (const version of [undefined, '1.1.0.0'] as const) {
      const found = await findings(check, machine({ cliVersion: is(version), pluginVersion: is(version) }));
      assert.deepEqual(
        found.map(({ summary }) => summary.includes('session-manager start, forward and ssh do not need it')),
        [true, true],
      );
    }
  });

  for (const [version, ...named] of [
    ['1.2.763.0', '1.2.764.0'],
    ['1.2.300.0', '1.2.764.0', '1.2.339.0'],
    ['1.1.17.0', '1.2.764.0', '1.2.339.0', '1.1.23.0'],
  ] as const) {
    it(`names the versions that matter to plugin ${version}`, async () => {
      const [found] = await findings(check, machine({ pluginVersion: is(version) }));
      const versions = found?.summary.match(/\d+(?:\.\d+){3}/g);
      assert.deepEqual(versions, [version, ...named]);
      assert.match(found?.advice ?? '', /session-manager bootstrap/);
    });
  }

  it('says from Node 22 on nothing about Node', async () => {
    for (const [nodeVersion, count] of [
      ['20.19.0', 1],
      ['21.99.99', 1],
      ['22.0.0', 0],
      ['100.1.0', 0],
    ] as const) {
      assert.equal((await findings(check, machine({ nodeVersion }))).length, count, nodeVersion);
    }
  });

  for (const [id, broken] of [
    ['client.cli', { cliVersion: denied }],
    ['client.plugin', { pluginVersion: denied }],
    ['client.ssh-config', { sshConfig: denied }],
  ] as const) {
    it(`is not known where something is there and does not work, and the others are: ${id}`, async () => {
      await isDenied(checkOf(client, id), machine(broken));
      for (const other of client) {
        if (!other.ids.includes(id)) assert.deepEqual(await other.run(machine(broken)), []);
      }
    });
  }
});
