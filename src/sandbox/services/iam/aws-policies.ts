import type { ManagedPolicy } from '../../state/iam.ts';
import type { Partition } from '../../state/partitions.ts';
import { AWS_DOCUMENTS } from './aws-documents.ts';

const known = new Map<string, Readonly<Record<string, ManagedPolicy>>>();

/** Lists the managed policies of AWS that the sandbox knows, by ARN, each with its default version only. */
export function awsPolicies({ id: partition }: Partition): Readonly<Record<string, ManagedPolicy>> {
  const before = known.get(partition);
  if (before) return before;
  const policies = Object.fromEntries(
    AWS_DOCUMENTS.map(({ statements, path = '/', updated, ...policy }) => {
      const { defaultVersion, name, created } = policy;
      const text = JSON.stringify({ Version: '2012-10-17', Statement: statements }, null, 4);
      const document = text.replaceAll('arn:aws:', `arn:${partition}:`);
      const versions = [{ version: defaultVersion, document, created: updated ?? created }];
      const lastVersion = Number(defaultVersion.slice(1));
      return [`arn:${partition}:iam::aws:policy${path}${name}`, { ...policy, path, versions, lastVersion, tags: {} }];
    }),
  );
  known.set(partition, policies);
  return policies;
}
