import { SETTINGS } from '../facts/settings.ts';
import type { RegionCheck } from './check.ts';
import { page } from './page.ts';
import { awsCommand } from './remedy.ts';

/** Checks that documents of this region cannot be made public. */
export const sharing: RegionCheck = {
  scope: 'region',
  ids: ['sharing.public-allowed'],

  async run(facts) {
    const value = await facts.publicSharing();
    if (value === undefined) return undefined;
    if (value.toLowerCase() !== 'enable') return [];
    return [
      {
        check: 'sharing.public-allowed',
        verdict: 'warn',
        subject: `setting${SETTINGS.publicSharing}`,
        summary: 'SSM documents may be shared with everybody: what they say about the account can become public',
        remedy: awsCommand(facts, ['ssm', 'update-service-setting'], {
          'setting-id': SETTINGS.publicSharing,
          'setting-value': 'Disable',
        }),
        ref: page('documents-ssm-sharing'),
      },
    ];
  },
};
