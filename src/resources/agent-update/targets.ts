import type { AssociationTarget } from '../../inputs/association-targets.ts';

/**
 * Tells whether a target names nodes by their ids. AWS's own examples write its key in either case:
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/reference-cron-and-rate-expressions.html
 */
export const isByIds = (key: string): boolean => key.toLowerCase() === 'instanceids';

/** Tells whether a target names nodes by their tags: `tag:Env` with its values, or `tag-key` with names of tags. */
export const isByTags = (key: string): boolean => key.startsWith('tag:') || key === 'tag-key';

const nameOf = (key: string): string => (isByIds(key) ? 'InstanceIds' : key);

/** Tells whether a target is every node: by `InstanceIds: *`, whatever ids stand beside the asterisk. */
export const isEveryNode = ({ key, values }: AssociationTarget): boolean => isByIds(key) && values.includes('*');

/**
 * Tells whether two lists of targets match the same nodes. Targets are joined by AND, the values of one by OR; neither order
 * nor repeats matter.
 */
export const sameTargets = (one: readonly AssociationTarget[], other: readonly AssociationTarget[]): boolean =>
  meaning(one) === meaning(other);

function meaning(targets: readonly AssociationTarget[]): string {
  const each = targets.map((target) => {
    const values = isEveryNode(target) ? ['*'] : [...new Set(target.values)].toSorted();
    return JSON.stringify([nameOf(target.key), ...values]);
  });
  return [...new Set(each)].toSorted().join();
}

/** Tells whether every node that a target matches is matched by another target, too. */
export const isWithin = (one: AssociationTarget, other: AssociationTarget): boolean =>
  isEveryNode(other) ||
  (other.key === 'tag-key' && one.key.startsWith('tag:') && other.values.includes(one.key.slice('tag:'.length))) ||
  (nameOf(one.key) === nameOf(other.key) && one.values.every((value) => other.values.includes(value)));

/** Tells whether a target by ids or tags matches a node with this id and these tags. */
export function matches(target: AssociationTarget, id: string, tags: Readonly<Record<string, string>>): boolean {
  const { key, values } = target;
  if (isByIds(key)) return isEveryNode(target) || values.includes(id);
  if (key === 'tag-key') return values.some((name) => Object.hasOwn(tags, name));
  const value = tags[key.slice('tag:'.length)];
  return value !== undefined && values.includes(value);
}

/** Writes targets for people. They are joined by AND, the values of one by OR; their order does not matter. */
export const targetsText = (targets: readonly AssociationTarget[]): string => {
  const words = targets.flatMap((target) =>
    isEveryNode(target) ? ['all nodes'] : target.values.map((value) => `${nameOf(target.key)}=${value}`),
  );
  return [...new Set(words)].toSorted().join(', ');
};
