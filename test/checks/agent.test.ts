import assert from 'node:assert/strict';
import { agentVersion as check } from '../../src/checks/agent.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { fakeInstance, fakeNode, fakeSettings } from './facts.ts';
import { aws, bareInstance, briefly, denied, finding, findings, is, isDenied, regionOf } from './observed.ts';

const NOTHING = {};
const KMS = { kmsKeyId: 'alias/session' };
const STREAMING = { cloudWatchLogGroupName: 'audit' };
const SHELL = { 'shellProfile.linux': 'bash' };

const factsOf = (version: string, inputs: SessionInputs = NOTHING, overrides: Partial<RegionAudit> = {}): RegionAudit =>
  regionOf({
    nodes: is([fakeNode({ agentVersion: version })]),
    settings: is(fakeSettings(inputs)),
    hostManagementRole: is(undefined),
    ...overrides,
  });

/** Default Host Management is on, and the instance has no profile. */
const MANAGED: Partial<RegionAudit> = {
  hostManagementRole: is('service-role/Default'),
  instances: is([bareInstance()]),
};

describe('check agent.too-old', () => {
  it('has nothing to look at where there is no node', async () => {
    assert.equal(await check.run(regionOf({ nodes: is([]) })), undefined);
  });

  it('is not known where nodes may not be listed', () => isDenied(check, factsOf('', {}, { nodes: denied })));

  for (const [what, verdict, least, older, newer, inputs, overrides] of [
    ['sessions', 'fail', '2.3.68.0', ['2.3.67.0', '2.3.9.0', '2.2.900.0', '1.9.0.0'], ['2.3.539.0'], NOTHING, {}],
    ['the encryption of sessions', 'fail', '2.3.539.0', ['2.3.538.9', '2.3.68.0'], ['2.3.1539.0'], KMS, {}],
    [
      'streaming logs',
      'warn',
      '3.0.284.0',
      ['3.0.283.0', '3.0.39.0', '2.9.999.0'],
      ['3.0.1390.0', '3.0.284.1'],
      STREAMING,
      {},
    ],
    ['shell profiles', 'warn', '3.0.161.0', ['3.0.160.0', '3.0.20.0'], ['3.0.1390.0'], SHELL, {}],
    [
      'Default Host Management',
      'fail',
      '3.2.582.0',
      ['3.2.581.0', '3.1.9999.0'],
      ['3.2.1000.0', '3.10.0.0'],
      NOTHING,
      MANAGED,
    ],
  ] as const) {
    it(`says that ${what} need ${least}, and compares numbers, not text`, async () => {
      for (const version of older) {
        const { summary, advice } = await finding(
          check,
          factsOf(version, inputs, overrides),
          `${verdict} agent.too-old i-1`,
        );
        assert.equal(summary, `agent ${version} is too old for ${what} (needs ${least})`);
        const send = 'ssm send-command --document-name AWS-UpdateSSMAgent --targets Key=InstanceIds,Values=i-1';
        assert.equal(advice, aws(send));
      }
      for (const version of [least, ...newer]) {
        assert.deepEqual(await findings(check, factsOf(version, inputs, overrides)), [], version);
      }
    });
  }

  it('names everything that an agent is too old for, the version that has all of it, and fails for the worst', async () => {
    const all = { ...KMS, ...STREAMING, ...SHELL };
    const { summary } = await finding(check, factsOf('3.0.100.0', all), 'warn agent.too-old i-1');
    assert.equal(summary, 'agent 3.0.100.0 is too old for streaming logs, shell profiles (needs 3.0.284.0)');
    const worse = await finding(check, factsOf('2.3.100.0', all), 'fail agent.too-old i-1');
    assert.match(worse.summary, /the encryption of sessions, streaming logs, shell profiles \(needs 3\.0\.284\.0\)$/);
  });

  for (const [platform, inputs, isFound] of [
    ['Windows', SHELL, false],
    ['Windows', { 'shellProfile.windows': 'cd c:\\' }, true],
    ['Linux', { 'shellProfile.windows': 'cd c:\\' }, false],
    ['MacOS', SHELL, true],
    ['MacOS', { 'shellProfile.windows': 'cd c:\\' }, false],
    ['', { 'shellProfile.windows': 'cd c:\\' }, true],
  ] as const) {
    it(`${isFound ? 'holds' : 'does not hold'} a profile for ${Object.keys(inputs).join()} against an agent on ${platform || 'any system'}`, async () => {
      const nodes = is([fakeNode({ agentVersion: '3.0.160.0', platform })]);
      const found = await findings(check, factsOf('', inputs, { nodes }));
      assert.deepEqual(briefly(found), isFound ? ['warn agent.too-old i-1'] : []);
    });
  }

  for (const [id, words] of [
    ['i-1', /^no command of Systems Manager reaches it: install .* by hand, or replace the instance/],
    ['mi-1', /^no command of Systems Manager reaches it: install .* by hand$/],
  ] as const) {
    it(`sends no command to ${id}, with which contact is lost`, async () => {
      const nodes = is([fakeNode({ id, agentVersion: '2.0.0.0', ping: 'ConnectionLost' })]);
      const facts = factsOf('', NOTHING, { nodes, instances: is([fakeInstance()]) });
      assert.match((await finding(check, facts, `fail agent.too-old ${id}`)).advice, words);
    });
  }

  it('asks nothing of agents that is not switched on', async () => {
    const off = { ...STREAMING, cloudWatchStreamingEnabled: false };
    assert.deepEqual(await findings(check, factsOf('2.3.68.0', off)), []);
    const withProfile = { ...MANAGED, instances: is([fakeInstance()]) };
    assert.deepEqual(await findings(check, factsOf('3.2.581.0', NOTHING, withProfile)), []);
  });

  it('does not hold against agents what may not be looked at', async () => {
    assert.deepEqual(await findings(check, factsOf('2.3.68.0', NOTHING, { settings: denied })), []);
    assert.deepEqual(await findings(check, factsOf('2.3.68.0', NOTHING, { hostManagementRole: denied })), []);
    assert.deepEqual(await findings(check, factsOf('2.3.68.0', NOTHING, { ...MANAGED, instances: denied })), []);
    await finding(check, factsOf('2.3.67.0', NOTHING, { settings: denied }), 'fail agent.too-old i-1');
  });

  it('looks at hybrid nodes that are not online, and at no instance that does not run', async () => {
    const lost = { agentVersion: '2.0.0.0', ping: 'ConnectionLost' };
    const nodes = ['mi-1', 'i-stopped', 'i-running'].map((id) => fakeNode({ id, ...lost }));
    const instances = is([fakeInstance({ id: 'i-running' })]);
    const found = await findings(check, factsOf('', NOTHING, { nodes: is(nodes), instances }));
    assert.deepEqual(briefly(found), ['fail agent.too-old i-running', 'fail agent.too-old mi-1']);
  });

  it('looks at each node, and passes by one whose version is not known', async () => {
    const nodes = ['2.0.0.0', '', 'latest', '2.0.1.0', '3.3.0.0'].map((version, index) =>
      fakeNode({ id: `i-${index}`, agentVersion: version }),
    );
    const found = await findings(check, factsOf('', NOTHING, { nodes: is(nodes) }));
    assert.deepEqual(briefly(found), ['fail agent.too-old i-0', 'fail agent.too-old i-3']);
  });
});
