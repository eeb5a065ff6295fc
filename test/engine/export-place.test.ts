import assert from 'node:assert/strict';
import { entryOf } from '../../src/engine/export-place.ts';
import { parseScope, type RawScope } from '../../src/targets/scope.ts';

const entry = async (raw: RawScope, region = 'us-east-1') => entryOf(await parseScope(raw, {}), region);

const [HUB, SPOKE] = ['arn:aws:iam::111111111111:role/hub', 'arn:aws:iam::222222222222:role/a/spoke'];

describe('how another engine enters an account', () => {
  it('is its own search for credentials where nothing is said', async () => {
    assert.deepEqual(await entry({}), {});
  });

  it('is by the role of the account, with the partition of the region', async () => {
    assert.deepEqual(await entry({ accounts: '333333333333', 'role-name': 'ops' }, 'cn-north-1'), {
      account: '333333333333',
      roles: [{ arn: 'arn:aws-cn:iam::333333333333:role/ops' }],
    });
  });

  it('is by the roles of a chain, and into the account of the last where none is named', async () => {
    assert.deepEqual(await entry({ 'role-chain': `${HUB},${SPOKE}` }), {
      account: '222222222222',
      roles: [{ arn: HUB }, { arn: SPOKE }],
    });
    const { account, roles } = await entry({ 'role-chain': HUB, accounts: '333333333333' });
    assert.deepEqual(
      [account, roles?.map(({ arn }) => arn)],
      ['333333333333', [HUB, 'arn:aws:iam::333333333333:role/OrganizationAccountAccessRole']],
    );
  });

  it('has the name and the duration at each role, external ID and session policy at the last, as a run has them', async () => {
    const sessionPolicy = '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
    const { roles } = await entry({
      'role-chain': HUB,
      accounts: '333333333333',
      'external-id': 'secret',
      'role-session-name': 'ci',
      'role-duration': '900',
      'session-policy': sessionPolicy,
    });
    const both = { sessionName: 'ci', duration: 900 };
    assert.deepEqual(roles, [
      { arn: HUB, ...both },
      {
        arn: 'arn:aws:iam::333333333333:role/OrganizationAccountAccessRole',
        ...both,
        externalId: true,
        sessionPolicy,
      },
    ]);
  });
});
