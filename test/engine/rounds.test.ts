// The number of calls that follow one another, which decides how long a run takes over a slow network.
import assert from 'node:assert/strict';
import { addInstance, allowing, CORE, stateWithRoles } from './identities.ts';
import { REGION, world, type World } from './world.ts';

/**
 * Answers the calls of each round when all of them are there, and no earlier: a run that needs more rounds hangs. A call
 * that is in no round ends the run.
 */
function inRounds({ sandbox }: World, rounds: readonly (readonly string[])[]): void {
  const missing = rounds.map((operations) => [...operations]);
  const held = rounds.map((): (() => void)[] => []);
  const release = (): void => {
    const next = missing.findIndex((operations) => operations.length > 0);
    for (const answers of held.slice(0, next < 0 ? undefined : next)) for (const answer of answers.splice(0)) answer();
  };
  const handle = sandbox.handle.bind(sandbox);
  sandbox.handle = async (request) => {
    const { 'x-amz-target': target } = request.headers;
    const operation = target?.split('.').at(-1) ?? /Action=(\w+)/.exec(request.body)?.[1] ?? request.path;
    const round = missing.findIndex((operations) => operations.includes(operation));
    if (round < 0) assert.fail(`${operation} is called once too often`);
    missing[round]?.splice(missing[round].indexOf(operation), 1);
    await new Promise<void>((answer) => {
      held[round]?.push(answer);
      release();
    });
    return handle(request);
  };
}

const times = (count: number, ...operations: readonly string[]): readonly string[] =>
  operations.flatMap((operation) => Array.from({ length: count }, () => operation));

const WELL = { web: { attached: [CORE], statements: allowing('logs:*', 'kms:*', 's3:*') } };

describe('a target that is as wanted, with its audit', () => {
  for (const [title, inputs] of [
    ['with a key for logs', { kms: true }],
    ['with a key for logs and sessions', { kms: true, 'encrypt-sessions': true }],
    ['whose key is not asked for', {}],
  ] as const) {
    for (const regions of [[REGION], [REGION, 'eu-west-1', 'eu-central-1']]) {
      it(`takes three rounds, ${title}, in ${regions.length} of its regions`, async () => {
        const on = world({ state: stateWithRoles(WELL) });
        for (const region of regions) await addInstance(on, 'i-0a1b2c3d4e5f60718', 'web', region);
        const asksForKey = 'kms' in inputs;
        await on.setupWhole(asksForKey ? inputs : { kms: true }, { regions });
        const many = regions.length;
        inRounds(on, [
          ['GetCallerIdentity'],
          [
            ...times(many, 'GetDocument', 'DescribeDocument', 'DescribeLogGroups', 'ListAssociations'),
            ...times(asksForKey ? many : 0, 'DescribeKey'),
          ],
          [
            ...times(asksForKey ? many : 0, 'GetKeyPolicy', 'GetKeyRotationStatus'),
            // The audit reads its keys for itself.
            ...times(many, 'DescribeKey', 'GetKeyPolicy', 'ListAliases'),
            ...times(many, 'DescribeInstances', 'DescribeInstanceInformation', 'GetServiceSetting'),
            'GetAccountAuthorizationDetails',
            'GetPolicy',
          ],
          times(1 + many, 'SimulatePrincipalPolicy'),
        ]);
        const reports = await on.setupWhole(inputs, { regions });
        assert.deepEqual(
          reports.map(
            ({ status, findings }) => `${status} ${findings.filter(({ verdict }) => verdict !== 'ok').length}`,
          ),
          times(many, 'unchanged 0'),
        );
      });
    }
  }
});

describe('a target that is set up, with its audit', () => {
  it('reads what setup has changed once more, and all else once for setup and the audit', async () => {
    const on = world({ state: stateWithRoles(WELL) });
    for (const inputs of [{ kms: true }, { kms: true, retention: '30', 'idle-timeout': '15', overwrite: true }]) {
      on.sandbox.calls.length = 0;
      const [report] = await on.setupWhole(inputs);
      assert.equal(report?.status, 'changed');
      const called = on.sandbox.calls.map(({ operation }) => operation);
      const counts = { GetDocument: 2, DescribeLogGroups: 2, DescribeInstances: 1, GetAccountAuthorizationDetails: 1 };
      for (const [name, count] of Object.entries(counts)) {
        assert.equal(called.filter((operation) => operation === name).length, count, name);
      }
    }
  });
});
