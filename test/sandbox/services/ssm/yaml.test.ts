import assert from 'node:assert/strict';
import { readYaml } from '../../../../src/sandbox/services/ssm/yaml.ts';

describe('sandbox: YAML', () => {
  it('reads maps, lists and scalars', () => {
    const source = `---
# preferences
schemaVersion: "1.0"
description: it's a # comment
version: 1.0
inputs:
  a: 'it''s'
  "b": "x\\ty"
  c: 20
  d: true
  e: ~
  f:
  g: {}
  h: arn:aws:kms:eu-central-1:123456789012:key/x
  shellProfile:
    linux: exec bash   # a shell
list:
- one
- 2
last: 1.5
`;
    assert.deepEqual(readYaml(source), {
      schemaVersion: '1.0',
      description: "it's a",
      version: '1.0',
      inputs: {
        a: "it's",
        b: 'x\ty',
        c: 20,
        d: true,
        e: null,
        f: null,
        g: {},
        h: 'arn:aws:kms:eu-central-1:123456789012:key/x',
        shellProfile: { linux: 'exec bash' },
      },
      list: ['one', 2],
      last: 1.5,
    });
  });

  it('gives up on what it does not know', () => {
    for (const source of ['a: b: c', 'a: |\n  b', 'a: &x 1', 'a: [1, 2]', 'a: 1\n  b: 2', '\ta: 1', 'a: "']) {
      assert.equal(readYaml(source), undefined, source);
    }
  });
});
