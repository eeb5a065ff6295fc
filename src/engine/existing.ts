import type { Found } from '../export/found.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { agentUpdate } from '../resources/agent-update/agent-update.ts';
import { type FoundAssociation, hasOurName } from '../resources/agent-update/association.ts';
import { describeAssociation } from '../resources/agent-update/details.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { keyOwner } from '../resources/kms-key/owner.ts';
import { keyTags } from '../resources/kms-key/tags.ts';
import { logGroup } from '../resources/log-group.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import { roleGrant } from '../resources/role-grant.ts';
import { ssmTags } from '../resources/ssm-tags.ts';
import type { Target } from '../targets/target.ts';

/** Reads what there is already of what the inputs ask for, for another engine to take over. Changes nothing. */
export async function readExisting(target: Target, inputs: Inputs): Promise<Found> {
  const { account, region, partition } = target;
  const [key, group, document, association, policy] = await Promise.all([
    inputs.key?.kind === 'managed' ? readKey(target, inputs) : undefined,
    readLogGroup(target, inputs),
    readDocument(target, inputs),
    inputs.agentUpdate ? agentUpdate.read(target, inputs) : undefined,
    inputs.grant ? roleGrant.read(target, inputs) : undefined,
  ]);
  return {
    place: { account, region, partition },
    ...(key && { key }),
    ...(group && { logGroup: group }),
    ...(document && { document }),
    ...(association && (hasOurName(association) ? await described(target, association) : { covering: association })),
    ...(policy && { policy }),
  };
}

async function readKey(target: Target, inputs: Inputs): Promise<Found['key']> {
  const key = await kmsKey.read(target, inputs);
  if (!key) return undefined;
  if (key.state === 'PendingDeletion') return { ...key, tags: key.tags ?? {} };
  const tags = await keyTags(await target.kms(), key.id);
  return { ...key, tags, owner: key.owner ?? keyOwner(tags, inputs.keyAlias, key.description) };
}

async function readLogGroup(target: Target, inputs: Inputs): Promise<Found['logGroup']> {
  const found = await logGroup.read(target, inputs);
  return found && { ...found, tags: await logGroup.tags(target, found) };
}

async function readDocument(target: Target, inputs: Inputs): Promise<Found['document']> {
  const found = await preferences.read(target, inputs);
  if (!found) return undefined;
  const ssm = await target.ssm();
  const format = { DocumentFormat: (found.format ?? 'JSON') as 'JSON' };
  const [{ Content: content = '', VersionName: name }, tags] = await Promise.all([
    ssm.getDocument({ Name: DOCUMENT, DocumentVersion: '$LATEST', ...format }),
    ssmTags(ssm, 'Document', DOCUMENT),
  ]);
  return { preferences: found, text: content, ...(name !== undefined && { versionName: name }), tags };
}

async function described(target: Target, found: FoundAssociation): Promise<Pick<Found, 'association'>> {
  const ssm = await target.ssm();
  const [description, tags] = await Promise.all([
    describeAssociation(ssm, found.id),
    ssmTags(ssm, 'Association', found.id),
  ]);
  return { association: { found, described: description, tags } };
}
