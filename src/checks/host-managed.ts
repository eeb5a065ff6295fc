import type { RegionFacts } from '../facts/region.ts';

/**
 * Finds the running instances that depend on Default Host Management: it gives their agents a role, and keeps them up to date.
 * https://docs.aws.amazon.com/systems-manager/latest/userguide/fleet-manager-default-host-management-configuration.html
 */
export async function hostManaged(facts: RegionFacts): Promise<ReadonlySet<string>> {
  if ((await facts.hostManagementRole()) === undefined) return new Set();
  const instances = await facts.instances();
  return new Set(instances.filter(({ profile }) => profile === undefined).map(({ id }) => id));
}
