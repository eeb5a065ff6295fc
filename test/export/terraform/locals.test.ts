import assert from 'node:assert/strict';
import { fileText } from '../../../src/export/terraform/hcl.ts';
import { localItems } from '../../../src/export/terraform/locals.ts';
import type { ProviderVersion } from '../../../src/export/terraform/request.ts';
import { wanted } from '../../../src/export/wanted.ts';
import type { RawInputs } from '../../../src/inputs/inputs.ts';
import { inputsOf } from '../../aws.ts';

const regions = ['us-east-1', 'eu-west-1'];

function localsFor(flags: RawInputs, provider: ProviderVersion): string {
  const inputs = inputsOf(flags);
  return fileText(localItems({ inputs, wanted: wanted(inputs, regions), regions, provider, entry: {} }));
}

describe('what the resources of Terraform share', () => {
  it('is the regions, and the document for each of them', () => {
    const text = localsFor({ 'shell-profile-linux': 'echo "${HOME}"' }, '6');
    assert.match(text, /^regions = toset\(\["us-east-1", "eu-west-1"\]\)\n\ndocuments = \{\n/);
    assert.match(text, /for region in local\.regions : region => jsonencode\(\{/);
    assert.match(text, /linux += "echo \\"\$\$\{HOME\}\\""/);
  });

  it('names the key of each region as the version of the provider has it', () => {
    const flags = { kms: true, 'encrypt-sessions': true };
    assert.match(localsFor(flags, '6'), /kmsKeyId += aws_kms_key\.session\[region\]\.arn/);
    const five = localsFor(flags, '5');
    assert.match(five, /key_arns = \{\n {2}"us-east-1" = aws_kms_key\.session_us_east_1\.arn/);
    assert.match(five, /kmsKeyId += local\.key_arns\[region\]/);
    assert.doesNotMatch(localsFor({}, '5'), /key_arns/);
  });
});
