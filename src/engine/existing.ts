import type { AssociationTarget } from '../inputs/association-targets.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { agentUpdate } from '../resources/agent-update/agent-update.ts';
import { hasOurName } from '../resources/agent-update/association.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { logGroup } from '../resources/log-group.ts';
import type { LogGroupSettings } from '../resources/log-group-settings.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import { grantDocument, roleGrant } from '../resources/role-grant.ts';
import { type Listed, listAll } from './listing.ts';
import { begin, type Order } from './order.ts';
import type { Work } from './work.ts';

/** What there is already of what setup makes, as another engine takes it over. */
export interface Existing {
  readonly key?: {
    readonly id: string;
    readonly alias?: string;
    readonly description?: string;
    readonly policy?: Policy;
    /** Days; absent: it does not rotate. */
    readonly rotationDays?: number;
    /** Enabled, Disabled, PendingDeletion and others. */
    readonly state: string;
  };
  readonly logGroup?: LogGroupSettings & { readonly class?: string };
  /** The document in effect; absent members: it cannot be read as one. */
  readonly preferences?: { readonly document?: object };
  readonly association?: {
    readonly id: string;
    readonly schedule: string;
    readonly targets: readonly AssociationTarget[];
  };
  /** The association of another name that updates the same nodes already. */
  readonly otherAssociation?: string;
  readonly policy?: { readonly arn: string; readonly document: Policy };
}

/** Reads what there is already of what the inputs ask for, in every target. Changes nothing. */
export async function readExisting(order: Order): Promise<readonly Listed<Existing>[]> {
  const begun = await begin(order, 'reading');
  return listAll(begun, existingOf, () => 'read');
}

async function existingOf({ target, inputs, reads }: Work): Promise<Existing> {
  const isManaged = inputs.key?.kind === 'managed';
  const [key, group, document, association, grant] = await Promise.all([
    isManaged ? reads.of(kmsKey) : undefined,
    reads.of(logGroup),
    reads.of(preferences),
    inputs.agentUpdate ? reads.of(agentUpdate) : undefined,
    inputs.grant ? roleGrant.read(target, inputs) : undefined,
  ]);
  const content = document?.inEffect.document;
  return {
    ...(key && { key }),
    ...(group && { logGroup: group }),
    ...(document && { preferences: content ? { document: content } : {} }),
    ...(association && (hasOurName(association) ? { association } : { otherAssociation: association.id })),
    ...(grant && { policy: { arn: grant.arn, document: grantDocument(grant.statements) } }),
  };
}
