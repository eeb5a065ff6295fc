import { isHybrid } from '../../facts/nodes.ts';
import { readInstanceState } from '../../facts/instances.ts';
import type { RegionAudit } from '../../audit/region.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { page } from '../page.ts';
import { awsCommand, hint } from '../remedy.ts';

/** Makes the check of one node that was asked for by its id: that it is there, and runs. Of a whole region, neither is a fault. */
export const notThere = (id: string): RegionCheck => ({
  scope: 'region',
  ids: ['instance.not-managed', 'instance.ping-lost'],

  async run(facts) {
    if (!/^m?i-/.test(id)) return undefined;
    const [running, known] = await Promise.all([facts.instances(), facts.nodes()]);
    if (running.length > 0) return undefined;
    const state = isHybrid({ id }) ? undefined : await readInstanceState(facts.target, id);
    if (state === undefined) return known.length > 0 ? undefined : [unknownNode(facts, id)];
    return state === 'running' ? undefined : [notRunning(facts, id, state)];
  },
});

const REF = page('fleet-manager-troubleshooting-managed-nodes');

const unknownNode = ({ target: { region, account } }: RegionAudit, id: string): Observation => ({
  check: 'instance.not-managed',
  verdict: 'fail',
  subject: id,
  summary: `there is no such node in ${region} of account ${account}`,
  remedy: hint('check the id, and give the region and the account that it is in: --regions, --profiles or --accounts'),
  ref: REF,
});

const notRunning = (facts: RegionAudit, id: string, state: string): Observation => ({
  check: 'instance.ping-lost',
  verdict: 'fail',
  subject: id,
  summary: `its instance is ${state}: sessions cannot be started`,
  remedy:
    state === 'stopped'
      ? awsCommand(facts, ['ec2', 'start-instances'], { 'instance-ids': id })
      : hint(WHILE[state] ?? 'use another node'),
  ref: REF,
});

const WHILE: Readonly<Record<string, string>> = {
  pending: 'wait until it runs, and its agent has registered: a few minutes',
  stopping: 'wait until it has stopped, and start it again',
};
