import assert from 'node:assert/strict';
import { parse } from '@cdktf/hcl2json';
import { call, choice, code, each, template, type Value } from '../../../src/export/terraform/expression.ts';
import { attributes, block, comment, fileText, GAP, quotedText, valueText } from '../../../src/export/terraform/hcl.ts';
import { evaluate } from './evaluate.ts';

/** Reads a value as Terraform does. */
const read = (value: Value): unknown => evaluate(valueText(value), (steps) => `<${steps.join('.')}>`);

describe('HCL', () => {
  for (const text of [
    '',
    'plain',
    '${HOME} $${x} $$${y} %{if true} %%{z} $ {a} % $',
    'a "quoted" \\ back\\n',
    'one\ntwo\r\n\tthree',
    'Grüße, 日本, ✅, 👩‍👩‍👧, e\u0301',
    '\u0000\u001b[31m\u007f\u0085\u200b\u202e\u2028\ufeff\u{e0001}',
    '<<EOT\nEOT\n',
    '# no comment // /* */',
  ]) {
    it(`writes any text as itself: ${JSON.stringify(text)}`, async () => {
      assert.equal(read(text), text);
      assert.doesNotMatch(quotedText(text), /[\p{Cc}\p{Cf}\p{Zl}]/u);
      // Their reader agrees that it is one literal.
      const { a } = (await parse('a.tf', `a = ${quotedText(text)}\n`)) as { a: string };
      if (!/[$%]\{/.test(text)) assert.equal(a, text.normalize('NFC'));
    });
  }

  it('writes values, nested, with their keys quoted where they are no names', () => {
    const value = { a: 1, 'b:c': [true, null, 'x'], for: {}, 'ü ${x}': [{ d: [] }] };
    assert.deepEqual(read(value), value);
    assert.equal(
      valueText(value),
      `{
  a     = 1
  "b:c" = [true, null, "x"]
  "for" = {}
  "ü $\${x}" = [
    {
      d = []
    },
  ]
}`,
    );
  });

  it('breaks a list that is long into lines', () => {
    const long = Array.from({ length: 12 }, (_, index) => `word-number-${index}`);
    assert.deepEqual(read(long), long);
    assert.equal(valueText(long).split('\n').length, 14);
  });

  it('writes expressions, and puts them into texts', () => {
    assert.equal(valueText(template(['a ', code('each.key'), ' ${b}'])), '"a ${each.key} $${b}"');
    assert.equal(valueText(template([code('each.key')])), 'each.key');
    assert.equal(valueText(call('substr', call('sha256', code('local.x')), 0, 16)), 'substr(sha256(local.x), 0, 16)');
    assert.equal(valueText(choice({ 'us-east-1': 1 }, code('each.key'))), '{\n  "us-east-1" = 1\n}[each.key]');
    assert.equal(
      valueText(each('for region in local.regions : region', call('jsonencode', { a: code('region') }))),
      '{\n  for region in local.regions : region => jsonencode({\n    a = region\n  })\n}',
    );
    assert.equal(valueText(call('merge', { a: 1 }, {})), 'merge(\n  {\n    a = 1\n  },\n  {}\n)');
  });

  it('is formatted as terraform fmt does it', () => {
    const text = fileText([
      comment('About the file', '', 'and \u001b[31m more'),
      block('locals', [], attributes({ a: 1, long_name: 'x', none: undefined })),
      comment('About the block'),
      block(
        'resource',
        ['one', 'a "b"'],
        [
          ...attributes({ for_each: code('local.a') }),
          GAP,
          ...attributes({ name: 'x', tags: { 'Ünï x': '1', b: '2' }, last: true, l: 2 }),
          block('targets', [], attributes({ key: 'k' })),
          block('lifecycle', [], [comment('Why'), ...attributes({ prevent_destroy: true })]),
        ],
      ),
      block('data', ['x', 'y'], []),
    ]);
    assert.equal(
      text,
      `# About the file
#
# and \\u001b[31m more
locals {
  a         = 1
  long_name = "x"
}

# About the block
resource "one" "a \\"b\\"" {
  for_each = local.a

  name = "x"
  tags = {
    "Ünï x" = "1"
    b       = "2"
  }
  last = true
  l    = 2

  targets {
    key = "k"
  }

  lifecycle {
    # Why
    prevent_destroy = true
  }
}

data "x" "y" {}
`,
    );
  });
});
