import type { AssociationDescription } from '@aws-sdk/client-ssm';
import type { Place } from '../aws/place.ts';
import { TargetError } from '../errors.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { agentUpdate } from '../resources/agent-update/agent-update.ts';
import { type FoundAssociation, hasOurName } from '../resources/agent-update/association.ts';
import { describeAssociation } from '../resources/agent-update/details.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { keyOwner } from '../resources/kms-key/owner.ts';
import type { FoundKey } from '../resources/kms-key/state.ts';
import { keyTags } from '../resources/kms-key/tags.ts';
import { type FoundLogGroup, logGroup } from '../resources/log-group.ts';
import { checkKind } from '../resources/preferences/judge.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import type { FoundPreferences } from '../resources/preferences/read-preferences.ts';
import { DOCUMENT } from '../resources/preferences/versions.ts';
import type { Tags } from '../resources/resource.ts';
import { type FoundGrant, roleGrant } from '../resources/role-grant.ts';
import { ssmTags } from '../resources/ssm-tags.ts';
import type { Target } from '../targets/target.ts';

/** What there is in a region of what `setup` would make. */
export interface Found {
  readonly place: Place & { readonly account: string };
  /** The key behind the alias, or one that a run was killed over before it had its alias. */
  readonly key?: FoundKey & { readonly tags: Tags };
  readonly logGroup?: FoundLogGroup & { readonly tags: Tags };
  readonly document?: FoundDocument;
  readonly association?: {
    readonly found: FoundAssociation;
    readonly described: AssociationDescription;
    readonly tags: Tags;
  };
  /** An association of another name that updates these nodes already. */
  readonly covering?: FoundAssociation;
  /** The policy of the grant, which is the same in every region. */
  readonly policy?: FoundGrant;
}

/** The preferences, with what is written in the latest version. */
export interface FoundDocument {
  readonly preferences: FoundPreferences;
  /** The latest version as it is written, in the format in which it is stored. */
  readonly text: string;
  readonly versionName?: string;
  readonly tags: Tags;
}

/** Reads what there is; changes nothing. Throws a TargetError for what cannot be used at all. */
export async function readFound(target: Target, inputs: Inputs): Promise<Found> {
  const { account, region, partition } = target;
  const [key, group, document, association, policy] = await Promise.all([
    readKey(target, inputs),
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
  if (inputs.key?.kind !== 'managed') return undefined;
  const key = await kmsKey.read(target, inputs);
  if (!key) return undefined;
  if (key.state === 'PendingDeletion') {
    throw new TargetError(
      'KeyPendingDeletion',
      `the key of ${inputs.keyAlias} in ${target.region} is pending deletion, and cannot be imported`,
      'session-manager setup recovers it; or choose another alias with --kms-alias',
    );
  }
  const tags = await keyTags(await target.kms(), key.id);
  return { ...key, tags, owner: key.owner ?? keyOwner(tags, inputs.keyAlias, key.description) };
}

async function readLogGroup(target: Target, inputs: Inputs): Promise<Found['logGroup']> {
  const found = await logGroup.read(target, inputs);
  return found && { ...found, tags: await logGroup.tags(target, found) };
}

async function readDocument(target: Target, inputs: Inputs): Promise<FoundDocument | undefined> {
  const found = await preferences.read(target, inputs);
  if (!found) return undefined;
  checkKind(found);
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
