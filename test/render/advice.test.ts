import assert from 'node:assert/strict';
import { isCopied, piecesOf } from '../../src/render/advice.ts';

const copiedOf = (advice: string): readonly string[] => piecesOf(advice).filter(isCopied);

describe('an advice in pieces', () => {
  it('loses nothing', () => {
    const advice = 'renew them: aws sso login --profile x, or {"a": 1}; then \'b c\' (aws y)';
    assert.equal(piecesOf(advice).join(' '), advice);
  });

  it('keeps a command whole, with what is quoted in it', () => {
    for (const command of [
      'aws kms enable-key --key-id 1234 && aws kms enable-key-rotation --key-id 1234',
      'session-manager setup --kms --regions us-east-1',
      `aws s3api put-bucket-encryption --bucket x --rules '{"A": [1, 2], "B": "c; d"}' --region y`,
      'aws ssm send-command --parameters "commands=a, b"',
    ]) {
      assert.deepEqual(piecesOf(command), [command]);
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
    assert.deepEqual(piecesOf(advice), advice.split(/\s/));
    assert.deepEqual(copiedOf('install the AWS CLI, version 2'), []);
    assert.deepEqual(piecesOf(''), []);
  });
});
