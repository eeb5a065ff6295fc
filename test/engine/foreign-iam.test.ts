// What is in IAM by the names that we use, or under which nodes work, and is not ours: it is never changed.
import assert from 'node:assert/strict';
import type { TargetReport } from '../../src/engine/report.ts';
import { adviceOf } from '../../src/render/advice.ts';
import type { IamState } from '../../src/sandbox/state/iam.ts';
import { addInstance, allowing, managedPolicy, stateWithRoles } from './identities.ts';
import { ACCOUNT, world, type World } from './world.ts';

const NAME = 'session-manager-sessions';
const POLICY = `arn:aws:iam::${ACCOUNT}:policy/${NAME}`;
const GRANT = { grant: true };

const iamOf = async (on: World): Promise<IamState> => (await on.sandbox.snapshot()).iam[ACCOUNT] ?? assert.fail();
const writes = (on: World): readonly string[] =>
  on.sandbox.calls
    .filter(({ service, operation }) => service === 'iam' && !/^(Get|List|Simulate)/.test(operation))
    .map(({ operation }) => operation);
const grantIn = (reports: readonly TargetReport[]) =>
  reports.flatMap(({ changes }) => changes.filter(({ resource }) => resource === 'role-grant'))[0];

/** An account with a node role that lacks something, and a policy with these tags by the name of ours, attached to it. */
function withPolicy(tags: Readonly<Record<string, string>>): World {
  const state = stateWithRoles({ web: {} });
  const { policies, roles } = state.iam[ACCOUNT] ?? assert.fail();
  policies[POLICY] = { ...managedPolicy(NAME, ...allowing('s3:*')), tags };
  roles['web']?.attached.push(POLICY);
  return world({ state });
}

describe('a policy that has the name of ours', () => {
  for (const [what, tags, whose] of [
    ['without tags', {}, /did not make \(it has no tags\)/],
    ['of another team', { team: 'payments' }, /did not make \(its tags: team=payments\)/],
    ['that policy --create made', { 'session-manager:managed': 'policy' }, /policy --create made/],
  ] as const) {
    it(`${what} is neither extended nor attached by --grant, which says whose it is and what to do`, async () => {
      for (const verb of ['setupWhole', 'planWhole'] as const) {
        const on = withPolicy(tags);
        const before = await iamOf(on);
        const [report] = await on[verb](GRANT);
        assert.equal(report?.error?.code, 'NotOurs');
        assert.match(report.error.message, whose);
        assert.match(report.error.advice ?? '', /session-manager policy instance/);
        assert.deepEqual([await iamOf(on), writes(on)], [before, []]);
      }
    });

    it(`${what} is left by setup and kept by delete`, async () => {
      const on = withPolicy(tags);
      const before = await iamOf(on);
      assert.equal(grantIn(await on.setupWhole({})), undefined);
      const kept = grantIn(await on.remove());
      assert.equal(kept?.action, 'keep');
      assert.deepEqual([await iamOf(on), writes(on)], [before, []]);
    });
  }

  it('under another path makes --grant fail with what to do', async () => {
    const state = stateWithRoles({ web: {} });
    const arn = `arn:aws:iam::${ACCOUNT}:policy/team/${NAME}`;
    (state.iam[ACCOUNT] ?? assert.fail()).policies[arn] = { ...managedPolicy(NAME), path: '/team/' };
    const on = world({ state });
    const [report] = await on.setupWhole(GRANT);
    assert.match(report?.error?.code ?? '', /^EntityAlreadyExists/);
    assert.match(report?.error?.advice ?? '', /under another path, or in other capitals/);
    assert.deepEqual((await iamOf(on)).roles['web']?.attached.includes(POLICY), false);
  });
});

describe('a role of nodes that only AWS can change', () => {
  for (const [what, path] of [
    ['of a service', '/aws-service-role/ssm.amazonaws.com/'],
    ['of IAM Identity Center', '/aws-reserved/sso.amazonaws.com/eu-west-1/'],
  ] as const) {
    it(`is left alone by --grant, and others get what they lack: ${what}`, async () => {
      const on = world({ state: stateWithRoles({ theirs: { path }, web: {} }) });
      await addInstance(on, 'i-0a1b2c3d4e5f60718', 'theirs');
      const [report] = await on.setupWhole(GRANT);
      assert.equal(report?.error, undefined, report?.error?.message);
      const { roles } = await iamOf(on);
      assert.deepEqual(
        ['theirs', 'web'].map((name) => roles[name]?.attached.includes(POLICY)),
        [false, true],
      );
      const advice = (report?.findings ?? []).flatMap((found) =>
        found.verdict === 'fail' && found.subject === 'role/theirs' ? [adviceOf(found.remedy)] : [],
      );
      assert.ok(advice.length > 0);
      for (const line of advice) assert.match(line, /nobody but AWS can change this role/);
    });
  }
});
