import { isHybrid, type Node } from '../../facts/nodes.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { FoundAssociation } from '../../resources/agent-update/association.ts';
import { targetsText } from '../../resources/agent-update/targets.ts';
import { associationSubject, EVERY_NODE, isOurs, scheduledAssociations } from '../association.ts';
import type { Observation, RegionCheck } from '../check.ts';
import { hostManaged } from '../host-managed.ts';
import { page } from '../page.ts';
import { hint, type Remedy, setupCommand } from '../remedy.ts';
import { reaches } from './coverage.ts';

/** Finds the nodes that no agent update reaches, although there is one that reaches others. Leaving nodes out can be meant. */
export const uncovered: RegionCheck = {
  scope: 'region',
  ids: ['association.uncovered'],

  async run(facts) {
    const associations = facts.question.inputs.agentUpdate ? await scheduledAssociations(facts) : [];
    if (associations.length === 0) return undefined;
    const [nodes, instances] = await Promise.all([facts.nodes(), facts.instances()]);
    const tags = new Map(instances.map((instance) => [instance.id, instance.tags]));
    const there = nodes.filter((node) => isHybrid(node) || tags.has(node.id));
    const isLeft = ({ id }: Node): boolean => associations.every((one) => reaches(one, id, tags.get(id)) === 'no');
    const left = there.filter(isLeft);
    // Where all are left, the associations are told of.
    if (left.length === 0 || left.length === there.length) return [];
    const managed = await hostManaged(facts).catch(() => new Set<string>());
    const remedy = await widening(facts, associations);
    return left
      .filter(({ id }) => !managed.has(id))
      .map(({ id }): Observation => ({
        check: 'association.uncovered',
        verdict: 'info',
        subject: id,
        summary: 'no association updates its agent, although agents of other nodes are updated by one',
        remedy,
        ref: page('ssm-agent-automatic-updates'),
      }));
  },
};

/** One for all beside others would update their nodes twice. */
async function widening(facts: RegionFacts, associations: readonly FoundAssociation[]): Promise<Remedy> {
  const [only] = associations;
  if (only && associations.length === 1 && (await isOurs(facts, only))) {
    const logGroup = (await facts.settings().catch(() => undefined))?.logGroup;
    const lead = 'unless it is meant to be updated in another way';
    return { kind: 'commands', lead, commands: [setupCommand(facts, logGroup, EVERY_NODE)] };
  }
  const names = associations.map((one) => `${associationSubject(one)} (${targetsText(one.targets)})`);
  return hint(
    `unless it is meant to be updated in another way, give it the tags of, or add it to the targets of, ${names.join(' or ')}`,
  );
}
