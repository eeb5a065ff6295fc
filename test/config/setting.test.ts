import assert from 'node:assert/strict';
import { complaint, configOf, valuesOf } from './files.ts';

describe('a value of a configuration file', () => {
  it('may be written as YAML writes it, or as on the command line', () => {
    const values = valuesOf(`
retention: 365
concurrency: "32"
kms: yes
streaming: "off"
grant: TRUE
regions: us-east-1,eu-west-1
accounts: [012345678901, "222222222222"]
tag: {team: platform, cost: 12}
agent-update-targets: all
shell-profile-linux: |
  cd
  exec bash
`);
    assert.deepEqual(values, {
      retention: '365',
      concurrency: '32',
      kms: true,
      streaming: false,
      grant: true,
      regions: ['us-east-1,eu-west-1'],
      accounts: ['012345678901', '222222222222'],
      tag: ['team=platform', 'cost=12'],
      'agent-update-targets': ['all'],
      'shell-profile-linux': 'cd\nexec bash\n',
    });
  });

  it('that names a file of accounts means one beside the configuration', () => {
    assert.deepEqual(valuesOf('accounts: "@accounts.txt"'), { accounts: ['@/fleet/accounts.txt'] });
    assert.deepEqual(valuesOf('exclude-accounts: [111111111111, "@/else/where"]'), {
      'exclude-accounts': ['111111111111', '@/else/where'],
    });
  });

  for (const [text, expected] of [
    ['retention: 31', /^session-manager\.yaml:1:12: retention "31": CloudWatch Logs offers never, 1, 3/],
    ['retention:', 'session-manager.yaml:1:1: retention has no value'],
    ['retention: ~', 'session-manager.yaml:1:12: retention has no value'],
    ['retention: true', /^session-manager\.yaml:1:12: retention true: it must be a text; put it in quotes/],
    ['retention: [30]', 'session-manager.yaml:1:12: retention is a list: it must be a text'],
    ['kms: {alias: x}', 'session-manager.yaml:1:6: kms is a map: it must be true or false'],
    ['kms: maybe', 'session-manager.yaml:1:6: kms "maybe": it must be true or false'],
    ['kms: 1', 'session-manager.yaml:1:6: kms "1": it must be true or false'],
    ['concurrency: 1.5', /^session-manager\.yaml:1:14: concurrency "1\.5": it must be a whole number from 1 to 256/],
    ['concurrency: 300', /^session-manager\.yaml:1:14: concurrency "300"/],
    ['format: word', /^session-manager\.yaml:1:9: format "word": it must be one of text, markdown/],
    [
      '\n\naccounts:\n  - 111111111111\n  - 1234\n',
      /^session-manager\.yaml:5:5: accounts "1234": an account id has 12/,
    ],
    ['accounts: [all, 111111111111]', /^session-manager\.yaml:1:11: accounts "all,111111111111": all cannot be/],
    ['regions: []', 'session-manager.yaml:1:10: regions is empty: give at least one value'],
    ['regions: ""', 'session-manager.yaml:1:10: regions is empty: give at least one value'],
    ['regions: [us-east-1, ~]', 'session-manager.yaml:1:22: regions has an item without a value'],
    ['regions: [[us-east-1]]', 'session-manager.yaml:1:11: regions has a list in it: each item must be a text'],
    [
      'account-names: [prod, true]',
      /^session-manager\.yaml:1:23: account-names true: it must be a text; put it in quotes/,
    ],
    ['regions: {us: east}', 'session-manager.yaml:1:10: regions is a map: it must be a list'],
    ['tag: {a: 1, "aws:b": 2}', /^session-manager\.yaml:1:13: tag "aws:b=2": tag keys like aws:b are reserved/],
    ['agent-update-schedule: daily', /^session-manager\.yaml:1:24: agent-update-schedule "daily": it must be cron/],
    ['run-as: root', /^session-manager\.yaml:1:9: run-as "root": Session Manager does not start sessions as root/],
    ['log-group: AKIAIOSFODNN7EXAMPLE', /^session-manager\.yaml:1:12: this looks like an access key: nothing secret/],
    ['log-group: "a\\0b"', /^session-manager\.yaml:1:12: log-group holds a character that no flag can/],
  ] as const) {
    it(`that is wrong is named with its place: ${JSON.stringify(text)}`, () => {
      if (typeof expected === 'string') assert.equal(complaint(text), expected);
      else assert.match(complaint(text), expected);
      assert.ok(!complaint(text).includes('AKIA'), 'and no secret with it');
    });
  }

  it('that needs another one is fine by itself: that may be said elsewhere', () => {
    assert.deepEqual(valuesOf('rotation-days: 100\nencrypt-sessions: true'), {
      'rotation-days': '100',
      'encrypt-sessions': true,
    });
  });

  it('is taken back in an override by null', () => {
    const [override] = configOf('overrides: [{match: {regions: us-east-1}, s3-bucket: null}]').overrides;
    assert.deepEqual(
      [...(override?.settings.entries() ?? [])].map(([key, { value }]) => [key, value]),
      [['s3-bucket', undefined]],
    );
    assert.match(complaint('overrides: [{match: {regions: us-east-1}, s3-bucket: }]'), /has no value; null takes back/);
  });
});
