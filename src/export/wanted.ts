import { UserError } from '../errors.ts';
import type { AssociationTarget } from '../inputs/association-targets.ts';
import type { Inputs } from '../inputs/inputs.ts';
import { configured } from '../policies/documents/document.ts';
import { keyPolicy } from '../policies/documents/key-policy.ts';
import { statementsFor } from '../policies/documents/session-needs.ts';
import { SESSION_NEEDS } from '../policies/needs/need.ts';
import type { Policy } from '../policies/reading/policy.ts';
import { agentUpdate, newAssociation } from '../resources/agent-update/agent-update.ts';
import { AGENT_DOCUMENT, ASSOCIATION } from '../resources/agent-update/association.ts';
import { kmsKey } from '../resources/kms-key/kms-key.ts';
import { DEFAULT_ROTATION_DAYS } from '../resources/kms-key/state.ts';
import { keyDescription } from '../resources/kms-key/write.ts';
import { isTaggable, logGroup } from '../resources/log-group.ts';
import { preferences } from '../resources/preferences/preferences.ts';
import { DOCUMENT, text, versionNameOf } from '../resources/preferences/versions.ts';
import { resultingDocument } from '../resources/preferences/wanted-inputs.ts';
import type { Tags } from '../resources/resource.ts';
import { GRANT, GRANT_DESCRIPTION, grantDocument, roleGrant } from '../resources/role-grant.ts';
import { ANYWHERE, tokensInJson, tokenText, withToken } from './tokens.ts';

/** The key to make. */
export interface NewKey {
  readonly kind: 'managed';
  /** `alias/session` */
  readonly alias: string;
  readonly description: string;
  /** Days between rotations. */
  readonly rotationDays: number;
  readonly policy: Policy;
  readonly tags: Tags;
}

/**
 * What `setup` makes where nothing is, for an engine that is not ours. It comes from the functions by which `setup` makes it;
 * wherever a text depends on the place or the key, it holds a token (`pieces` in tokens.ts).
 */
export interface Wanted {
  /** Absent: nothing is encrypted with a key. */
  readonly key?: NewKey | { readonly kind: 'given'; readonly arn: string };
  readonly logGroup: {
    readonly name: string;
    /** True: with that key. */
    readonly encrypted: boolean;
    /** Days; absent: events never expire. */
    readonly retention?: number;
    /** Absent: not asked for, and off. */
    readonly deletionProtection?: boolean;
    readonly tags: Tags;
  };
  readonly document: {
    readonly name: string;
    /** JSON, indented. */
    readonly content: string;
    /** By it versions of ours are told from those of others. */
    readonly versionName: string;
    readonly tags: Tags;
  };
  /** The State Manager association that keeps the agent up to date; absent: with --no-agent-update. */
  readonly association?: {
    readonly document: string;
    readonly name: string;
    readonly schedule: string;
    readonly targets: readonly AssociationTarget[];
    readonly tags: Tags;
  };
  /** What sessions need of the roles of nodes: one for all regions of an account; only with --grant. */
  readonly policy?: {
    readonly name: string;
    readonly description: string;
    readonly document: Policy;
    readonly tags: Tags;
  };
}

/**
 * Says what these inputs ask for where nothing is. `regions`: those that need the policy; none: the one where the engine works.
 * Throws a UserError for what AWS would not take.
 */
export function wanted(inputs: Inputs, regions: readonly string[] = []): Wanted {
  const { name } = inputs.logGroup;
  if (!isTaggable(name)) {
    throw new UserError(
      'invalid-value',
      `--log-group ${name}: AWS takes no tags where the name contains #, so it cannot be made; choose one without #`,
    );
  }
  const key = keyOf(inputs);
  const known = key ? { keyArn: tokenText('keyArn') } : {};
  const association = agentUpdate.want(inputs, ANYWHERE, known);
  const policy = inputs.grant ? policyOf(inputs, regions) : undefined;
  return {
    ...(key && { key }),
    logGroup: logGroupOf(inputs, key !== undefined),
    document: documentOf(inputs, known),
    ...(association && {
      association: {
        document: AGENT_DOCUMENT,
        name: ASSOCIATION,
        ...newAssociation(association),
        tags: association.tags,
      },
    }),
    ...(policy && { policy }),
  };
}

function keyOf(inputs: Inputs): Wanted['key'] {
  const want = kmsKey.want(inputs, ANYWHERE, {});
  if (!want) return undefined;
  if (want.given) return { kind: 'given', arn: want.name };
  return {
    kind: 'managed',
    alias: want.name,
    description: keyDescription(want.logGroup),
    rotationDays: want.rotationDays ?? DEFAULT_ROTATION_DAYS,
    policy: keyPolicy(ANYWHERE, want.logGroup),
    tags: want.tags,
  };
}

function logGroupOf(inputs: Inputs, encrypted: boolean): Wanted['logGroup'] {
  const { name, retention, deletionProtection, tags } = asked(logGroup.want(inputs, ANYWHERE, {}));
  return {
    name,
    encrypted,
    ...(typeof retention === 'number' && { retention }),
    ...(deletionProtection !== undefined && { deletionProtection }),
    tags,
  };
}

function documentOf(inputs: Inputs, known: { readonly keyArn?: string }): Wanted['document'] {
  const want = asked(preferences.want(inputs, ANYWHERE, known));
  const content = text(resultingDocument(want, undefined));
  return {
    name: DOCUMENT,
    content: tokensInJson(content),
    versionName: versionNameOf(content),
    tags: want.tags,
  };
}

function policyOf(inputs: Inputs, regions: readonly string[]): Wanted['policy'] {
  const place = { ...ANYWHERE, regions: regions.length > 0 ? regions : [ANYWHERE.region] };
  const statements = statementsFor(new Set(SESSION_NEEDS), [configured({ inputs }, ANYWHERE)]);
  const document = grantDocument(statements);
  return {
    name: GRANT,
    description: GRANT_DESCRIPTION,
    document: inputs.key?.kind === 'given' ? withToken(document, inputs.key.arn, 'keyArn') : document,
    tags: asked(roleGrant.want(inputs, place, {})).tags,
  };
}

// Only a resource that the inputs do not ask for has nothing to want.
function asked<Want>(want: Want | undefined): Want {
  if (want === undefined) throw new TypeError('it is always asked for');
  return want;
}
