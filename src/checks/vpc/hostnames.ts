import type { Vpc } from '../../facts/network.ts';
import type { Surroundings } from '../../facts/surroundings.ts';

/** Reads whether a VPC gives hostnames, if that is not known yet. */
export async function hostnamesOf(surroundings: Surroundings, vpc: Vpc): Promise<Vpc> {
  if (vpc.dnsHostnames !== undefined) return vpc;
  const dnsHostnames = await surroundings.dnsHostnames(vpc.id);
  return dnsHostnames === undefined ? vpc : { ...vpc, dnsHostnames };
}
