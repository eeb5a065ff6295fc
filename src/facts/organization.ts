import type { Target } from '../targets/target.ts';

/** The id of the organization that an account belongs to; `none`: it belongs to none. */
export type OrganizationId = string;

export const NO_ORGANIZATION: OrganizationId = 'none';

/**
 * Reads the organization of an account, which each of its accounts may do. Rejects where that is denied.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
export async function readOrganization(target: Target): Promise<OrganizationId> {
  const client = await target.organizations();
  try {
    const { Organization } = await client.describeOrganization({});
    return Organization?.Id ?? NO_ORGANIZATION;
  } catch (error) {
    if ((error as Error).name === 'AWSOrganizationsNotInUseException') return NO_ORGANIZATION;
    throw error;
  }
}
