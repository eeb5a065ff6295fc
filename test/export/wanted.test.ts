import assert from 'node:assert/strict';
import { pieces } from '../../src/export/tokens.ts';
import { wanted } from '../../src/export/wanted.ts';
import { keyPolicy } from '../../src/policies/documents/key-policy.ts';
import { partitionOf } from '../../src/aws/regions.ts';
import { inputsOf } from '../aws.ts';

const CHINA = { account: '111122223333', region: 'cn-north-1', partition: partitionOf('cn-north-1') };

/** Writes a value as an engine does that works there. */
function inChina<Value>(value: Value, keyArn = 'the-key'): Value {
  const known = { ...CHINA, partition: CHINA.partition.name, dnsSuffix: CHINA.partition.dnsSuffix, keyArn };
  const text = (one: string): string =>
    pieces(one)
      .map((piece) => (typeof piece === 'string' ? piece : known[piece.token]))
      .join('');
  const resolved = (one: unknown): unknown => {
    if (typeof one === 'string') return text(one);
    if (Array.isArray(one)) return one.map(resolved);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([name, member]) => [text(name), resolved(member)]));
  };
  return resolved(value) as Value;
}

describe('what other engines are told to make', () => {
  it('is a log group, preferences and an association where nothing is asked for', () => {
    const { key, logGroup, document, association, policy } = wanted(inputsOf());
    assert.deepEqual([key, policy], [undefined, undefined]);
    assert.deepEqual(logGroup, {
      name: 'sessions',
      encrypted: false,
      tags: { 'session-manager:managed': 'log-group' },
    });
    assert.equal(document.name, 'SSM-SessionManagerRunShell');
    const { inputs } = JSON.parse(document.content) as { inputs: Record<string, unknown> };
    assert.equal(inputs['cloudWatchLogGroupName'], 'sessions');
    assert.equal(inputs['cloudWatchStreamingEnabled'], true);
    assert.deepEqual(association, {
      document: 'AWS-UpdateSSMAgent',
      name: 'SsmAgent',
      schedule: 'cron(0 2 ? * * *)',
      targets: [{ key: 'tag:StateManager', values: ['yes'] }],
      tags: { 'session-manager:managed': 'agent-update' },
    });
  });

  it('holds no account and no region: in China it is what setup makes there', () => {
    const made = wanted(inputsOf({ kms: true, 'encrypt-sessions': true, grant: true, 's3-bucket': 'logs-of-ours' }));
    assert.doesNotMatch(JSON.stringify(made), /\d{12}|us-east-1|arn:aws:|amazonaws\.com\.cn/);
    assert.ok(made.key?.kind === 'managed');
    assert.deepEqual(inChina(made.key.policy), keyPolicy(CHINA, 'sessions'));
    const { inputs } = JSON.parse(inChina(made.document.content)) as { inputs: Record<string, unknown> };
    assert.equal(inputs['kmsKeyId'], 'the-key');
    const granted = JSON.stringify(inChina(made.policy));
    assert.match(granted, /arn:aws-cn:s3:::logs-of-ours/);
    assert.match(granted, /arn:aws-cn:logs:\*:111122223333:log-group:sessions/);
  });

  it('names the policy of the grant, and every region that needs it', () => {
    const tagsOf = (...regions: readonly string[]) => inChina(wanted(inputsOf({ grant: true }), regions).policy?.tags);
    assert.deepEqual(tagsOf('eu-west-1', 'us-east-1'), {
      'session-manager:region:eu-west-1': 'needs-it',
      'session-manager:region:us-east-1': 'needs-it',
      'session-manager:managed': 'role-grant',
    });
    assert.ok('session-manager:region:cn-north-1' in (tagsOf() ?? {}));
  });

  it('leaves a key that is given to a parameter of the engine', () => {
    const arn = 'arn:aws:kms:us-east-1:111122223333:key/abc';
    const { key, document, policy } = wanted(inputsOf({ 'kms-key': arn, 'encrypt-sessions': true, grant: true }));
    assert.deepEqual(key, { kind: 'given', arn });
    assert.ok(!`${document.content}${JSON.stringify(policy)}`.includes(arn));
    assert.ok(inChina(document.content, arn).includes(arn));
    assert.ok(JSON.stringify(inChina(policy, arn)).includes(arn));
  });

  it('gives another version another name, and the same one the same', () => {
    const nameOf = (idle?: string) => wanted(inputsOf({ 'idle-timeout': idle })).document.versionName;
    assert.equal(nameOf('5'), nameOf('5'));
    assert.notEqual(nameOf('5'), nameOf('6'));
    assert.match(nameOf(), /^session-manager-[0-9a-f]{16}$/);
  });

  it('keeps everything else that is asked for', () => {
    const { logGroup, key, association } = wanted(
      inputsOf({
        retention: '30',
        'deletion-protection': false,
        kms: true,
        'rotation-days': '90',
        'agent-update-targets': 'all',
        'agent-update-schedule': 'rate(7 days)',
        tag: ['team=ops'],
      }),
    );
    assert.deepEqual([logGroup.retention, logGroup.deletionProtection], [30, false]);
    assert.deepEqual(logGroup.tags, { team: 'ops', 'session-manager:managed': 'log-group' });
    assert.ok(key?.kind === 'managed');
    assert.equal(key.rotationDays, 90);
    assert.deepEqual(association?.targets, [{ key: 'InstanceIds', values: ['*'] }]);
    assert.equal(association.schedule, 'rate(7 days)');
  });

  it('refuses a log group that can carry no tags', () => {
    assert.throws(() => wanted(inputsOf({ 'log-group': 'a#b' })), /takes no tags where the name contains #/);
  });
});
