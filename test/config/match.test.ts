import assert from 'node:assert/strict';
import { checkRegionsOf, factsFor, fits, type Located, type Match } from '../../src/config/match.ts';
import { complaint, configOf } from './files.ts';

const matchOf = (text: string): Match =>
  configOf(`overrides: [{match: ${text}, kms: true}]`).overrides[0]?.match ?? assert.fail();

const PLACE: Located = {
  account: '012345678901',
  region: 'us-east-1',
  member: {
    id: '012345678901',
    name: 'prod-web',
    tags: { env: 'prod', team: '' },
    orgUnits: ['r-abcd', 'ou-abcd-11111111'],
  },
};

describe('what an override is for', () => {
  for (const [text, expected] of [
    ['{accounts: [012345678901, 222222222222]}', true],
    ['{accounts: "222222222222,012345678901"}', true],
    ['{accounts: [222222222222]}', false],
    ['{regions: [us-east-1]}', true],
    ['{regions: [eu-west-1]}', false],
    ['{org-units: [ou-abcd-11111111]}', true],
    ['{org-units: [r-abcd]}', true],
    ['{org-units: [ou-abcd-22222222]}', false],
    ['{account-tags: [env=prod]}', true],
    ['{account-tags: {env: p*, team: "*"}}', true],
    ['{account-tags: [env=prod, cost=*]}', false],
    ['{account-names: ["dev-*", "prod-???"]}', true],
    ['{account-names: [prod]}', false],
    ['{accounts: 012345678901, regions: eu-west-1}', false],
    ['{accounts: 012345678901, regions: us-east-1, account-names: "*"}', true],
  ] as const) {
    it(`is told by every member, and any item of each: ${text} ${expected}`, () =>
      assert.equal(fits(matchOf(text), PLACE), expected));
  }

  it('is not told where what would have to be known is not, unless something else is against it', () => {
    const bare: Located = { region: 'us-east-1' };
    assert.deepEqual(fits(matchOf('{accounts: 012345678901}'), bare), { unknown: 'the account' });
    assert.deepEqual(fits(matchOf('{accounts: 012345678901}'), { ...bare, account: 'all' }), {
      unknown: 'the account',
    });
    assert.deepEqual(fits(matchOf('{regions: us-east-1}'), { region: 'all' }), { unknown: 'the region' });
    assert.deepEqual(fits(matchOf('{account-tags: env=prod}'), bare), { unknown: 'the tags of the account' });
    assert.deepEqual(fits(matchOf('{org-units: r-abcd}'), { ...PLACE, member: { id: '012345678901' } }), {
      unknown: 'the organizational unit of the account',
    });
    assert.equal(fits(matchOf('{account-names: x, regions: eu-west-1}'), bare), false);
  });

  it('says what has to be read of the organization', () => {
    assert.equal(factsFor(matchOf('{regions: us-east-1, accounts: 012345678901}')), undefined);
    assert.deepEqual(factsFor(matchOf('{account-names: "*"}')), {});
    assert.deepEqual(factsFor(matchOf('{account-tags: env=*}')), { tags: true });
    assert.deepEqual(factsFor(matchOf('{org-units: r-abcd, account-tags: env=*}')), { tags: true, orgUnits: true });
  });

  for (const [text, expected] of [
    ['{}', /:1:21: match is empty: give one or more of accounts, org-units, account-tags, account-names, regions/],
    ['us-east-1', /:1:21: match must be a map: give/],
    ['', /:1:14: match must be a map: give/],
    ['{region: us-east-1}', /:1:22: match has no "region": give/],
    ['{profiles: dev}', /:1:22: match has no "profiles"/],
    ['{accounts: all}', /:1:32: accounts "all": an account id has 12 digits/],
    ['{accounts: 12345678901}', /:1:32: accounts "12345678901": an account id has 12 digits/],
    ['{org-units: prod}', /:1:33: org-units "prod": it must be the id of an organizational unit/],
    ['{account-tags: env}', /:1:36: account-tags "env": it must be key=value/],
  ] as const) {
    it(`says what is wrong with ${text || 'nothing'}`, () =>
      assert.match(complaint(`overrides: [{match: ${text}, kms: true}]`), expected));
  }

  it('knows regions that there are not', () => {
    const match = matchOf('{regions: "us-east-1,us-est-2"}');
    assert.throws(() => checkRegionsOf(match, 'f', false), {
      message: 'f:1:31: regions "us-est-2": there is no such region; did you mean us-east-2?',
    });
    checkRegionsOf(match, 'f', true);
  });
});
