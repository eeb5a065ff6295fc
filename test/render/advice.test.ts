import assert from 'node:assert/strict';
import { type AwsCommand, hint, type Remedy, type SetupCommand } from '../../src/checks/remedy.ts';
import { adviceOf, piecesOf, piecesOfText } from '../../src/render/advice.ts';

const SETUP: SetupCommand = {
  kind: 'setup',
  invocation: {},
  regions: ['eu-west-1'],
  accounts: [],
  flags: {},
};
const AWS: AwsCommand = {
  kind: 'aws',
  operation: ['kms', 'enable-key'],
  options: { 'key-id': '1' },
  region: 'eu-west-1',
};

describe('a setup command in words', () => {
  it('leads to regions and accounts, and then says what to do there', () => {
    const whole: SetupCommand = {
      kind: 'setup',
      invocation: { sandbox: true, 'role-name': 'Admin' },
      regions: ['eu-west-1', 'us-east-1'],
      profile: 'prod',
      accounts: ['111122223333', '444455556666'],
      flags: { kms: true, 'rotation-days': '365', 'agent-update': false, tag: ['a=b', 'c=d'] },
    };
    assert.equal(
      adviceOf(whole),
      'session-manager setup --sandbox --role-name Admin --regions eu-west-1,us-east-1 --profiles prod ' +
        '--accounts 111122223333,444455556666 --kms --rotation-days 365 --no-agent-update --tag a=b --tag c=d',
    );
  });

  it('says nothing that goes without saying', () => {
    assert.equal(adviceOf(SETUP), 'session-manager setup --regions eu-west-1');
  });

  it('can be pasted into a shell, whatever is in its words', () => {
    const flags = { 'shell-profile-linux': `echo "it's $HOME"`, 'shell-profile-windows': '' };
    const line = adviceOf({ ...SETUP, profile: 'my prod', flags });
    assert.ok(line.includes(` --profiles 'my prod' `), line);
    assert.ok(line.endsWith(` --shell-profile-linux 'echo "it'\\''s $HOME"' --shell-profile-windows ''`), line);
  });
});

describe('a command of the AWS CLI in words', () => {
  it('ends with the region, and the profile that leads there', () => {
    assert.equal(adviceOf(AWS), 'aws kms enable-key --key-id 1 --region eu-west-1');
    assert.equal(
      adviceOf({ ...AWS, profile: 'dev' }),
      'aws kms enable-key --key-id 1 --region eu-west-1 --profile dev',
    );
  });

  it('hands on what it prints in a variable, which is not quoted away', () => {
    const first: AwsCommand = { ...AWS, options: { query: "Keys[?Id=='1']" }, variable: 'key' };
    const second: AwsCommand = { ...AWS, options: { 'key-id': '$key', value: '$other' } };
    assert.equal(
      adviceOf({ kind: 'commands', commands: [first, second] }),
      `key=$(aws kms enable-key --query 'Keys[?Id=='\\''1'\\'']' --region eu-west-1) && ` +
        `aws kms enable-key --key-id "$key" --value '$other' --region eu-west-1`,
    );
  });

  it('has options with one value, several or none, each quoted where a shell needs it', () => {
    const options = { 'dry-run': true, names: ['a b', 'c'], value: '{"A":1}' } as const;
    assert.equal(
      adviceOf({ ...AWS, operation: ['x', 'y', 's3://z'], options }),
      `aws x y s3://z --dry-run --names 'a b' c --value '{"A":1}' --region eu-west-1`,
    );
  });

  it('says in which account it is to be run, where the credentials at hand lead elsewhere', () => {
    const there = { ...AWS, account: '444455556666' };
    assert.match(adviceOf(there), /^in account 444455556666: aws kms enable-key /);
    const both: Remedy = { kind: 'commands', lead: 'if it is off', commands: [there, there] };
    assert.match(adviceOf(both), /^if it is off: in account 444455556666: aws kms [^:]* && aws kms [^:]*$/);
  });
});

describe('other remedies in words', () => {
  it('are commands one after the other, of both kinds', () => {
    assert.equal(
      adviceOf({ kind: 'commands', commands: [AWS, SETUP] }),
      'aws kms enable-key --key-id 1 --region eu-west-1 && session-manager setup --regions eu-west-1',
    );
  });

  it('are a statement, where it goes, and what would do as well', () => {
    const remedy: Remedy = { kind: 'statement', lead: 'add it', statement: { Effect: 'Allow' } };
    assert.equal(adviceOf(remedy), 'add it: {"Effect":"Allow"}');
    assert.equal(adviceOf({ ...remedy, alternative: 'all' }), 'add it: {"Effect":"Allow"}, or all');
  });

  it('are hints, left as they are', () => assert.equal(adviceOf(hint('a  b,\nc')), 'a  b,\nc'));
});

describe('a remedy in pieces', () => {
  const copied = (remedy: Remedy) => piecesOf(remedy).flatMap((piece) => (piece.copied ? [piece.text] : []));

  it('does not break commands and statements, whatever is in them', () => {
    const options = { rule: `it's, (or; "that")` };
    assert.deepEqual(copied({ kind: 'commands', lead: 'if so', commands: [{ ...AWS, options }, SETUP] }), [
      `aws kms enable-key --rule 'it'\\''s, (or; "that")' --region eu-west-1 && session-manager setup --regions eu-west-1`,
    ]);
    assert.deepEqual(
      copied({ kind: 'statement', lead: 'add it', statement: { Sid: 'a, b' }, alternative: 'all that is read' }),
      ['{"Sid":"a, b"},'],
    );
  });

  it('has the words of a hint', () => {
    assert.deepEqual(piecesOf(hint('do it')), [
      { text: 'do', copied: false },
      { text: 'it', copied: false },
    ]);
  });
});

const textsOf = (text: string): readonly string[] => piecesOfText(text).map((piece) => piece.text);
const copiedOf = (text: string): readonly string[] =>
  piecesOfText(text).flatMap((piece) => (piece.copied ? [piece.text] : []));

describe('a text in pieces', () => {
  it('loses nothing', () => {
    const advice = 'renew them: aws sso login --profile x, or {"a": 1}; then \'b c\' (aws y)';
    assert.equal(textsOf(advice).join(' '), advice);
  });

  it('keeps a command whole, with what is quoted in it', () => {
    for (const command of [
      'aws kms enable-key --key-id 1234 && aws kms enable-key-rotation --key-id 1234',
      'session-manager setup --kms --regions us-east-1',
      `aws s3api put-bucket-encryption --bucket x --rules '{"A": [1, 2], "B": "c; d"}' --region y`,
      'aws ssm send-command --parameters "commands=a, b"',
    ]) {
      assert.deepEqual(textsOf(command), [command]);
      assert.deepEqual(copiedOf(command), [command]);
    }
  });

  it('ends a command with its clause', () => {
    assert.deepEqual(copiedOf('renew them: aws sso login --profile x, or new keys in the environment'), [
      'aws sso login --profile x,',
    ]);
    assert.deepEqual(copiedOf('enable it (aws account enable-region --region-name a), or leave it out'), [
      '(aws account enable-region --region-name a),',
    ]);
  });

  it('keeps a policy statement whole, with its blanks', () => {
    assert.deepEqual(copiedOf('allow it: {"Effect": "Allow", "Action": "a:b"}'), [
      '{"Effect": "Allow", "Action": "a:b"}',
    ]);
    assert.deepEqual(copiedOf('add {"a": {"b": 1}}, and {"c": 2}'), ['{"a": {"b": 1}}, and {"c": 2}']);
  });

  it('keeps what a colon announces whole where braces or quotes are in it', () => {
    assert.deepEqual(copiedOf('add to each statement: "Condition": {"BoolIfExists": {"a": "true"}}'), [
      '"Condition": {"BoolIfExists": {"a": "true"}}',
    ]);
    assert.deepEqual(copiedOf('add below "Host i-* mi-*": ProxyCommand sh -c "aws ssm start-session --target %h"'), [
      '"Host i-* mi-*":',
      'ProxyCommand sh -c "aws ssm start-session --target %h"',
    ]);
  });

  it('breaks everything else between words', () => {
    const advice = "see that AWS's agent runs: it is\nolder";
    assert.deepEqual(textsOf(advice), advice.split(/\s/));
    assert.deepEqual(copiedOf('install the AWS CLI, version 2'), []);
    assert.deepEqual(textsOf(''), []);
  });
});
