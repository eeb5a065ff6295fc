import assert from 'node:assert/strict';
import { parseInputs } from '../../src/inputs/inputs.ts';
import { RETENTION_DAYS } from '../../src/inputs/tables/setup.ts';
import { badInput } from '../aws.ts';

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
describe('inputs', () => {
  describe('that are not given', () => {
    it('ask for what the README promises, and for nothing that is there to change', () => {
      assert.deepEqual(parseInputs({}), {
        logGroup: { name: 'sessions', asked: false },
        keyAlias: 'alias/session',
        encryptSessions: false,
        preferences: {},
        overwrite: false,
        policyAudit: true,
        grant: false,
        agentUpdate: {},
        tags: {},
        removal: { force: false, keepLogs: false, keepKey: false, pendingWindow: 30 },
      });
    });

    it('leave the rotation of a key of ours open', () => {
      assert.deepEqual(parseInputs({ kms: true }).key, { kind: 'managed' });
    });

    it('require encryption of a bucket as soon as one is named', () => {
      assert.deepEqual(parseInputs({ 's3-bucket': 'logs' }).preferences, { s3Bucket: 'logs', s3Encryption: true });
      assert.deepEqual(parseInputs({ 's3-bucket': 'logs', 's3-encryption': false }).preferences, {
        s3Bucket: 'logs',
        s3Encryption: false,
      });
    });
  });

  it('audit policies unless told not to, and grant only where they audit', () => {
    assert.equal(parseInputs({ 'policy-audit': false }).policyAudit, false);
    assert.equal(parseInputs({ grant: true }).grant, true);
    badInput(() => parseInputs({ grant: true, 'policy-audit': false }), '--grant', '--no-policy-audit');
  });

  it('carry everything that was asked for', () => {
    const inputs = parseInputs({
      'log-group': '/ssm/sessions',
      retention: '30',
      'deletion-protection': false,
      kms: true,
      'kms-alias': 'logs',
      'rotation-days': '180',
      'encrypt-sessions': true,
      's3-bucket': 'my.bucket-1',
      's3-prefix': 'ssm',
      's3-encryption': false,
      streaming: false,
      'idle-timeout': '5',
      'max-duration': '60',
      'run-as': 'ec2-user',
      'shell-profile-linux': 'exec bash\ncd',
      'shell-profile-windows': 'cls',
      overwrite: true,
      'agent-update': true,
      'agent-update-schedule': 'rate(1 day)',
      'agent-update-targets': ['all'],
      tag: ['team=ops', 'empty='],
      force: true,
      'keep-logs': true,
      'keep-key': true,
      'pending-window': '7',
    });
    assert.deepEqual(inputs, {
      logGroup: { name: '/ssm/sessions', asked: true, retention: 30, deletionProtection: false },
      key: { kind: 'managed', rotationDays: 180 },
      keyAlias: 'alias/logs',
      encryptSessions: true,
      preferences: {
        s3Bucket: 'my.bucket-1',
        s3Prefix: 'ssm',
        s3Encryption: false,
        streaming: false,
        idleTimeout: 5,
        maxDuration: 60,
        runAs: 'ec2-user',
        shellProfileLinux: 'exec bash\ncd',
        shellProfileWindows: 'cls',
      },
      overwrite: true,
      policyAudit: true,
      grant: false,
      agentUpdate: { schedule: 'rate(1 day)', targets: [{ key: 'InstanceIds', values: ['*'] }] },
      tags: { team: 'ops', empty: '' },
      removal: { force: true, keepLogs: true, keepKey: true, pendingWindow: 7 },
    });
  });

  describe('as whole numbers', () => {
    const bounds = [
      ['idle-timeout', 1, 60, 'minutes'],
      ['max-duration', 1, 1440, 'minutes'],
      ['rotation-days', 90, 2560, 'days'],
      ['pending-window', 7, 30, 'days'],
    ] as const;
    for (const [flag, least, most, unit] of bounds) {
      const parse = (value: string) => parseInputs({ kms: true, [flag]: value });

      it(`take --${flag} from ${least} to ${most}`, () => {
        assert.doesNotThrow(() => parse(String(least)));
        assert.doesNotThrow(() => parse(String(most)));
      });

      const wrong = [String(least - 1), String(most + 1), '', ' ', 'x', '-5', `${least}.5`, '1e2', '0x10', `${least} `];
      for (const value of wrong) {
        it(`refuse --${flag} ${JSON.stringify(value)}`, () => {
          const words = [`--${flag}`, JSON.stringify(value), `${least} to ${most} ${unit}`];
          assert.equal(badInput(() => parse(value), ...words).code, 'invalid-value');
        });
      }
    }
  });

  describe('as retention', () => {
    it('take every number of days that CloudWatch Logs offers, and never', () => {
      for (const days of RETENTION_DAYS)
        assert.equal(parseInputs({ retention: String(days) }).logGroup.retention, days);
      assert.equal(parseInputs({ retention: 'never' }).logGroup.retention, 'never');
    });

    for (const value of ['31', '0', '', '-1', 'Never', '3654']) {
      it(`refuse ${JSON.stringify(value)} and list what is offered`, () => {
        badInput(
          () => parseInputs({ retention: value }),
          '--retention',
          JSON.stringify(value),
          'never, 1, 3, 5',
          '3653',
        );
      });
    }

    for (const value of ['0x1e', '30.0', '3e1', ' 30', '+30']) {
      it(`refuse ${JSON.stringify(value)}, which no pipeline means as 30`, () => {
        badInput(() => parseInputs({ retention: value }), '--retention', JSON.stringify(value));
      });
    }
  });

  describe('as names', () => {
    it('take log group names up to their bounds', () => {
      for (const name of ['a', '/aws/ssm', 'A-z_0.9/', 'x'.repeat(512)]) {
        assert.equal(parseInputs({ 'log-group': name }).logGroup.name, name);
      }
    });

    for (const name of ['my sessions', '', 'x'.repeat(513), 'a:b', 'a*', 'é', 'a\nb', 'aws/ssm']) {
      it(`refuse the log group ${JSON.stringify(name.slice(0, 20))}`, () => {
        badInput(() => parseInputs({ 'log-group': name }), '--log-group', JSON.stringify(name));
      });
    }

    it('take an alias with or without its prefix', () => {
      for (const alias of ['session', 'alias/session']) {
        assert.equal(parseInputs({ 'kms-alias': alias }).keyAlias, 'alias/session');
      }
      for (const alias of ['awsome', 'a/b-c_d', 'x'.repeat(250)]) {
        assert.equal(parseInputs({ 'kms-alias': alias }).keyAlias, `alias/${alias}`);
      }
    });

    for (const alias of ['aws/ssm', 'alias/aws/ssm', 'aws']) {
      it(`refuse the alias ${alias}, which belongs to AWS`, () => {
        badInput(() => parseInputs({ 'kms-alias': alias }), '--kms-alias', JSON.stringify(alias), 'aws/');
      });
    }

    for (const alias of ['', 'alias/', 'my session', 'a.b', 'a:b', 'ключ', 'x'.repeat(251)]) {
      it(`refuse the alias ${JSON.stringify(alias.slice(0, 20))}`, () => {
        badInput(() => parseInputs({ 'kms-alias': alias }), '--kms-alias', JSON.stringify(alias), 'letters, digits');
      });
    }

    it('take bucket names up to their bounds', () => {
      for (const name of ['abc', '0a0', 'a.b-c', 'x'.repeat(63)]) {
        assert.equal(parseInputs({ 's3-bucket': name }).preferences.s3Bucket, name);
      }
    });

    for (const name of ['ab', 'x'.repeat(64), 'Logs', 'a..b', '-abc', 'abc-', 'a_b', '10.0.0.1', '', 's3://logs']) {
      it(`refuse the bucket ${JSON.stringify(name.slice(0, 20))}`, () => {
        badInput(() => parseInputs({ 's3-bucket': name }), '--s3-bucket', JSON.stringify(name), '3 to 63');
      });
    }

    it('take users of an operating system', () => {
      for (const user of ['ec2-user', 'DOMAIN\\ann', 'x'.repeat(256)]) {
        assert.equal(parseInputs({ 'run-as': user }).preferences.runAs, user);
      }
    });

    for (const user of ['root', '0', ' root', '', 'two words', 'a:b', 'a/b', 'x'.repeat(257)]) {
      it(`refuse to run as ${JSON.stringify(user.slice(0, 20))}`, () => {
        badInput(() => parseInputs({ 'run-as': user }), '--run-as', JSON.stringify(user));
      });
    }
  });

  describe('as a key that is given', () => {
    it('take the ARN of a key, in any partition, also a multi-region one', () => {
      const arns = [
        KEY,
        'arn:aws-cn:kms:cn-north-1:111122223333:key/abc',
        'arn:aws:kms:us-east-1:111122223333:key/mrk-1234',
      ];
      for (const arn of arns) assert.deepEqual(parseInputs({ 'kms-key': arn }).key, { kind: 'given', arn });
    });

    const wrong = [
      '',
      'alias/session',
      '1234abcd-12ab-34cd-56ef-1234567890ab',
      'arn:aws:kms:eu-west-1:111122223333:alias/session',
      'arn:aws:s3:eu-west-1:111122223333:key/1234',
      'arn:aws:kms::111122223333:key/1234',
      'arn:aws:kms:eu-west-1:1111:key/1234',
      'arn:aws:kms:eu-west-1:111122223333:key/',
    ];
    for (const arn of wrong) {
      it(`refuse ${JSON.stringify(arn)}`, () => {
        badInput(() => parseInputs({ 'kms-key': arn }), '--kms-key', JSON.stringify(arn), 'arn:aws:kms:');
      });
    }
  });

  describe('as a schedule', () => {
    for (const schedule of ['cron(0 2 ? * * *)', 'cron(0 2 ? * SUN *)', 'rate(30 minutes)', 'rate(30 days)']) {
      it(`take ${schedule}`, () => {
        assert.equal(parseInputs({ 'agent-update-schedule': schedule }).agentUpdate?.schedule, schedule);
      });
    }

    for (const schedule of [
      '',
      '0 2 * * *',
      'cron(0 2 * * *)',
      'cron(61 2 ? * * *)',
      'rate(5 minutes)',
      'rate(1 days)',
    ]) {
      it(`refuse ${JSON.stringify(schedule)}`, () => {
        const work = () => parseInputs({ 'agent-update-schedule': schedule });
        badInput(work, '--agent-update-schedule', JSON.stringify(schedule));
      });
    }
  });

  describe('that contradict each other', () => {
    const conflicts = [
      ['a key made and a key given', { kms: true, 'kms-key': KEY }, ['--kms ', '--kms-key']],
      ['rotation without a key of ours', { 'rotation-days': '365' }, ['--rotation-days', '--kms']],
      ['rotation of a given key', { 'rotation-days': '365', 'kms-key': KEY }, ['--rotation-days', '--kms']],
      ['a prefix without a bucket', { 's3-prefix': 'x' }, ['--s3-prefix', '--s3-bucket']],
      ['bucket encryption without a bucket', { 's3-encryption': false }, ['--s3-encryption', '--s3-bucket']],
      [
        'a schedule for no update',
        { 'agent-update': false, 'agent-update-schedule': 'rate(1 day)' },
        ['--no-agent-update', '--agent-update-schedule'],
      ],
      [
        'targets for no update',
        { 'agent-update': false, 'agent-update-targets': ['all'] },
        ['--no-agent-update', '--agent-update-targets'],
      ],
    ] as const;
    for (const [what, raw, words] of conflicts) {
      it(`refuse ${what}`, () => assert.equal(badInput(() => parseInputs(raw), ...words).code, 'conflict'));
    }

    it('refuse encrypted sessions without a key, and say which flags give one', () => {
      const error = badInput(
        () => parseInputs({ 'encrypt-sessions': true }),
        '--encrypt-sessions',
        '--kms',
        '--kms-key',
      );
      assert.equal(error.code, 'no-key');
      assert.equal(parseInputs({ 'encrypt-sessions': true, kms: true }).encryptSessions, true);
      assert.equal(parseInputs({ 'encrypt-sessions': true, 'kms-key': KEY }).encryptSessions, true);
    });
  });

  it('ask for no agent update where it is turned off', () => {
    assert.equal(parseInputs({ 'agent-update': false }).agentUpdate, undefined);
  });

  it('end the command with the exit code for wrong usage', () => {
    assert.equal(badInput(() => parseInputs({ retention: '31' })).oclif.exit, 2);
  });
});
