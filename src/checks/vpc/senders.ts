import { unlessDenied } from '../../aws/errors.ts';
import type { Instance } from '../../facts/instances.ts';
import type { Network } from '../../facts/network.ts';
import type { RegionFacts } from '../../facts/region.ts';
import type { Role } from '../../facts/roles.ts';
import { roleName } from '../../names/role.ts';

/** The services whose endpoint policies matter to sessions. */
const SERVICES = /\.(?:ssm|ssmmessages|ec2messages|kms|logs|s3)$/;

/** What in a policy depends on who sends a request. */
const ABOUT_SENDERS = /:role\/|:assumed-role\/|AROA|NotPrincipal|aws:principalarn|aws:principaltag|aws:userid/i;

/** Lists the policies, as JSON text, of the endpoints that matter to sessions. */
export const policiesOf = ({ endpoints = [] }: Network): readonly string[] =>
  endpoints.flatMap(({ service, policy }) => (policy !== undefined && SERVICES.test(service) ? [policy] : []));

/** Reads the roles of instances, by the ids of these, where the policy of an endpoint depends on them; empty otherwise, or where they may not be read. */
export async function readSenders(
  facts: Pick<RegionFacts, 'roles' | 'hostManagementRole'>,
  instances: readonly Instance[],
  network: Network,
): Promise<ReadonlyMap<string, Role>> {
  const matters = policiesOf(network).some((policy) => ABOUT_SENDERS.test(policy));
  const roles = matters ? await unlessDenied(facts.roles()) : undefined;
  if (!roles) return new Map();
  const byProfile = new Map([...roles.byName.values()].flatMap((role) => role.profiles.map((name) => [name, role])));
  const bare = instances.some(({ profile }) => profile === undefined);
  const managed = bare ? await unlessDenied(facts.hostManagementRole()) : undefined;
  const ofAll = managed === undefined ? undefined : roles.byName.get(roleName(managed));
  return new Map(
    instances.flatMap(({ id, profile }) => {
      const role = profile === undefined ? ofAll : byProfile.get(profile.split('/').at(-1) ?? '');
      return role ? [[id, role] as const] : [];
    }),
  );
}
