import { bypass } from './catalogue/bypass.ts';
import type { Entry } from './catalogue/entry.ts';
import { keys } from './catalogue/kms.ts';
import { logs } from './catalogue/logs.ts';
import { nodes } from './catalogue/nodes.ts';
import { people } from './catalogue/people.ts';
import { places } from './catalogue/place.ts';
import { preferences } from './catalogue/prefs.ts';
import { roles } from './catalogue/roles.ts';
import { network } from './catalogue/vpc.ts';

/** Explains every check id to people who see it for the first time. */
export const CATALOGUE: Readonly<Record<string, Entry>> = {
  ...preferences,
  ...logs,
  ...keys,
  ...nodes,
  ...roles,
  ...network,
  ...people,
  ...bypass,
  ...places,
};
