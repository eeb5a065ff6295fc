import assert from 'node:assert/strict';
import { logGroup } from '../../src/checks/log-group.ts';
import type { Key, KeyLookup } from '../../src/facts/key.ts';
import type { RegionAudit } from '../../src/audit/region.ts';
import { sessionSettings } from '../../src/facts/session-settings.ts';
import type { RawInputs } from '../../src/inputs/inputs.ts';
import type { FoundLogGroup } from '../../src/resources/log-group.ts';
import { newDocument } from '../../src/resources/preferences/session-document.ts';
import { inputsOf } from '../aws.ts';
import { fakeSettings } from './facts.ts';
import { asking, aws, briefly, checkOf, denied, finding, findings, is, isDenied, regionOf, setup } from './observed.ts';

const itself = checkOf(logGroup, 'log-group.missing');
const itsEvents = checkOf(logGroup, 'log-group.retention');
const itsKey = checkOf(logGroup, 'log-group.key-mismatch');

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1111';
const OTHER = 'arn:aws:kms:eu-west-1:111122223333:key/2222';
const AUDIT = 'log-group/audit';
const GROUP: FoundLogGroup = { name: 'audit', arn: 'arn', retention: 365, deletionProtection: false, storedBytes: 0 };

const factsOf = (
  group: Partial<FoundLogGroup> | undefined,
  raw: RawInputs = {},
  demanded = false,
  overrides: Partial<RegionAudit> = {},
): RegionAudit =>
  regionOf({
    question: asking({ inputs: inputsOf(raw) }),
    settings: is(fakeSettings({ cloudWatchLogGroupName: 'audit', cloudWatchEncryptionEnabled: demanded })),
    logGroup: is(group && { ...GROUP, ...group }),
    ownsLogGroup: () => Promise.resolve(true),
    ...overrides,
  });

describe('check log-group', () => {
  it('has nothing to look at where the preferences name none, or there are none', async () => {
    for (const settings of [is(undefined), is(fakeSettings())]) {
      assert.equal(await itself.run(regionOf({ settings })), undefined);
    }
  });

  it('finds nothing where it is there, expires some day, and nothing more was asked for', async () => {
    assert.deepEqual(await findings(itself, factsOf({})), []);
    assert.deepEqual(await findings(itself, factsOf({ keyArn: KEY }, {}, true)), []);
  });

  it('is not known where the preferences or log groups may not be read', async () => {
    await isDenied(itself, factsOf({}, {}, false, { settings: denied }));
    await isDenied(itself, factsOf({}, {}, false, { logGroup: denied }));
  });

  it('has a finding for everything that is not as it was asked for', async () => {
    const raw = { kms: true, retention: '30', 'deletion-protection': true };
    const found = [...(await findings(itself, factsOf({}, raw))), ...(await findings(itsEvents, factsOf({}, raw)))];
    assert.deepEqual(briefly(found), [
      `warn log-group.deletion-protection ${AUDIT}`,
      `warn log-group.retention ${AUDIT}`,
      `warn log-group.unencrypted ${AUDIT}`,
    ]);
  });

  describe('class', () => {
    it('fails where it only passes on logs of Lambda, and another group is made', async () => {
      const facts = factsOf({ class: 'DELIVERY' });
      const { summary, advice } = await finding(itself, facts, `fail log-group.class ${AUDIT}`);
      assert.match(summary, /class is DELIVERY, which only passes on logs of Lambda/);
      assert.equal(advice, setup('--log-group audit-standard', '--overwrite', '--grant'));
      const [encrypted] = await findings(itself, factsOf({ class: 'DELIVERY', keyArn: KEY }, {}, true));
      assert.equal(encrypted?.advice, setup('--log-group audit-standard', '--kms', '--grant', '--overwrite'));
    });

    it('is a note where only Logs Insights reads it', async () => {
      const { summary } = await finding(
        itself,
        factsOf({ class: 'INFREQUENT_ACCESS' }),
        `info log-group.class ${AUDIT}`,
      );
      assert.match(summary, /only Logs Insights reads the logs/);
    });

    it('is not known where AWS has a new one', async () => {
      await finding(itself, factsOf({ class: 'GLACIER' }), `unknown log-group.class ${AUDIT}`);
    });

    it('has no retention to be set where it only passes on logs', async () => {
      assert.deepEqual(
        await findings(itsEvents, factsOf({ class: 'DELIVERY', retention: 2 }, { retention: '30' })),
        [],
      );
    });
  });

  it('is not said to need a key, or none, where only a session knows', async () => {
    const document = { ...newDocument({ cloudWatchLogGroupName: 'audit' }), parameters: { enc: { type: 'String' } } };
    const inputs = { ...document.inputs, cloudWatchEncryptionEnabled: '{{ enc }}' };
    const settings = is(sessionSettings({ ...document, inputs }));
    await finding(itself, factsOf({}, {}, false, { settings }), `unknown log-group.unencrypted ${AUDIT}`);
    assert.deepEqual(await findings(itself, factsOf({ keyArn: KEY }, {}, false, { settings })), []);
    await finding(itself, factsOf(undefined, {}, false, { settings }), `warn log-group.missing ${AUDIT}`);
  });

  describe('missing', () => {
    it('is a warning: sessions run without being logged', async () => {
      const { summary, advice } = await finding(itself, factsOf(undefined), `warn log-group.missing ${AUDIT}`);
      assert.match(summary, /silently not logged$/);
      assert.equal(advice, setup('--log-group audit'));
    });

    it('fails where encryption is demanded: sessions are refused', async () => {
      const facts = factsOf(undefined, {}, true);
      const { summary, advice } = await finding(itself, facts, `fail log-group.missing ${AUDIT}`);
      assert.match(summary, /^sessions are refused .* the group does not exist$/);
      assert.equal(advice, setup('--log-group audit', '--kms', '--grant'));
    });

    it('is made with the key that was asked for', async () => {
      const given = factsOf(undefined, { 'kms-key': KEY }, true);
      const { advice } = await finding(itself, given, `fail log-group.missing ${AUDIT}`);
      assert.equal(advice, setup('--log-group audit', '--kms-key', KEY, '--grant'));
      const managed = factsOf(undefined, { kms: true, 'kms-alias': 'other' }, true);
      const other = await finding(itself, managed, `fail log-group.missing ${AUDIT}`);
      assert.equal(other.advice, setup('--log-group audit', '--kms-alias other', '--kms', '--grant'));
    });
  });

  describe('unencrypted', () => {
    it('fails where the preferences require encryption', async () => {
      const { summary, advice } = await finding(itself, factsOf({}, {}, true), `fail log-group.unencrypted ${AUDIT}`);
      assert.match(summary, /^sessions are refused .* the group has no KMS key$/);
      assert.equal(advice, setup('--log-group audit', '--kms', '--grant'));
    });

    it('is a warning where a key was asked for', async () => {
      for (const [raw, flags] of [
        [{ kms: true }, '--kms --grant'],
        [{ 'kms-key': KEY }, `--kms-key ${KEY} --grant`],
      ] as const) {
        const { advice } = await finding(itself, factsOf({}, raw), `warn log-group.unencrypted ${AUDIT}`);
        assert.equal(advice, setup('--log-group audit', flags));
      }
    });

    it('is a hint where it has a key that nothing demands', async () => {
      const { summary, advice } = await finding(
        itself,
        factsOf({ keyArn: KEY }),
        `info log-group.unencrypted ${AUDIT}`,
      );
      assert.match(summary, /^it is encrypted, but the preferences do not require/);
      assert.equal(advice, setup('--log-group audit', `--kms-key ${KEY}`, '--overwrite'));
    });
  });

  describe('retention', () => {
    const { retention: _, ...forEver } = GROUP;

    for (const [there, asked, expected, summary, flag] of [
      [30, '365', 'warn', 'its events expire after 30 days, and not after 365 days', '365'],
      [30, 'never', 'warn', 'its events expire after 30 days, and not never', 'never'],
      [undefined, '30', 'warn', 'its events never expire, and not after 30 days', '30'],
      [undefined, undefined, 'info', 'its events never expire, and are paid for as long as they exist', '365'],
    ] as const) {
      it(`of ${there ?? 'ever'} is a finding where ${asked ?? 'nothing'} was asked for`, async () => {
        const group = there === undefined ? forEver : { ...forEver, retention: there };
        const facts = factsOf({}, asked === undefined ? {} : { retention: asked }, false, { logGroup: is(group) });
        const found = await finding(itsEvents, facts, `${expected} log-group.retention ${AUDIT}`);
        assert.equal(found.summary, summary);
        assert.equal(found.advice, setup('--log-group audit', `--retention ${flag}`));
      });
    }

    it('is fine where it is what was asked for, or nothing was asked for and events expire', async () => {
      assert.deepEqual(await findings(itsEvents, factsOf({ retention: 30 }, { retention: '30' })), []);
      assert.deepEqual(await findings(itsEvents, factsOf({ retention: 1 })), []);
      const never = factsOf({}, { retention: 'never' }, false, { logGroup: is(forEver) });
      assert.deepEqual(await findings(itsEvents, never), []);
    });
  });

  describe('deletion protection', () => {
    for (const [there, asked, flag] of [
      [false, true, '--deletion-protection'],
      [true, false, '--no-deletion-protection'],
    ] as const) {
      it(`that is ${there ? 'on' : 'off'} is a finding where the contrary was asked for, and only then`, async () => {
        const facts = factsOf({ deletionProtection: there }, { 'deletion-protection': asked });
        const { summary, advice } = await finding(itsEvents, facts, `warn log-group.deletion-protection ${AUDIT}`);
        assert.equal(summary, `its deletion protection is ${there ? 'on' : 'off'}`);
        assert.equal(advice, setup('--log-group audit', flag));
        assert.deepEqual(await findings(itsEvents, factsOf({ deletionProtection: there })), []);
        const same = factsOf({ deletionProtection: there }, { 'deletion-protection': there });
        assert.deepEqual(await findings(itsEvents, same), []);
      });
    }
  });

  describe('that others made', () => {
    const theirs = { ownsLogGroup: () => Promise.resolve(false) };

    it('is encrypted only with --overwrite', async () => {
      const found = await finding(itself, factsOf({}, {}, true, theirs), `fail log-group.unencrypted ${AUDIT}`);
      assert.equal(found.advice, setup('--log-group audit', '--kms', '--grant', '--overwrite'));
    });

    it('is changed by commands of the AWS CLI, which take nothing over', async () => {
      for (const [group, raw, advice] of [
        [
          { retention: 30 },
          { retention: '365' },
          'put-retention-policy --log-group-name audit --retention-in-days 365',
        ],
        [{ retention: 30 }, { retention: 'never' }, 'delete-retention-policy --log-group-name audit'],
        [
          {},
          { 'deletion-protection': true },
          'put-log-group-deletion-protection --log-group-identifier audit --deletion-protection-enabled',
        ],
        [
          { deletionProtection: true },
          { 'deletion-protection': false },
          'put-log-group-deletion-protection --log-group-identifier audit --no-deletion-protection-enabled',
        ],
      ] as const) {
        const [found] = await findings(itsEvents, factsOf(group, raw, false, theirs));
        assert.equal(found?.advice, aws(`logs ${advice}`));
      }
    });

    it('is what one counts as whose tags may not be read', async () => {
      const hidden = { ownsLogGroup: denied };
      const [found] = await findings(itsEvents, factsOf({}, { retention: '30' }, false, hidden));
      assert.match(found?.advice ?? '', /^aws logs put-retention-policy/);
    });
  });
});

describe('check log-group.key-mismatch', () => {
  const key =
    (arn: string): RegionAudit['key'] =>
    async (name) =>
      ({ kind: 'found', name, arn, id: '', state: 'Enabled', aliases: [] }) satisfies Key;
  const missing: RegionAudit['key'] = async (name) => ({ kind: 'missing', name }) satisfies KeyLookup;

  it('has nothing to look at where there is no log group, or it has no key', async () => {
    assert.equal(await itsKey.run(factsOf(undefined)), undefined);
    assert.equal(await itsKey.run(factsOf({})), undefined);
  });

  it('finds nothing where it is the key that was asked for, or that of our alias, or there is no other', async () => {
    for (const raw of [{}, { kms: true }, { 'kms-key': KEY }]) {
      assert.deepEqual(await findings(itsKey, factsOf({ keyArn: KEY }, raw, false, { key: key(KEY) })), []);
    }
    assert.deepEqual(await findings(itsKey, factsOf({ keyArn: KEY }, { kms: true }, false, { key: missing })), []);
  });

  for (const [raw, verdict, wanted, flags] of [
    [{}, 'info', 'alias/session', undefined],
    [{ kms: true, 'kms-alias': 'other' }, 'warn', 'alias/other', '--kms-alias other --kms --grant'],
    [{ 'kms-key': OTHER }, 'warn', OTHER, `--kms-key ${OTHER} --grant`],
  ] as const) {
    it(`is ${verdict} where ${Object.keys(raw).join(' and ') || 'nothing'} was asked for`, async () => {
      const facts = factsOf({ keyArn: KEY }, raw, false, { key: key(OTHER) });
      const { summary, advice } = await finding(itsKey, facts, `${verdict} log-group.key-mismatch ${AUDIT}`);
      assert.equal(summary, `it is encrypted with ${KEY}, and not with the key of ${wanted}`);
      if (flags === undefined) assert.match(advice, /^nothing has to be done if it has a key of its own on purpose/);
      else {
        assert.match(advice, /^if it is not meant to have a key of its own; /);
        assert.ok(advice.endsWith(`: ${setup('--log-group audit', flags)}`), advice);
      }
    });
  }

  it('is not known where the log group or the key may not be read', async () => {
    await isDenied(itsKey, factsOf({}, {}, false, { logGroup: denied }));
    await isDenied(itsKey, factsOf({ keyArn: KEY }, {}, false, { key: denied }));
  });
});
