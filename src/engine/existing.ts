import type { There } from '../export/cloudformation/import.ts';
import { agentUpdate } from '../resources/agent-update/agent-update.ts';
import { hasOurName } from '../resources/agent-update/association.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { logGroup } from '../resources/log-group.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import { grantDocument, roleGrant } from '../resources/role-grant.ts';
import { type Listed, listAll } from './listing.ts';
import { begin, type Order } from './order.ts';
import type { Work } from './work.ts';

/** Reads what there is already of what the inputs ask for, in every target. Changes nothing. */
export async function readExisting(order: Order): Promise<readonly Listed<There>[]> {
  const begun = await begin(order, 'reading');
  return listAll(begun, existingOf, () => 'read');
}

async function existingOf({ target, inputs, reads }: Work): Promise<There> {
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
