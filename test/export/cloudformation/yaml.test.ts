import assert from 'node:assert/strict';
import { ref } from '../../../src/export/cloudformation/intrinsics.ts';
import { yamlOf } from '../../../src/export/cloudformation/yaml.ts';
import { parseTemplate } from './evaluate.ts';

describe('a template as YAML', () => {
  it('has functions in their short forms, long texts as they are, and blank lines between what has a name', () => {
    const body = {
      Description: 'x',
      Resources: {
        A: { Type: 'T', Properties: { Name: { 'Fn::Sub': 'a\nb' }, Other: ref('B') } },
        B: { Type: 'T', Properties: { List: { 'Fn::If': ['C', ref('A'), ref('AWS::NoValue')] } } },
      },
    };
    assert.equal(
      yamlOf({ body, comments: { '': ['head'], 'Resources.B': ['one', 'two'] } }),
      `# head

Description: x

Resources:
  A:
    Type: T
    Properties:
      Name: !Sub |-
        a
        b
      Other: !Ref B

  # one
  # two
  B:
    Type: T
    Properties:
      List: !If [C, !Ref A, !Ref AWS::NoValue]
`,
    );
  });

  it('keeps texts that YAML 1.1 would take for something else', () => {
    const texts = [
      'yes',
      'off',
      'y',
      '12:30',
      '2012-10-17',
      '007',
      '1_000',
      'null',
      '~',
      '*',
      '# x',
      ' x',
      '',
      '1e3',
      '=',
      '<<',
    ];
    const read = parseTemplate(yamlOf({ body: { texts }, comments: {} })) as unknown as { texts: unknown };
    assert.deepEqual(read.texts, texts);
  });
});
