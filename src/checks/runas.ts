import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { RegionCheck } from './check.ts';
import { page } from './page.ts';
import { hint, setupCommand } from './remedy.ts';

const RUN_AS = page('session-preferences-run-as');

/** Checks sessions that run as another user of the operating system: which user, and where it has no effect. */
export const runAs: readonly RegionCheck[] = [
  {
    scope: 'region',
    ids: ['runas.no-user'],
    async run(facts) {
      const settings = await facts.settings();
      if (!settings?.runAs) return undefined;
      if (settings.runAsUser !== undefined || settings.undecided.includes('runAsDefaultUser')) return [];
      return [
        {
          check: 'runas.no-user',
          verdict: 'info',
          subject: `document/${DOCUMENT}`,
          summary: 'run-as is on without a default user: callers without the tag SSMSessionRunAs cannot start sessions',
          remedy: setupCommand(facts, settings.logGroup, { 'run-as': 'ssm-user', overwrite: true }),
          ref: RUN_AS,
        },
      ];
    },
  },
  {
    scope: 'region',
    ids: ['runas.windows'],
    async run(facts) {
      const settings = await facts.settings();
      if (!settings?.runAs) return undefined;
      const nodes = await facts.nodes();
      return nodes
        .filter(({ platform }) => platform === 'Windows')
        .map(({ id }) => ({
          check: 'runas.windows',
          verdict: 'info',
          subject: id,
          summary: 'run-as has no effect on Windows: sessions run as ssm-user there',
          remedy: hint('nothing has to be done; who may reach Windows nodes is decided by ssm:StartSession alone'),
          ref: RUN_AS,
        }));
    },
  },
];
