import type { Inputs } from '../../inputs/inputs.ts';
import type { Found } from '../found.ts';
import type { Wanted } from '../wanted.ts';

/** The major versions of the AWS provider that there is a form for: from 6 on, resources have a region of their own. */
export const PROVIDER_VERSIONS = ['5', '6'] as const;

export type ProviderVersion = (typeof PROVIDER_VERSIONS)[number];

/** How Terraform enters the account; absent members are left to its own search. */
export interface Entry {
  readonly profile?: string;
  /** The only account that it may work in. */
  readonly account?: string;
  /** The roles that are assumed, one after the other. */
  readonly roles?: readonly AssumedRole[];
}

/** A role on the way into the account. */
export interface AssumedRole {
  readonly arn: string;
  readonly sessionName?: string;
  /** Seconds. */
  readonly duration?: number;
  /** True if it requires an external ID, which is not written down. */
  readonly externalId?: true;
  /** JSON. */
  readonly sessionPolicy?: string;
}

/** What a file is to hold. */
export interface TerraformRequest {
  readonly inputs: Inputs;
  /** One at least; the first is that of the provider itself. */
  readonly regions: readonly string[];
  readonly provider: ProviderVersion;
  readonly entry: Entry;
  /** What there is in each region, to be imported; absent: nobody has looked. */
  readonly found?: readonly Found[];
}

/** A request, with what `setup` would make for it. */
export interface Asked extends TerraformRequest {
  readonly wanted: Wanted;
}
