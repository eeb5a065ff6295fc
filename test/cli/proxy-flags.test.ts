import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { anyAccount, flagWords, followName } from '../../src/cli/proxy-flags.ts';

describe('flags for another command of ours', () => {
  it('hold everything that says which accounts, and files from any folder', () => {
    const flags = {
      accounts: ['@accounts.txt', '111111111111'],
      'org-units': ['ou-abcd-11111111'],
      'account-tags': ['env=prod'],
      'org-profile': 'audit',
      regions: ['us-east-1'],
      reason: '@ann, urgent',
    };
    const chosen = '--org-units ou-abcd-11111111 --account-tags env=prod --org-profile audit';
    const words = `--accounts @${resolve('accounts.txt')},111111111111 ${chosen} --regions us-east-1 --reason`;
    assert.deepEqual(flagWords(flags), [...words.split(' '), '@ann, urgent']);
    assert.deepEqual(flagWords({ ...flags, ...anyAccount, reason: undefined }), ['--regions', 'us-east-1']);
  });

  it('hold no account where the name of a node says in which it is', async () => {
    const { flags } = await followName({ sandbox: true, 'org-units': ['ou-abcd-11111111'] }, 'web-1.eu-west-1.sandbox');
    assert.deepEqual(flagWords(flags), ['--regions', 'eu-west-1', '--sandbox']);
  });
});
