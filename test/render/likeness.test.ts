import assert from 'node:assert/strict';
import { asOne, likenessOf } from '../../src/render/likeness.ts';

describe('sentences that are alike', () => {
  const cases: Readonly<Record<string, readonly [sentences: readonly string[], told: string]>> = {
    'by versions': [
      ['3.0.161.0', '2.3.68.0', '10.0.1.0'].map(
        (version) => `agent ${version} is too old for sessions (needs 11.0.1.0)`,
      ),
      'agents 2.3.68.0 to 10.0.1.0 are too old for sessions (needs 11.0.1.0)',
    ],
    'by regions': [
      ['lacks kms:Decrypt (in us-east-1): bad', 'lacks kms:Decrypt (in us-east-1, ap-southeast-2): bad'],
      'lacks kms:Decrypt (in us-east-1 and ap-southeast-2): bad',
    ],
    'by actions': [
      ['lacks s3:PutObject, logs:PutLogEvents (in us-east-1)', 'lacks s3:PutObject (in us-east-1)'],
      'lacks some of s3:PutObject, logs:PutLogEvents (in us-east-1)',
    ],
    'by numbers of things': [
      ['no credentials (1 node in x)', 'no credentials (6 nodes in x)'],
      'no credentials (1 to 6 nodes in x)',
    ],
    'by ids': [
      ['leads to nat-0a1, which is gone', 'leads to nat-0b2, which is gone', 'leads to nat-0c3, which is gone'],
      'leads to nat-0a1 and 2 others, which is gone',
    ],
    'by what is quoted': [
      ['is "90", but must be 1 to 60', 'is "75", but must be 1 to 60'],
      'is "90" or "75", but must be 1 to 60',
    ],
    'by hosts': [
      ['does not let logs.us-east-1.amazonaws.com in', 'does not let logs.eu-west-1.amazonaws.com in'],
      'does not let logs.us-east-1 and eu-west-1.amazonaws.com in',
    ],
  };
  for (const [name, [sentences, told]] of Object.entries(cases)) {
    it(`${name} are one`, () => {
      assert.equal(new Set(sentences.map(likenessOf)).size, 1);
      assert.equal(asOne(sentences), told);
    });
  }

  it('stay as they are where they are the same', () => {
    const one = 'agent 2.3.68.0 is too old (needs 3.0.284.0), in us-east-1';
    assert.equal(asOne([one, one]), one);
    assert.equal(asOne([]), '');
  });

  it('are others where another word differs', () => {
    assert.notEqual(likenessOf('no endpoint for ssm'), likenessOf('no endpoint for kms'));
    assert.notEqual(likenessOf('version 1'), likenessOf('version "1"'));
  });
});
