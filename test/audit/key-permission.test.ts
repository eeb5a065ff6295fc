import assert from 'node:assert/strict';
import { causeByIam, causeByKey, causeByLogsKey, isKnown, type KeyUser } from '../../src/audit/key-permission.ts';
import type { Key, KeyLookup } from '../../src/facts/key.ts';
import type { Decision } from '../../src/facts/simulation.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { NamedKey } from '../../src/names/key.ts';
import { iamStatement } from '../../src/policies/documents/key-policy.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import { ACCOUNT, testTarget } from '../aws.ts';
import { denied, is, regionOf } from '../checks/observed.ts';

const ACTION = 'kms:GenerateDataKey';
const keyArn = (region = 'eu-west-1', account = ACCOUNT) => `arn:aws:kms:${region}:${account}:key/1111`;
const allow = (Resource: string | readonly string[], more: Partial<Statement> = {}): Statement => ({
  Effect: 'Allow',
  Action: ACTION,
  Resource,
  ...more,
});

const having = (arn: string, ...Statement: readonly Statement[]): KeyUser => ({ arn, policies: is([{ Statement }]) });
const USER = `arn:aws:iam::${ACCOUNT}:user/alice`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/web`;

const KEY: Key = {
  kind: 'found',
  name: 'alias/session',
  id: '1111',
  arn: keyArn(),
  state: 'Enabled',
  aliases: ['alias/session'],
};
const byPolicy = (...Statement: readonly Statement[]): Key => ({ ...KEY, policy: { Statement } });
const naming = (arn: string, more: Partial<Statement> = {}) => allow('*', { Principal: { AWS: arn }, ...more });
const delegated = byPolicy(iamStatement(testTarget()));
const refused = byPolicy(naming(`arn:aws:iam::${ACCOUNT}:role/other`));
const missing: KeyLookup = { kind: 'missing', name: 'alias/session' };
const hidden: Key = { ...delegated, aliasesHidden: true };

const ELSEWHERE = allow(keyArn('us-east-1'));
const HERE = allow([keyArn('us-east-1'), keyArn()]);
const BY_ALIAS = allow('*', { Condition: { 'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/other' } } });

describe('permission to use a key', () => {
  const weighed = (
    decision: Decision,
    key: RegionAudit['key'],
    user: KeyUser,
    named: NamedKey = { arn: KEY.arn, aliases: KEY.aliases },
    keys: readonly string[] = [],
  ) =>
    causeByKey(
      regionOf({ key, organization: denied }),
      user,
      { key: named, action: ACTION, context: {} },
      { decision, keys },
    );

  for (const arn of [USER, ROLE]) {
    const granted = byPolicy(naming(arn));
    const obscure = byPolicy(naming(arn, { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }));
    for (const [iam, what, key, policies, expected] of [
      ['allowed', 'leaves it to IAM', delegated, [], undefined],
      ['allowed', 'names them', granted, [], undefined],
      ['allowed', 'names somebody else', refused, [], 'key-policy'],
      ['allowed', 'has a condition that is not understood', obscure, [], 'unclear'],
      ['allowed', 'may not be read', KEY, [], 'policy-unseen'],
      ['allowed', 'is of no key', missing, [], undefined],
      ['denied', 'leaves it to IAM', delegated, [], 'missing'],
      ['denied', 'leaves it to IAM, which allows another region', delegated, [ELSEWHERE], 'single-region'],
      ['denied', 'leaves it to IAM, which allows this region too', delegated, [HERE], 'missing'],
      ['denied', 'names them', granted, [], undefined],
      ['denied', 'names somebody else', refused, [], 'key-policy'],
      ['denied', 'has a condition that is not understood', obscure, [], 'unclear'],
      ['denied', 'may not be read', KEY, [], 'policy-unseen'],
      ['forbidden', 'may not be read', KEY, [], 'forbidden'],
      ['denied', 'is of no key', missing, [], 'missing'],
      ['denied', 'leaves it to IAM, which goes by aliases that are hidden', hidden, [BY_ALIAS], 'unseen'],
      ['denied', 'leaves it to IAM, which goes by none of the aliases that are hidden', hidden, [HERE], 'missing'],
      ['bounded', 'leaves it to IAM', delegated, [], 'forbidden'],
      ['bounded', 'names somebody else', refused, [], 'key-policy'],
      ['forbidden', 'leaves it to IAM', delegated, [], 'forbidden'],
      ['forbidden', 'names them', granted, [], 'forbidden'],
      ['forbidden', 'names somebody else', refused, [], 'key-policy'],
      ['forbidden', 'has a condition that is not understood', obscure, [], 'forbidden'],
      ['unknown', 'leaves it to IAM', delegated, [], 'organization'],
      ['unknown', 'names them', granted, [], 'organization'],
      ['unknown', 'names somebody else', refused, [], 'key-policy'],
      ['unknown', 'has a condition that is not understood', obscure, [], 'organization'],
      ['unknown', 'may not be read', KEY, [], 'organization'],
    ] as const) {
      it(`is ${expected ?? 'there'} where IAM says ${iam} of ${arn}, and the policy of the key ${what}`, async () => {
        assert.equal(await weighed(iam, is(key), having(arn, ...policies)), expected);
      });
    }

    it(`is missing where IAM says denied of ${arn}, and policies may not be read`, async () => {
      assert.equal(await weighed('denied', is(delegated), { arn, policies: denied }), 'missing');
    });
  }

  it('is limited by the boundary of a role that the key names, but not by that of a user', async () => {
    assert.equal(await weighed('bounded', is(byPolicy(naming(ROLE))), having(ROLE)), 'forbidden');
    assert.equal(await weighed('bounded', is(byPolicy(naming(USER))), having(USER)), undefined);
  });

  it('depends on condition keys where those of IAM do, unless the key itself settles it', async () => {
    const of = (iam: Decision, key: KeyLookup) => weighed(iam, is(key), having(ROLE), undefined, ['aws:SourceVpc']);
    const named = byPolicy(naming(ROLE));
    assert.equal(await of('denied', delegated), 'conditional');
    assert.equal(await of('allowed', delegated), 'conditional');
    assert.equal(await of('forbidden', named), 'conditional');
    assert.equal(await of('denied', named), undefined);
    assert.equal(await of('denied', refused), 'key-policy');
    assert.equal(causeByIam({ decision: 'bounded', keys: ['aws:SourceVpc'] }), 'conditional');
    assert.equal(isKnown('conditional'), false);
  });

  describe('by a condition about the organization', () => {
    const of = (organization: RegionAudit['organization'], decision: Decision, key: Key) =>
      causeByKey(
        regionOf({ key: is<KeyLookup>(key), organization }),
        having(ROLE),
        { key: { arn: KEY.arn, aliases: [] }, action: ACTION, context: {} },
        { decision, keys: [] },
      );
    const ours = { 'aws:PrincipalOrgID': 'o-1' };
    const allowing = byPolicy(naming('*', { Condition: { StringEquals: ours } }));
    const keeping: Statement = { ...naming('*', { Condition: { StringNotEquals: ours } }), Effect: 'Deny' };
    const perimeter = byPolicy(iamStatement(testTarget()), keeping);

    it('is settled by the organization that the account belongs to', async () => {
      assert.equal(await of(is('o-1'), 'denied', allowing), undefined);
      assert.equal(await of(is('o-2'), 'denied', allowing), 'key-policy');
      assert.equal(await of(is('none'), 'denied', allowing), 'key-policy');
      assert.equal(await of(is('o-1'), 'allowed', perimeter), undefined);
      assert.equal(await of(is('o-2'), 'allowed', perimeter), 'key-policy');
      assert.equal(await of(denied, 'denied', allowing), 'unclear');
      assert.equal(await of(denied, 'allowed', perimeter), 'unclear');
    });

    it('is not read where it decides nothing', async () => {
      const unread = () => assert.fail('it was read');
      const keyed = byPolicy(naming(ROLE), ...(allowing.policy?.Statement ?? []));
      assert.equal(await of(unread, 'denied', keyed), undefined);
      assert.equal(await of(unread, 'denied', delegated), 'missing');
    });
  });

  describe('of a key that no session can use', () => {
    const named: NamedKey = { arn: KEY.arn, aliases: [] };
    const elsewhere: KeyLookup = { kind: 'elsewhere', name: keyArn('us-east-1'), region: 'us-east-1' };
    const ofAws: Key = { ...refused, managedByAws: true };
    for (const [what, key] of [
      ['of another region', elsewhere],
      ['that does not exist', { ...missing, name: KEY.arn }],
      ['that AWS manages', ofAws],
    ] as const) {
      it(`${what}: is missing where no key may be used at all, and not held against whoever may use others`, async () => {
        assert.equal(await weighed('denied', is(key), having(ROLE), named), 'missing');
        assert.equal(await weighed('denied', is(key), having(ROLE, ELSEWHERE), named), undefined);
        assert.equal(await weighed('denied', is(key), { arn: ROLE, policies: denied }, named), undefined);
        assert.equal(await weighed('denied', is(key), having(ROLE), named, ['aws:SourceVpc']), undefined);
        assert.equal(await weighed('allowed', is(key), having(ROLE), named), undefined);
      });
    }

    it('that AWS manages: is as its policy says for what comes through a service', async () => {
      const context = { 'kms:ViaService': ['s3.eu-west-1.amazonaws.com'] };
      const key: Key = { ...byPolicy(naming('*', { Condition: { StringEquals: context } })), managedByAws: true };
      const weigh = (having_: KeyUser) =>
        causeByKey(
          regionOf({ key: is(key) }),
          having_,
          { key: named, action: ACTION, context },
          { decision: 'denied', keys: [] },
        );
      assert.equal(await weigh(having(ROLE)), undefined);
    });
  });

  describe('by a grant of the key', () => {
    const grant = (operations: readonly string[], constrained = false) => is([{ operations, constrained }]);
    const denying = byPolicy(iamStatement(testTarget()), { ...naming(ROLE), Effect: 'Deny' });
    for (const [what, iam, key, grantsTo, expected] of [
      ['allows it', 'denied', delegated, grant(['Decrypt', 'GenerateDataKey']), undefined],
      [
        'allows it, whatever the policy of the key leaves out',
        'allowed',
        refused,
        grant(['GenerateDataKey']),
        undefined,
      ],
      ['allows something else', 'denied', delegated, grant(['Decrypt']), 'missing'],
      ['allows it with a certain encryption context', 'denied', delegated, grant(['GenerateDataKey'], true), 'unclear'],
      ['is not there', 'denied', delegated, is([]), 'missing'],
      ['is not there', 'allowed', refused, is([]), 'key-policy'],
      ['may not be listed', 'denied', delegated, denied, 'grants-unseen'],
      ['allows it, and a boundary does not', 'bounded', delegated, grant(['GenerateDataKey']), 'forbidden'],
      ['allows it, and a Deny of IAM does not', 'forbidden', refused, grant(['GenerateDataKey']), 'key-policy'],
      ['allows it, and a Deny of the key does not', 'denied', denying, grant(['GenerateDataKey']), 'key-policy'],
      ['is not needed, and so not read', 'allowed', delegated, denied, undefined],
    ] as const) {
      it(`is ${expected ?? 'there'} where one ${what}`, async () => {
        assert.equal(await weighed(iam, is({ ...key, grantsTo }), having(ROLE)), expected);
        if (expected === 'grants-unseen') assert.equal(isKnown(expected), false);
      });
    }
  });

  describe('where the key may not be read', () => {
    const UNREAD = [{ arn: KEY.arn, aliases: [] }, { aliases: ['alias/session'] }] satisfies readonly NamedKey[];

    it('is not known if IAM does not allow it, since the key may', async () => {
      for (const named of UNREAD) assert.equal(await weighed('denied', denied, having(USER), named), 'unseen');
    });

    for (const [iam, expected] of [
      ['allowed', undefined],
      ['forbidden', 'forbidden'],
      ['unknown', 'organization'],
    ] as const) {
      it(`is ${expected ?? 'there'} if IAM says ${iam}`, async () => {
        for (const named of UNREAD) assert.equal(await weighed(iam, denied, having(USER), named), expected);
      });
    }
  });

  it('is missing where IAM does not allow it on the key of another account, whatever the policy of that key says', async () => {
    const arn = keyArn('eu-west-1', '444455556666');
    const named = { arn, aliases: [] };
    const foreign = { ...byPolicy(naming(ROLE)), arn, aliases: [] };
    for (const key of [is(foreign), is({ ...KEY, arn, aliases: [] }), denied]) {
      assert.equal(await weighed('denied', key, having(ROLE), named), 'missing');
    }
    assert.equal(await weighed('allowed', is(foreign), having(ROLE), named), undefined);
  });

  it('is not asked for of a key that is not there and of which no alias is known, where another key may be used', async () => {
    for (const iam of ['denied', 'forbidden'] as const) {
      assert.equal(await weighed(iam, is(missing), having(USER, HERE), { arn: KEY.arn, aliases: [] }), undefined);
    }
  });

  describe('by way of CloudWatch Logs', () => {
    for (const [iam, what, key, expected] of [
      ['denied', 'names the role', is(byPolicy(naming(ROLE))), undefined],
      ['denied', 'leaves it to IAM', is(delegated), 'missing'],
      ['denied', 'leaves the role out', is(refused), 'missing'],
      ['denied', 'may not be read', denied, 'unseen'],
      ['allowed', 'leaves the role out, which AWS does not always mind', is(refused), undefined],
      ['allowed', 'may not be read', denied, undefined],
      ['forbidden', 'names the role', is(byPolicy(naming(ROLE))), 'forbidden'],
    ] as const) {
      it(`is ${expected ?? 'there'} where IAM says ${iam}, and the policy of the key ${what}`, async () => {
        const request = { key: { arn: KEY.arn, aliases: [] }, action: ACTION, context: {} };
        const ruling = { decision: iam, keys: [] };
        assert.equal(await causeByLogsKey(regionOf({ key }), having(ROLE), request, ruling), expected);
      });
    }
  });

  it('goes by IAM alone where nothing but IAM decides', () => {
    const causes = (['allowed', 'denied', 'bounded', 'forbidden', 'unknown'] as const).map((decision) =>
      causeByIam({ decision, keys: [] }),
    );
    assert.deepEqual(causes, [undefined, 'missing', 'forbidden', 'forbidden', 'organization']);
    assert.deepEqual(
      (['missing', 'forbidden', 'key-policy', 'organization', 'unclear', 'unseen'] as const).map(isKnown),
      [true, true, true, false, false, false],
    );
  });

  it('can be given to roles with a tag, or to those of an organization, beside the account', async () => {
    const root = iamStatement(testTarget());
    const withKey = (Condition: Statement['Condition']): Key =>
      byPolicy(root, naming('*', { ...(Condition && { Condition }) }));
    const byTag = is(withKey({ StringEquals: { 'aws:PrincipalTag/tier': 'node' } }));
    const user = { arn: ROLE, policies: is([]) };
    assert.equal(await weighed('denied', byTag, { ...user, tags: { tier: 'node' } }), undefined);
    assert.equal(await weighed('denied', byTag, { ...user, tags: {} }), 'missing');
    assert.equal(await weighed('denied', byTag, user), 'unclear');
    const byOrganization = is(withKey({ StringEquals: { 'aws:PrincipalOrgID': 'o-example' } }));
    assert.equal(await weighed('denied', byOrganization, user), 'unclear');
    assert.equal(await weighed('allowed', byOrganization, user), undefined);
  });
});
