import { agentUpdate } from './agent-update.ts';
import { kmsKey } from './kms-key/kms-key.ts';
import { logGroup } from './log-group.ts';
import { preferences } from './preferences/preferences.ts';
import type { Resource } from './resource.ts';

/** Everything the tool keeps, in the order of setup; `delete` goes backwards. A new resource is one line here. */
export const resources: readonly Resource[] = [kmsKey, logGroup, preferences, agentUpdate];
