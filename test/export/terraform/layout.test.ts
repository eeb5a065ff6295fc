import assert from 'node:assert/strict';
import { fileText } from '../../../src/export/terraform/hcl.ts';
import { importBlock, layoutOf } from '../../../src/export/terraform/layout.ts';
import type { ProviderVersion } from '../../../src/export/terraform/request.ts';
import { wanted } from '../../../src/export/wanted.ts';
import { inputsOf } from '../../aws.ts';

const inputs = inputsOf({ kms: true });
const regions = ['us-east-1', 'us-gov-west-1'];

const headsOf = (provider: ProviderVersion): readonly string[] =>
  [
    ...fileText(layoutOf({ inputs, wanted: wanted(inputs, regions), regions, provider, entry: {} })).matchAll(
      /^resource "(\w+)" "(\w+)" \{\n((?: .*\n)*)/gm,
    ),
  ].map(([, type, name, meta = '']) => `${type}.${name} ${meta.replaceAll(/\s+/g, ' ').trim()}`);

describe('how resources are laid out', () => {
  it('is one for all regions, with the region of the provider, from version 6 on', () => {
    assert.deepEqual(headsOf('6').slice(0, 2), [
      'aws_kms_key.session for_each = local.regions region = each.key',
      'aws_kms_alias.session for_each = local.regions region = each.key',
    ]);
    assert.equal(headsOf('6').length, 5);
  });

  it('is one for each region before, with an alias of the provider but for the first', () => {
    const heads = headsOf('5');
    assert.equal(heads.length, 10);
    assert.match(heads[0] ?? '', /^aws_kms_key\.session_us_east_1 description/);
    assert.match(heads[5] ?? '', /^aws_kms_key\.session_us_gov_west_1 provider = aws\.us_gov_west_1/);
  });

  it('names what is imported', () => {
    assert.equal(
      fileText([importBlock('aws_kms_key.session["us-east-1"]', 'an-id@us-east-1')]),
      'import {\n  to = aws_kms_key.session["us-east-1"]\n  id = "an-id@us-east-1"\n}\n',
    );
  });
});
