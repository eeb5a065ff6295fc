import type { RegionFacts } from '../../facts/region.ts';
import { isHybrid } from '../../facts/nodes.ts';
import { allOf, type Answer, yesOrNo } from '../../policies/reading/statement-match.ts';
import type { FoundAssociation } from '../../resources/agent-update/association.ts';
import { isByIds, isByTags, matches } from '../../resources/agent-update/targets.ts';

/** The ids of the nodes that each association reaches; undefined where only AWS knows. */
export type Coverage = ReadonlyMap<FoundAssociation, ReadonlySet<string> | undefined>;

/** Finds out which nodes, and running instances that may become nodes, each association reaches. */
export async function coverage(facts: RegionFacts, associations: readonly FoundAssociation[]): Promise<Coverage> {
  const [nodes, instances] = await Promise.all([facts.nodes(), facts.instances()]);
  const tags = new Map<string, Tags | undefined>(instances.map((instance) => [instance.id, instance.tags]));
  for (const node of nodes) if (!tags.has(node.id)) tags.set(node.id, isHybrid(node) ? undefined : {});
  return new Map(
    associations.map((association) => {
      const answers = [...tags].map(([id, its]) => [id, reaches(association, id, its)] as const);
      const isKnown = isJudged(association) && answers.every(([, answer]) => answer !== 'unknown');
      return [
        association,
        isKnown ? new Set(answers.flatMap(([id, answer]) => (answer === 'yes' ? [id] : []))) : undefined,
      ];
    }),
  );
}

type Tags = Readonly<Record<string, string>>;

/** Tells whether its targets are of kinds that can be judged here: not resource groups, maps or none. */
const isJudged = ({ targets }: FoundAssociation): boolean =>
  targets.length > 0 && targets.every(({ key }) => isByIds(key) || isByTags(key));

/** Tells whether an association reaches a node with this id and these tags; undefined: its tags are not known, as those of hybrid nodes. */
export function reaches({ targets }: FoundAssociation, id: string, tags: Tags | undefined): Answer {
  if (targets.length === 0) return 'unknown';
  return allOf(
    targets.map((target) => {
      if (isByIds(target.key)) return yesOrNo(matches(target, id, {}));
      return isByTags(target.key) && tags ? yesOrNo(matches(target, id, tags)) : 'unknown';
    }),
  );
}
