import assert from 'node:assert/strict';
import { type Attempt, diagnoseNode, type Suspect } from '../../src/engine/diagnose-node.ts';
import { enter } from '../../src/engine/enter.ts';
import { questionOf } from '../../src/engine/question.ts';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { fleetState } from '../../src/sandbox/fleet/fleet.ts';
import { parseScope } from '../../src/targets/scope.ts';
import { ACCOUNT, world, type World } from './world.ts';

/** What is found of one node of the fleet, by its name: `fail kms.missing key/alias/session`. */
async function foundOf(
  name: string,
  suspects: readonly Suspect[],
  {
    region = 'us-east-1',
    document,
    on = world({ state: fleetState() }),
  }: { region?: string; document?: string; on?: World } = {},
) {
  const inputs = parseInputs({});
  const scope = await parseScope({ regions: [region] }, {});
  const [target] = await enter({ inputs, scope, connection: on.connection });
  const { instances } = await on.region(ACCOUNT, region);
  const node = Object.keys(instances).find((id) => instances[id]?.tags['Name'] === name) ?? name;
  on.sandbox.calls.length = 0;
  const attempt: Attempt = {
    target: target ?? assert.fail(),
    node,
    question: questionOf({}, inputs, scope),
    ...(document !== undefined && { document }),
  };
  const { targets } = await diagnoseNode(attempt, suspects);
  const all = targets.flatMap(({ findings }) => findings);
  return {
    calls: on.sandbox.calls.map(({ operation }) => operation),
    found: all.flatMap((one) =>
      one.verdict === 'ok' || one.causedBy
        ? []
        : [`${one.verdict} ${one.check} ${one.subject?.replace(node, 'it') ?? ''}`],
    ),
  };
}

/** The fleet after somebody has deleted the name of its key. */
async function withoutAlias(): Promise<World> {
  const on = world({ state: fleetState() });
  await on.edit((region) => {
    region.aliases = {};
  });
  return on;
}

describe('the diagnosis of one node', () => {
  for (const [name, suspects, expected] of [
    ['web-2', ['node'], ['fail instance.not-connected it']],
    ['web-old', ['node'], ['fail instance.ping-lost it']],
    ['i-0123456789abcdef9', ['node'], ['fail instance.not-managed it']],
    ['web-1', ['node'], []],
    ['web-1', ['key'], ['fail kms.missing key/alias/session']],
    ['monitoring', ['key'], ['fail kms.missing key/alias/session', 'fail agent.too-old it']],
  ] as const) {
    it(`finds what is wrong with ${name}, of ${suspects.join()}, and nothing of others`, async () => {
      assert.deepEqual((await foundOf(name, suspects, { on: await withoutAlias() })).found, expected);
    });
  }

  it('finds what cuts a node off, and leaves out what is about its log', async () => {
    const { found } = await foundOf('orders-1', ['node'], { region: 'eu-west-1' });
    assert.ok(found.length > 0);
    for (const one of found) assert.match(one, /^fail vpc\.security-group vpce-/);
  });

  it('reads this node only: no list of roles, no other node, and few calls in all', async () => {
    const { calls } = await foundOf('web-2', ['node']);
    assert.ok(!calls.includes('GetAccountAuthorizationDetails'), calls.join());
    assert.equal(calls.filter((call) => call === 'GetConnectionStatus').length, 1);
    assert.ok(calls.length < 40, `${calls.length}: ${calls.join()}`);
  });

  it('asks nothing about keys and logs where a port is carried: neither concerns it', async () => {
    const suspects = ['key', 'log-group', 'bucket', 'run-as'] as const;
    const { calls, found } = await foundOf('web-1', suspects, { document: 'AWS-StartSSHSession' });
    assert.deepEqual([calls, found], [[], []]);
  });

  it('asks IAM about the document that was asked for', async () => {
    const on = world({ state: fleetState() });
    const { found } = await foundOf('web-1', ['caller'], { on, document: 'AWS-StartSSHSession' });
    assert.deepEqual(found, ['fail user.document-resource user/sandbox']);
  });
});
