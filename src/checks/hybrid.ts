import { isHybrid } from '../facts/nodes.ts';
import { SETTINGS } from '../facts/settings.ts';
import type { RegionCheck } from './check.ts';
import { page } from './page.ts';
import { awsCommand } from './remedy.ts';

/** Checks hybrid nodes, which sessions reach only in the advanced tier. */
export const hybrid: RegionCheck = {
  scope: 'region',
  ids: ['hybrid.tier'],

  async run(facts) {
    const nodes = (await facts.nodes()).filter(isHybrid);
    if (nodes.length === 0) return undefined;
    const tier = (await facts.activationTier()) ?? 'standard';
    if (tier === 'advanced') return [];
    return nodes.map(({ id }) => ({
      check: 'hybrid.tier',
      verdict: 'fail',
      subject: id,
      summary: `it is a hybrid node, and the instance tier is ${tier}: sessions need the advanced one, which is charged for`,
      remedy: {
        kind: 'commands',
        lead: 'if all hybrid nodes of the account and region may be charged for by the hour, whether they have sessions or not',
        commands: [
          awsCommand(facts, ['ssm', 'update-service-setting'], {
            'setting-id': SETTINGS.activationTier,
            'setting-value': 'advanced',
          }),
        ],
      },
      ref: page('fleet-manager-enable-advanced-instances-tier'),
    }));
  },
};
