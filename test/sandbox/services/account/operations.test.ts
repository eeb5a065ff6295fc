import assert from 'node:assert/strict';
import { ListRegionsCommand, paginateListRegions } from '@aws-sdk/client-account';
import { CreateKeyCommand } from '@aws-sdk/client-kms';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { createSandbox } from '../../../../src/sandbox/door/sandbox.ts';
import { clientsOf, refused } from '../../clients.ts';

describe('sandbox: account', () => {
  it('lists regions by status, page by page', async () => {
    const sandbox = createSandbox();
    const { account } = clientsOf(sandbox);
    const enabled = ['ENABLED', 'ENABLED_BY_DEFAULT'] as const;
    const list = async () =>
      (await account.send(new ListRegionsCommand({ RegionOptStatusContains: [...enabled] }))).Regions;
    assert.equal((await list())?.length, 17);
    await sandbox.edit((state) => {
      state.optInRegions['123456789012'] = ['eu-south-1'];
    });
    assert.equal((await list())?.length, 18);
    let pages = 0;
    const names = new Set<string | undefined>();
    for await (const page of paginateListRegions({ client: account, pageSize: 10 }, {})) {
      pages += 1;
      for (const region of page.Regions ?? []) names.add(region.RegionName);
    }
    assert.equal(pages, 4);
    assert.equal(names.size, 34);
    await refused(account.send(new ListRegionsCommand({ MaxResults: 51 })), 'ValidationException');
    await refused(account.send(new ListRegionsCommand({ NextToken: 'x' })), 'ValidationException');
  });

  it('refuses calls to regions that the account has not enabled', async () => {
    const sandbox = createSandbox();
    const { kms, sts } = clientsOf(sandbox, { region: 'eu-south-1' });
    await refused(
      kms.send(new CreateKeyCommand({})),
      'UnrecognizedClientException',
      /^The security token included in the request is invalid\.$/,
    );
    await refused(sts.send(new GetCallerIdentityCommand({})), 'InvalidClientTokenId');
    await sandbox.edit((state) => {
      state.optInRegions['123456789012'] = ['eu-south-1'];
    });
    await kms.send(new CreateKeyCommand({}));
  });
});
