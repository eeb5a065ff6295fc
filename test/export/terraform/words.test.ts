import assert from 'node:assert/strict';
import { tokenText } from '../../../src/export/tokens.ts';
import { valueText } from '../../../src/export/terraform/hcl.ts';
import { five, inWords, six, slugOf } from '../../../src/export/terraform/words.ts';

const VALUE = {
  list: [`logs.${tokenText('region')}.${tokenText('dnsSuffix')}`, 1, null],
  arn: `arn:${tokenText('partition')}:x::${tokenText('account')}:y`,
  key: tokenText('keyArn'),
};

describe('the words of Terraform for what only it knows', () => {
  it('are those of the one block for all regions', () => {
    assert.equal(
      valueText(inWords(VALUE, six('each.key'))),
      `{
  list = ["logs.\${each.key}.\${data.aws_partition.current.dns_suffix}", 1, null]
  arn  = "arn:\${data.aws_partition.current.partition}:x::\${data.aws_caller_identity.current.account_id}:y"
  key  = aws_kms_key.session[each.key].arn
}`,
    );
  });

  it('are those of the block for one region', () => {
    assert.equal(
      valueText(inWords([VALUE.list[0] ?? '', VALUE.key], five('eu-west-1'))),
      '["logs.eu-west-1.${data.aws_partition.current.dns_suffix}", aws_kms_key.session_eu_west_1.arn]',
    );
    assert.equal(slugOf('us-gov-west-1'), 'us_gov_west_1');
  });
});
