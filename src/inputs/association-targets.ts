import { invalid } from './values.ts';

/** The nodes that an association works on: those with one of the values in the tag `tag:<key>`, or `InstanceIds: *`. */
export interface AssociationTarget {
  readonly key: string;
  readonly values: readonly string[];
}

/** Groups `tag:Key=Value` by key. Throws a UserError for more than an association takes. */
export function associationTargets(items: readonly string[] | 'all'): readonly AssociationTarget[] {
  if (items === 'all') return [{ key: 'InstanceIds', values: ['*'] }];
  const flag = '--agent-update-targets';
  const byKey = new Map<string, string[]>();
  for (const item of items) {
    const at = item.indexOf('=');
    const key = item.slice(0, at);
    byKey.set(key, [...(byKey.get(key) ?? []), item.slice(at + 1)]);
  }
  const targets = [...byKey].map(([key, values]) => ({ key, values }));
  // At most five targets of at most 50 values: CreateAssociation in the service model.
  if (targets.length > 5)
    throw invalid(flag, items.join(','), `at most five targets are allowed, not ${targets.length}`);
  if (targets.some(({ values }) => values.length > 50)) {
    throw invalid(flag, items.join(','), 'a target takes at most 50 values');
  }
  return targets;
}
