import assert from 'node:assert/strict';
import { kms as check } from '../../src/checks/kms.ts';
import type { Key, KeyLookup } from '../../src/facts/key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import { iamStatement, logsStatement } from '../../src/policies/documents/key-policy.ts';
import type { Statement } from '../../src/policies/reading/policy.ts';
import type { FoundLogGroup } from '../../src/resources/log-group.ts';
import type { SessionInputs } from '../../src/resources/preferences/session-document.ts';
import { ACCOUNT, inputsOf } from '../aws.ts';
import { fakeSettings } from './facts.ts';
import { asking, aws, briefly, denied, finding, findings, is, isDenied, regionOf, setup } from './observed.ts';
import { aKey, arnOf, foreign, PLACE } from './kms/keys.ts';

interface Scene {
  /** By every name that something has for them; others are missing. */
  readonly keys?: Readonly<Record<string, KeyLookup>>;
  readonly sessions?: string;
  readonly group?: string;
  readonly raw?: RawInputs;
  readonly facts?: Partial<RegionAudit>;
}

const AUDIT: FoundLogGroup = { name: 'audit', arn: 'arn', deletionProtection: false, storedBytes: 0 };

/** Preferences that log to `audit`; sessions and that log group are encrypted as it is said. */
function factsOf({ keys = {}, sessions, group, raw = {}, facts = {} }: Scene): RegionAudit {
  const inputs: SessionInputs = {
    cloudWatchLogGroupName: 'audit',
    ...(sessions !== undefined && { kmsKeyId: sessions }),
  };
  return regionOf({
    question: asking({ inputs: inputsOf(raw) }),
    settings: is(fakeSettings(inputs)),
    logGroup: is({ ...AUDIT, ...(group !== undefined && { keyArn: group }) }),
    ownsLogGroup: () => Promise.resolve(true),
    key: async (name) => keys[name] ?? { kind: 'missing', name },
    ...facts,
  });
}

/** One key for sessions and the log group, as setup makes it. */
const forBoth = (key: Key): RegionAudit =>
  factsOf({
    keys: { 'alias/session': key, [key.arn]: { ...key, name: key.arn } },
    sessions: 'alias/session',
    group: key.arn,
  });

const forSessions = (key: KeyLookup, raw: RawInputs = {}): RegionAudit =>
  factsOf({ keys: { [key.name]: key }, sessions: key.name, raw });

const forGroup = (key: Key): RegionAudit => factsOf({ keys: { [key.arn]: key }, group: key.arn });

const AUDITED = '--log-group audit';

describe('check kms', () => {
  it('has nothing to look at where nothing names a key', async () => {
    assert.equal(await check.run(factsOf({})), undefined);
    const bare = { settings: is(undefined), logGroup: is(undefined) };
    assert.equal(await check.run(factsOf({ facts: bare })), undefined);
  });

  it('finds nothing where all keys are as they should be', async () => {
    assert.deepEqual(await findings(check, forBoth(aKey())), []);
    assert.deepEqual(await findings(check, forSessions(foreign())), []);
    const asked = factsOf({ keys: { 'alias/session': aKey() }, raw: { kms: true } });
    assert.deepEqual(await findings(check, asked), []);
  });

  it('is not known where preferences, the log group or the key may not be read', async () => {
    for (const name of ['settings', 'logGroup', 'key'] as const) {
      await isDenied(check, factsOf({ sessions: 'alias/session', facts: { [name]: denied } }));
    }
  });

  it('looks at one key once, by whatever names, and says what for', async () => {
    const { summary } = await finding(
      check,
      forBoth(aKey({ state: 'Disabled' })),
      'fail kms.disabled key/alias/session',
    );
    assert.equal(summary, 'sessions and the log group are encrypted with a key that is disabled');
  });

  it('looks at each of different keys', async () => {
    const off = { state: 'Disabled' };
    const keys = { 'alias/session': aKey(off), [arnOf('2222')]: foreign(off) };
    const found = await findings(check, factsOf({ keys, sessions: 'alias/session', group: arnOf('2222') }));
    assert.deepEqual(briefly(found), ['fail kms.disabled key/alias/session', `fail kms.disabled key/${arnOf('2222')}`]);
    assert.deepEqual(
      found.map(({ summary }) => summary),
      ['sessions are encrypted with a key that is disabled', 'the log group is encrypted with a key that is disabled'],
    );
  });

  describe('missing', () => {
    it('fails for sessions: another key is put in its place, and the log group is kept', async () => {
      const facts = factsOf({ sessions: 'alias/lost' });
      const { summary, advice } = await finding(check, facts, 'fail kms.missing key/alias/lost');
      assert.equal(summary, 'sessions are encrypted with a key that does not exist');
      assert.equal(advice, setup(AUDITED, '--kms --encrypt-sessions --overwrite --grant'));
    });

    it('needs no other preferences where the new key goes behind the same alias', async () => {
      const facts = factsOf({ sessions: 'alias/other', raw: { 'kms-alias': 'other' } });
      const { advice } = await finding(check, facts, 'fail kms.missing key/alias/other');
      assert.equal(advice, setup(AUDITED, '--kms-alias other', '--kms', '--grant'));
    });

    it('fails for the log group, and leaves the preferences alone', async () => {
      const { advice } = await finding(check, factsOf({ group: arnOf('9') }), `fail kms.missing key/${arnOf('9')}`);
      assert.equal(advice, setup(AUDITED, '--kms', '--grant'));
    });

    it('is a warning where nothing but this run asks for it, under the alias that was asked for', async () => {
      const asked = { kms: true, 'kms-alias': 'other' };
      const { advice } = await finding(check, factsOf({ raw: asked }), 'warn kms.missing key/alias/other');
      assert.equal(advice, setup(AUDITED, '--kms-alias other', '--kms', '--grant'));
      const given = factsOf({ raw: { 'kms-key': arnOf('9') } });
      await finding(check, given, `warn kms.missing key/${arnOf('9')}`);
    });

    it('fails once where sessions name the key that this run asks for', async () => {
      await finding(
        check,
        factsOf({ sessions: 'alias/session', raw: { kms: true } }),
        'fail kms.missing key/alias/session',
      );
    });
  });

  it('wrong-region: fails for a key of another region, and puts one of this region in its place', async () => {
    const name = arnOf('1', 'us-east-1');
    const key: KeyLookup = { kind: 'elsewhere', name, region: 'us-east-1' };
    const { summary, advice } = await finding(check, forSessions(key), `fail kms.wrong-region key/${name}`);
    assert.equal(summary, 'sessions are encrypted with a key of us-east-1, which cannot be used here');
    assert.equal(advice, setup(AUDITED, '--kms --encrypt-sessions --overwrite --grant'));
    const given = factsOf({ keys: { [name]: key }, raw: { 'kms-key': name } });
    await finding(check, given, `fail kms.wrong-region key/${name}`);
  });

  describe('of AWS', () => {
    const managed = foreign({ managedByAws: true, state: 'Disabled' });

    it('aws-managed: fails by its id, and puts another one in its place', async () => {
      const { summary, advice } = await finding(
        check,
        forSessions(managed),
        `fail kms.aws-managed key/${managed.name}`,
      );
      assert.equal(
        summary,
        'sessions are encrypted with a key that AWS manages, which nobody can use but by way of the service that it is for',
      );
      assert.equal(advice, setup(AUDITED, '--kms --encrypt-sessions --overwrite --grant'));
    });

    for (const name of ['alias/aws/ssm', `arn:aws:kms:eu-west-1:${ACCOUNT}:alias/aws/ebs`]) {
      it(`aws-managed: fails by the name ${name}, also before AWS has made it`, () =>
        finding(check, factsOf({ sessions: name }), `fail kms.aws-managed key/${name}`));
    }

    it('aws-managed: is not said of the key of a log group, which CloudWatch Logs may use', async () =>
      assert.deepEqual(await findings(check, forGroup(foreign({ managedByAws: true }))), []));

    it('aws-managed: is not said of an alias that only looks like it', () =>
      finding(check, factsOf({ sessions: 'alias/my/alias/aws/ssm' }), 'fail kms.missing key/alias/my/alias/aws/ssm'));
  });

  describe('in a state in which it cannot be used', () => {
    const CANCEL = 'kms cancel-key-deletion --key-id 2222';
    const ENABLE = aws('kms enable-key --key-id 2222');
    for (const [state, id, advice] of [
      ['Disabled', 'kms.disabled', ENABLE],
      ['PendingDeletion', 'kms.pending-deletion', `${aws(CANCEL)} && ${ENABLE}`],
      ['PendingReplicaDeletion', 'kms.pending-deletion', `${aws(CANCEL)} && ${ENABLE}`],
      ['PendingImport', 'kms.not-usable', aws('kms describe-key --key-id 2222')],
      ['Unavailable', 'kms.not-usable', aws('kms describe-key --key-id 2222')],
    ] as const) {
      it(`${state}: fails, and says how it can be used again`, async () => {
        const found = await finding(check, forGroup(foreign({ state })), `fail ${id} key/${arnOf('2222')}`);
        assert.equal(found.advice, advice);
      });

      it(`${state}: is left to setup where it is ours and the log group has it`, async () => {
        const found = await finding(check, forBoth(aKey({ state })), `fail ${id} key/alias/session`);
        const bySetup = state === 'Disabled' || state === 'PendingDeletion';
        assert.equal(found.advice, bySetup ? setup(AUDITED, '--kms') : advice.replaceAll('2222', '1111'));
      });
    }

    it('is not left to setup behind our alias without our tag, which setup leaves as it is', async () => {
      const theirs = { ours: is(false) };
      const { advice } = await finding(
        check,
        forBoth(aKey({ state: 'Disabled', ...theirs })),
        'fail kms.disabled key/alias/session',
      );
      assert.equal(advice, aws('kms enable-key --key-id 1111'));
      const off = await finding(
        check,
        forBoth(aKey({ rotates: is(false), ...theirs })),
        'info kms.rotation key/alias/session',
      );
      assert.equal(off.advice, aws('kms enable-key-rotation --key-id 1111'));
    });

    it('is to be enabled in its own account', async () => {
      const arn = arnOf('2222').replace(/\d{12}/, '999988887777');
      const key = foreign({ name: arn, arn, state: 'Disabled' });
      const { advice } = await finding(check, forGroup(key), `fail kms.disabled key/${arn}`);
      assert.equal(advice, 'in account 999988887777: aws kms enable-key --key-id 2222 --region eu-west-1');
    });

    it('is not left to setup where only sessions have it: setup would have to be told to keep it', async () => {
      const { advice } = await finding(
        check,
        forSessions(aKey({ state: 'Disabled' })),
        'fail kms.disabled key/alias/session',
      );
      assert.equal(advice, aws('kms enable-key --key-id 1111'));
    });

    it('is taken as usable where the endpoint does not say', async () => {
      assert.deepEqual(await findings(check, forBoth(aKey({ state: '' }))), []);
    });
  });

  describe('asymmetric', () => {
    const wrongKind = 'RSA_2048 ENCRYPT_DECRYPT';

    it('fails, and puts another one in its place', async () => {
      const { summary, advice } = await finding(
        check,
        forSessions(foreign({ wrongKind })),
        `fail kms.asymmetric key/${arnOf('2222')}`,
      );
      assert.match(summary, /of kind RSA_2048 ENCRYPT_DECRYPT, and only a symmetric one can be used/);
      assert.equal(advice, setup(AUDITED, '--kms --encrypt-sessions --overwrite --grant'));
    });

    it('gives the other one another alias where it has the one that was asked for', async () => {
      const { advice } = await finding(check, forBoth(aKey({ wrongKind })), 'fail kms.asymmetric key/alias/session');
      assert.equal(advice, setup(AUDITED, '--kms --kms-alias session-manager --encrypt-sessions --overwrite --grant'));
    });
  });

  describe('policy-logs', () => {
    const policyOf = (...Statement: readonly Statement[]) => ({
      policy: { Statement: [iamStatement(PLACE), ...Statement] },
    });
    const STATEMENT = logsStatement(PLACE, 'audit');

    for (const [what, statements] of [
      ['has no statement for it', []],
      ['names another log group', [logsStatement(PLACE, 'sessions')]],
      ['names the service of another region', [logsStatement({ ...PLACE, region: 'us-east-1' }, 'audit')]],
    ] as const) {
      it(`fails where the policy ${what}, and shows the statement`, async () => {
        const key = foreign(policyOf(...statements));
        const { summary, advice } = await finding(check, forGroup(key), `fail kms.policy-logs key/${key.name}`);
        assert.match(
          summary,
          /does not let logs\.eu-west-1\.amazonaws\.com use it for log group audit: nothing can be logged$/,
        );
        assert.equal(advice, `add this statement to the key policy: ${JSON.stringify(STATEMENT)}`);
      });
    }

    for (const [what, more, expected] of [
      [
        'of the service itself is removed',
        {},
        /^no further permission helps: in the key policy, remove statement Guard/,
      ],
      [
        'of everybody spares the services of AWS',
        { Principal: '*' as const },
        /, replace statement Guard by this one, .*"Bool":\{"aws:PrincipalIsAWSService":"false"\}/,
      ],
    ] as const) {
      it(`fails where the policy denies it: a Deny ${what}, since another statement does not help`, async () => {
        const { Condition: _, ...open } = STATEMENT;
        const key = foreign(policyOf(STATEMENT, { ...open, Effect: 'Deny' as const, Sid: 'Guard', ...more }));
        const { advice } = await finding(check, forGroup(key), `fail kms.policy-logs key/${key.name}`);
        assert.match(advice, expected);
      });
    }

    it('is repaired by setup where the key is ours', async () => {
      const { advice } = await finding(check, forBoth(aKey(policyOf())), 'fail kms.policy-logs key/alias/session');
      assert.equal(advice, setup(AUDITED, '--kms'));
    });

    it('is not repaired by setup behind our alias without our tag', async () => {
      const key = aKey({ ...policyOf(), ours: is(false) });
      const { advice } = await finding(check, forBoth(key), 'fail kms.policy-logs key/alias/session');
      assert.equal(advice, `add this statement to the key policy: ${JSON.stringify(STATEMENT)}`);
    });

    it('is not repaired by setup where the policy names users or roles that were deleted: they have to go first', async () => {
      const gone = 'AROACKCEVSQ6C2EXAMPLE';
      const stale: Statement = { ...iamStatement(PLACE), Sid: 'Stale', Principal: { AWS: gone } };
      const { advice } = await finding(check, forBoth(aKey(policyOf(stale))), 'fail kms.policy-logs key/alias/session');
      assert.ok(
        advice.startsWith(`remove ${gone}, whose users or roles were deleted, from the key policy, and add`),
        advice,
      );
      assert.ok(advice.endsWith(`this statement to it: ${JSON.stringify(STATEMENT)}`), advice);
    });

    it('is not known where the policy may not be read, or decides by what is not understood', async () => {
      const { policy: _, ...hidden } = foreign();
      const first = await finding(check, forGroup(hidden), `unknown kms.policy-logs key/${hidden.name}`);
      assert.match(first.summary, /may not be read$/);
      assert.deepEqual(first.unread, ['kms:GetKeyPolicy']);
      assert.match(first.advice, /^allow these credentials kms:GetKeyPolicy: session-manager policy operator/);
      const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
      const strange = foreign(policyOf({ ...STATEMENT, Condition }));
      const second = await finding(check, forGroup(strange), `unknown kms.policy-logs key/${strange.name}`);
      assert.match(second.summary, /conditions that are not understood here$/);
      assert.equal(second.unread, undefined);
      // Its owner alone can read it.
      const others = { ...hidden, arn: hidden.arn.replace(ACCOUNT, '999999999999') };
      const third = await finding(check, forGroup(others), `unknown kms.policy-logs key/${hidden.name}`);
      assert.equal(third.unread, undefined);
      assert.match(second.advice, /^add this statement to the key policy: \{/);
    });

    it('is asked of the key of a log group only', async () => {
      assert.deepEqual(await findings(check, forSessions(foreign(policyOf()))), []);
      await finding(
        check,
        forGroup(foreign({ ...policyOf(), wrongKind: 'RSA_2048 SIGN_VERIFY' })),
        `fail kms.asymmetric key/${arnOf('2222')}`,
      );
    });
  });

  describe('rotation', () => {
    it('is a hint where it is off', async () => {
      const other = await finding(
        check,
        forSessions(foreign({ rotates: is(false) })),
        `info kms.rotation key/${arnOf('2222')}`,
      );
      assert.equal(other.advice, aws('kms enable-key-rotation --key-id 2222'));
      const own = await finding(check, forBoth(aKey({ rotates: is(false) })), 'info kms.rotation key/alias/session');
      assert.equal(own.advice, setup(AUDITED, '--kms --rotation-days 365'));
    });

    it('is no matter where it cannot be told, or the key cannot be used', async () => {
      const { rotates: _, ...untold } = aKey();
      assert.deepEqual(await findings(check, forBoth(untold)), []);
      const off = aKey({ rotates: is(false), state: 'Disabled' });
      await finding(check, forBoth(off), 'fail kms.disabled key/alias/session');
    });
  });
});
