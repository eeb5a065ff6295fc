import { agentUpdate } from './agent-update/agent-update.ts';
import { kmsKey } from './kms-key/kms-key.ts';
import { logGroup } from './log-group.ts';
import { preferences } from './preferences/preferences.ts';
import type { Resource } from './resource.ts';
import { roleGrant } from './role-grant.ts';

/**
 * Everything the tool maintains, in the order of setup; `delete` goes backwards. What a whole account has one of comes after
 * the regions in both. A new resource is one line here.
 */
export const resources: readonly Resource[] = [kmsKey, logGroup, preferences, agentUpdate, roleGrant];

/** Picks the resources of one scope. */
export const resourcesOf = (scope: Resource['scope']): readonly Resource[] =>
  resources.filter((resource) => resource.scope === scope);
