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

  it('reads block scalars, with their breaks and without', () => {
    const source =
      'linux: |\n  cd /srv\n\n  # no comment\n    x\nfolded: >-\n  one\n  two\n\n  three\nkept: |+\n  a\n\nlast: 1';
    assert.deepEqual(readYaml(source), {
      linux: 'cd /srv\n\n# no comment\n  x\n',
      folded: 'one two\nthree',
      kept: 'a\n\n',
      last: 1,
    });
    assert.deepEqual(readYaml('list:\n- |-\n  a\n  b\n- c'), { list: ['a\nb', 'c'] });
  });

  it('gives up on what it does not know', () => {
    for (const source of ['a: b: c', 'a: &x 1', 'a: [1, 2]', 'a: 1\n  b: 2', '\ta: 1', 'a: "']) {
      assert.equal(readYaml(source), undefined, source);
    }
  });
});
