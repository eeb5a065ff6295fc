import { SETTINGS } from '../facts/settings.ts';
import type { AccountCheck, Observation } from './check.ts';
import { page } from './page.ts';
import { awsCommand } from './remedy.ts';

/** Checks that the role which Default Host Management Configuration names exists. The audit of roles reports what it lacks. */
export const hostManagement: AccountCheck = {
  scope: 'account',
  inSetup: true,
  ids: ['dhmc.role-missing'],

  async run(facts) {
    const regions = await facts.regions();
    const observations: Observation[] = [];
    let on = false;
    for (const region of regions) {
      const path = await region.hostManagementRole();
      if (path === undefined) continue;
      on = true;
      const name = path.split('/').at(-1) ?? path;
      if (await facts.role(name)) continue;
      observations.push({
        check: 'dhmc.role-missing',
        verdict: 'fail',
        subject: `role/${name}`,
        summary:
          'Default Host Management is on with this role, which does not exist: instances without a profile have no credentials',
        remedy: awsCommand(region, ['ssm', 'reset-service-setting'], { 'setting-id': SETTINGS.hostManagementRole }),
        ref: page('fleet-manager-default-host-management-configuration'),
        region: region.target.region,
      });
    }
    return on ? observations : undefined;
  },
};
