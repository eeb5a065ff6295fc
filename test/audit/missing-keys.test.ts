import assert from 'node:assert/strict';
import { type Ruled, weigh } from '../../src/audit/missing-keys.ts';
import type { Asked, Decision } from '../../src/facts/simulation.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import { denied, is } from '../checks/observed.ts';

const ASKED: Asked = {
  action: 'logs:PutLogEvents',
  resource: 'arn:aws:logs:eu-west-1:111122223333:log-group:sessions:log-stream:a',
  context: { 'aws:RequestedRegion': ['eu-west-1'] },
};
const VPCE = 'aws:SourceVpce';
const statement = (Effect: Statement['Effect'], Condition?: Statement['Condition'], Action = '*'): Statement => ({
  Effect,
  Action,
  Resource: '*',
  ...(Condition && { Condition }),
});
const ALLOW = statement('Allow');
const INSIDE = statement('Allow', { StringEquals: { [VPCE]: 'vpce-1' } });
const NOT_THERE = statement('Allow', { StringNotEquals: { [VPCE]: 'vpce-2' } });
const OUTSIDE = statement('Deny', { StringNotEqualsIfExists: { [VPCE]: 'vpce-1' } });

const having = (
  own: readonly Statement[],
  boundary?: readonly Statement[],
  attached: readonly string[] = [],
): Ruled => ({
  policies: is([{ Statement: own }]),
  boundary: is(boundary && { Statement: boundary }),
  attached: is(attached),
});
const UNREAD: Ruled = { policies: denied, boundary: denied, attached: denied };

describe('condition keys that IAM was not given', () => {
  const deciding = async (decision: Decision, user: Ruled, keys: readonly string[] = [VPCE], asked: Asked = ASKED) => {
    const ruling = await weigh(user, asked, { decision, keys });
    assert.equal(ruling.decision, decision);
    return ruling.keys;
  };

  for (const [decision, what, user, expected] of [
    ['denied', 'an Allow asks for them', having([INSIDE]), [VPCE]],
    ['denied', 'an Allow for something else does', having([{ ...INSIDE, Action: 's3:*' }]), []],
    ['denied', 'nothing allows it at all', having([]), []],
    ['forbidden', 'a Deny asks for them', having([ALLOW, OUTSIDE]), [VPCE]],
    ['forbidden', 'a Deny of the boundary does', having([ALLOW], [ALLOW, OUTSIDE]), [VPCE]],
    ['forbidden', 'another Deny is certain', having([OUTSIDE, statement('Deny')]), []],
    ['forbidden', 'only an Allow asks for them', having([INSIDE, statement('Deny')]), []],
    ['bounded', 'the boundary asks for them', having([ALLOW], [INSIDE]), [VPCE]],
    ['bounded', 'only the policies do', having([INSIDE], [statement('Allow', undefined, 's3:*')]), []],
    ['allowed', 'a Deny asks for them', having([ALLOW, OUTSIDE]), [VPCE]],
    ['allowed', 'all that allows it does', having([NOT_THERE]), [VPCE]],
    ['allowed', 'all that the boundary allows does', having([ALLOW], [NOT_THERE]), [VPCE]],
    ['allowed', 'another Allow is certain', having([NOT_THERE, ALLOW]), []],
    ['allowed', 'a policy of AWS may allow it', having([NOT_THERE], undefined, ['arn:aws:iam::aws:policy/A']), []],
    ['unknown', 'the organization decides', having([INSIDE]), []],
  ] as const) {
    it(`${expected.length > 0 ? 'decide' : 'do not matter'} for what is ${decision} where ${what}`, async () =>
      assert.deepEqual(await deciding(decision, user), expected));
  }

  it('decide where policies may not be read, as far as the service knows them; what is allowed stays so', async () => {
    const keys = [VPCE, 'kms:GranteePrincipal', 'ssm:SourceInstanceARN'];
    assert.deepEqual(await deciding('denied', UNREAD, keys), [VPCE, 'ssm:SourceInstanceARN']);
    assert.deepEqual(await deciding('allowed', UNREAD, keys), []);
  });

  it('are not those that follow from the request', async () => {
    const keys = [
      'aws:SecureTransport',
      'kms:ViaService',
      'aws:TokenIssueTime',
      'kms:ResourceAliases',
      'AWS:requestedregion',
    ];
    assert.deepEqual(await deciding('denied', UNREAD, keys), []);
  });

  it('are tags of the resource only where these are not known', async () => {
    const tag = 'ssm:resourceTag/Team';
    const user = having([statement('Allow', { StringEquals: { [tag]: 'a' } })]);
    assert.deepEqual(await deciding('denied', user, [tag]), [tag]);
    assert.deepEqual(await deciding('denied', user, [tag], { ...ASKED, tagsKnown: true }), []);
  });

  it('are tags of the role only where these are not known: the simulator is given those that it has', async () => {
    const tag = 'aws:PrincipalTag/Team';
    const user = having([statement('Allow'), statement('Deny', { StringNotEquals: { [tag]: 'a' } })]);
    assert.deepEqual(await deciding('forbidden', user, [tag]), [tag]);
    assert.deepEqual(await deciding('forbidden', { ...user, tags: {} }, [tag]), []);
    const other = statement('Allow', { StringEquals: { [tag]: 'a', [VPCE]: 'vpce-1' } });
    assert.deepEqual(await deciding('denied', { ...having([other]), tags: { owner: 'a' } }, [tag, VPCE]), []);
  });

  it('make no calls where there are none', async () => assert.deepEqual(await deciding('denied', UNREAD, []), []));
});
