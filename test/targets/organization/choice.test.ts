import assert from 'node:assert/strict';
import { asksOrganization, choiceInWords, chooserOf, parseChoice } from '../../../src/targets/organization/choice.ts';
import { badInput } from '../../aws.ts';

const UNIT = 'ou-abcd-11111111';
const OTHER = 'ou-abcd-22222222';

describe('choices of accounts', () => {
  it('are read as they were typed, and are absent where nothing was', () => {
    assert.deepEqual(parseChoice({}, false), {});
    const raw = {
      'org-units': [UNIT, 'r-abcd'],
      'exclude-org-units': [OTHER],
      'account-tags': ['env=prod,team=*', 'a=b=c', 'empty='],
      'account-names': ['prod-*'],
      'org-profile': 'audit',
      'org-role': 'arn:aws:iam::111111111111:role/service/reader',
      shard: '3/8',
    };
    assert.deepEqual(parseChoice(raw, false), {
      orgUnits: [UNIT, 'r-abcd'],
      excludeOrgUnits: [OTHER],
      accountTags: [
        { key: 'env', value: 'prod' },
        { key: 'team', value: '*' },
        { key: 'a', value: 'b=c' },
        { key: 'empty', value: '' },
      ],
      accountNames: ['prod-*'],
      orgProfile: 'audit',
      orgRole: 'arn:aws:iam::111111111111:role/service/reader',
      shard: { k: 3, n: 8 },
    });
  });

  for (const [raw, ...words] of [
    [{ 'org-units': 'ou-1' }, '--org-units "ou-1"', 'ou-abcd-11111111 or r-abcd'],
    [{ 'org-units': 'OU-ABCD-11111111' }, '--org-units'],
    [{ 'org-units': '' }, '--org-units is empty'],
    [{ 'account-tags': 'env' }, '--account-tags "env": it must be key=value'],
    [{ 'account-tags': '=prod' }, '--account-tags "=prod"'],
    [{ 'org-units': UNIT, 'exclude-org-units': UNIT }, '--exclude-org-units', 'it leaves no unit'],
    [{ 'exclude-org-units': UNIT }, '--exclude-org-units is about accounts of the organization'],
    [{ 'org-profile': 'a' }, '--org-profile is about accounts of the organization'],
    [{ 'org-units': UNIT, 'org-profile': 'a,b' }, '--org-profile "a,b"', 'one profile'],
    [{ 'org-units': UNIT, 'org-role': 'reader' }, '--org-role "reader": it must be the ARN of a role'],
    [{ shard: '9/8' }, '--shard "9/8": the part must be one from 1 to 8'],
    [{ shard: '0/8' }, '--shard "0/8": it must be k/n'],
    [{ shard: '1/500' }, '--shard "1/500"', 'of 256 at the most'],
    [{ shard: '3' }, '--shard "3": it must be k/n'],
  ] as const) {
    it(`are refused in one line: ${JSON.stringify(raw)}`, () => {
      badInput(() => parseChoice(raw, false), ...words);
    });
  }

  it('go with accounts that are named', () => {
    assert.deepEqual(parseChoice({ 'exclude-org-units': UNIT }, true), { excludeOrgUnits: [UNIT] });
  });

  it('are those of the flag that is named first', () => {
    assert.equal(chooserOf({ 'account-names': 'a', 'org-units': UNIT }), '--org-units');
    assert.equal(chooserOf({ shard: '1/2' }), undefined);
  });

  it('make the organization be asked, and nothing else does', () => {
    const ids = ['111111111111'];
    assert.equal(asksOrganization({ accounts: 'all' }), true);
    assert.equal(asksOrganization({ accounts: ids, accountTags: [{ key: 'a', value: 'b' }] }), true);
    assert.equal(asksOrganization({ accounts: ids, memberFacts: { tags: true } }), true);
    assert.equal(asksOrganization({ accounts: ids, orgProfile: 'audit' }), true);
    assert.equal(asksOrganization({ accounts: ids, shard: { k: 1, n: 2 } }), false);
    assert.equal(asksOrganization({ accounts: undefined, memberFacts: { tags: true } }), false);
  });

  it('are told in words, where the places do not say it all', () => {
    assert.equal(choiceInWords({ accounts: 'all' }), undefined);
    assert.equal(choiceInWords({ accounts: 'all', orgUnits: [UNIT, OTHER] }), `all accounts below ${UNIT}, ${OTHER}`);
    const rest = { accountTags: [{ key: 'env', value: 'prod' }], accountNames: ['a', 'b-*'], shard: { k: 1, n: 2 } };
    assert.equal(
      choiceInWords({ accounts: ['111111111111'], excludeOrgUnits: [OTHER], ...rest }),
      `those of the accounts not below ${OTHER} with env=prod named a or b-* in shard 1/2`,
    );
    assert.equal(choiceInWords({ accounts: undefined, shard: { k: 1, n: 2 } }), 'the accounts in shard 1/2');
  });
});
