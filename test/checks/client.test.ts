import assert from 'node:assert/strict';
import type { MachineCheck } from '../../src/checks/check.ts';
import { client } from '../../src/checks/client.ts';
import type { MachineFacts } from '../../src/facts/machine.ts';
import { briefly, checkOf, denied, finding, findings, is, isDenied } from './observed.ts';

const SSH = `Host i-* mi-*\n  ProxyCommand sh -c "aws ssm start-session --target %h"\n`;

const machine = (overrides: Partial<MachineFacts> = {}): MachineFacts => ({
  cliVersion: is('2.17.3'),
  pluginVersion: is('1.2.764.0'),
  sshConfig: is(SSH),
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
    const bare = { cliVersion: is(undefined), pluginVersion: is(undefined), sshConfig: is(''), nodeVersion: '20.20.2' };
    assert.deepEqual(briefly(await findings(check, machine(bare))), [
      'info client.node node 20.20.2',
      'info client.ssh-config ~/.ssh/config',
      'warn client.cli aws',
      'warn client.plugin session-manager-plugin',
    ]);
  });

  for (const [fact, id, least, older, newer] of [
    ['cliVersion', 'warn client.cli aws', '1.16.12', ['1.16.11', '1.16.9', '1.2.300'], ['1.16.100', '1.27.0', '2.0.0']],
    [
      'pluginVersion',
      'warn client.plugin session-manager-plugin',
      '1.2.764.0',
      ['1.2.763.9', '1.2.99.0', '1.1.900.0'],
      ['1.2.1000.0', '1.10.0.0'],
    ],
  ] as const) {
    it(`asks for ${least} of ${fact}, and compares numbers, not text`, async () => {
      for (const version of older) {
        const { summary, advice } = await finding(check, machine({ [fact]: is(version) }), id);
        assert.ok(summary.startsWith(`version ${version} is older than ${least}`), summary);
        assert.match(advice, /^install /);
      }
      for (const version of [least, ...newer]) {
        assert.deepEqual(await findings(check, machine({ [fact]: is(version) })), [], version);
      }
    });
  }

  it('tells what is missing from what is old', async () => {
    const { summary } = await finding(check, machine({ cliVersion: is(undefined) }), 'warn client.cli aws');
    assert.match(summary, /is not installed/);
    const plugin = await finding(
      check,
      machine({ pluginVersion: is(undefined) }),
      'warn client.plugin session-manager-plugin',
    );
    assert.match(plugin.summary, /is not installed/);
  });

  it('takes any call of start-session in the configuration of SSH, and shows the lines that make one', async () => {
    assert.deepEqual(await findings(check, machine({ sshConfig: is('ProxyCommand aws  ssm\tstart-session') })), []);
    const other = machine({ sshConfig: is('Host *\n  ProxyCommand nc %h %p\n') });
    const { advice } = await finding(check, other, 'info client.ssh-config ~/.ssh/config');
    assert.match(advice, /Host i-\* mi-\*.*ProxyCommand sh -c "aws ssm start-session --target %h/);
  });

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
